// Organizations, their Safeguards and the other products they have. Written by the seed and by lib/safeguards.ts.
import { sql } from "drizzle-orm";
import { bigint, boolean, check, foreignKey, integer, pgEnum, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, organizationId } from "./columns";

export const language = pgEnum("language", ["en", "id"]);
export const product = pgEnum("product", ["talent_solutions", "marketing_solutions", "sales_solutions"]);

export const organizations = pgTable("organizations", {
  id: bigint("id", { mode: "number" }).generatedByDefaultAsIdentity().primaryKey(),
  name: text("name").notNull(),
  createdAt: instant("created_at").notNull().default(sql`app_now()`),
});

/** What guards a deletion (spec 8). One row an organization, made with it; the defaults are the specification's. */
export const safeguards = pgTable(
  "safeguards",
  {
    organizationId: organizationId(),
    startDelayHours: integer("start_delay_hours").notNull().default(0),
    thresholdUsers: integer("threshold_users").notNull().default(100),
    thresholdPercent: integer("threshold_percent").notNull().default(10),
    brakePercent: integer("brake_percent").notNull().default(50),
    approvalRequired: boolean("approval_required").notNull().default(false),
    tombstoneDays: integer("tombstone_days").notNull().default(1826),
    /** Passwords open nothing while it is on. Here, so that one lock guards all that decides who can still sign in. */
    singleSignOnRequired: boolean("single_sign_on_required").notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId] }),
    foreignKey({ columns: [t.organizationId], foreignColumns: [organizations.id] }),
    check("start_delay_in_range", sql`${t.startDelayHours} between 0 and 168`),
    check("threshold_in_range", sql`${t.thresholdUsers} >= 1 and ${t.thresholdPercent} between 1 and 100`),
    check("brake_in_range", sql`${t.brakePercent} between 1 and 100`),
    check("tombstone_days_positive", sql`${t.tombstoneDays} >= 1`),
    check("tombstone_days_at_most", sql`${t.tombstoneDays} <= 36525`),
  ],
);

export const organizationProducts = pgTable(
  "organization_products",
  { organizationId: organizationId(), product: product("product").notNull() },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.product] }),
    foreignKey({ columns: [t.organizationId], foreignColumns: [organizations.id] }),
  ],
);
