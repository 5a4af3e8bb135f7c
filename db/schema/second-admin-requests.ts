// What needs a second full admin besides a deletion (spec 8, Safeguards): turning approval off, and making a full admin while it
// is on. Written by lib/safeguards.
import { sql } from "drizzle-orm";
import { bigint, check, foreignKey, pgEnum, pgTable, primaryKey, uniqueIndex } from "drizzle-orm/pg-core";
import { admins } from "./admins";
import { id, instant, organizationId } from "./columns";

export const secondAdminMatter = pgEnum("second_admin_matter", ["approval_off", "full_admin"]);
export const secondAdminAnswer = pgEnum("second_admin_answer", ["agreed", "declined", "withdrawn", "lapsed"]);

/** One open request a matter, and for `full_admin` one an admin. Lapses after 7 days. */
export const secondAdminRequests = pgTable(
  "second_admin_requests",
  {
    organizationId: organizationId(),
    id: bigint("id", { mode: "number" }).generatedByDefaultAsIdentity().notNull(),
    matter: secondAdminMatter("matter").notNull(),
    /** Who is to become a full admin. */
    adminId: id("admin_id"),
    requestedBy: id("requested_by").notNull(),
    requestedAt: instant("requested_at").notNull().default(sql`app_now()`),
    answer: secondAdminAnswer("answer"),
    answeredBy: id("answered_by"),
    answeredAt: instant("answered_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    foreignKey({ columns: [t.organizationId, t.adminId], foreignColumns: [admins.organizationId, admins.id] }),
    foreignKey({ columns: [t.organizationId, t.requestedBy], foreignColumns: [admins.organizationId, admins.id] }),
    foreignKey({ columns: [t.organizationId, t.answeredBy], foreignColumns: [admins.organizationId, admins.id] }),
    uniqueIndex("second_admin_requests_open")
      .on(t.organizationId, t.matter, sql`coalesce(admin_id, 0)`)
      .where(sql`answer is null`),
    check("matter_has_its_admin", sql`(${t.matter} = 'full_admin') = (${t.adminId} is not null)`),
    check("answered_whole", sql`(${t.answer} is null) = (${t.answeredAt} is null)`),
    // Who is to become a full admin can neither ask for it nor agree to it.
    check(
      "agreed_by_another",
      sql`${t.answer} is distinct from 'agreed' or (${t.answeredBy} <> ${t.requestedBy} and ${t.answeredBy} is distinct from ${t.adminId}) is true`,
    ),
  ],
);
