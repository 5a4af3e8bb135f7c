// Learners, their groups, and their seats in other products. Deleted by lib/processing, children first.
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { exactText, id, instant, organizationId } from "./columns";
import { organizations, product } from "./organizations";

/** The totals (seconds_viewed … last_active_at) are kept by whatever writes learning data, in the same transaction. */
export const learners = pgTable(
  "learners",
  {
    organizationId: organizationId(),
    id: bigint("id", { mode: "number" }).generatedByDefaultAsIdentity().notNull(),
    name: text("name").notNull(),
    primaryEmailAddress: text("primary_email_address"),
    normalizedEmail: exactText("normalized_email"),
    uniqueUserId: exactText("unique_user_id"),
    /** Name, address and ID, lower-cased by lib/learners.ts, for the search box. */
    searchText: exactText("search_text").notNull(),
    sortName: exactText("sort_name").notNull(),
    courses: integer("courses").notNull().default(0),
    completions: integer("completions").notNull().default(0),
    assignments: integer("assignments").notNull().default(0),
    memberships: integer("memberships").notNull().default(0),
    secondsViewed: bigint("seconds_viewed", { mode: "number" }).notNull().default(0),
    lastActiveAt: instant("last_active_at"),
    /** last_active_at, with "never" before everything: what lists sort and filter by. */
    activeAt: instant("active_at").notNull().generatedAlwaysAs(sql`coalesce(last_active_at, '-infinity'::timestamptz)`),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    foreignKey({ columns: [t.organizationId], foreignColumns: [organizations.id] }),
    // These two include the id (migration 0008), which drizzle cannot say.
    uniqueIndex("learners_email").on(t.organizationId, t.normalizedEmail).where(sql`normalized_email is not null`),
    uniqueIndex("learners_user_id").on(t.organizationId, t.uniqueUserId).where(sql`unique_user_id is not null`),
    // Each holds the other's column too, so that a list filtered by one and sorted by the other reads the index alone.
    index("learners_by_name").on(t.organizationId, t.sortName, t.id, t.activeAt),
    index("learners_by_activity").on(t.organizationId, t.activeAt, t.id, t.sortName),
    /** For the hint "differs by leading zeros alone" (spec 3). */
    index("learners_digits")
      .on(t.organizationId, sql`ltrim(unique_user_id, '0')`)
      .where(sql`unique_user_id ~ '^[0-9]+$'`),
    index("learners_search").using("gin", t.organizationId, t.searchText.op("gin_trgm_ops")),
    check("learner_has_an_identifier", sql`${t.normalizedEmail} is not null or ${t.uniqueUserId} is not null`),
    check("learner_email_whole", sql`(${t.normalizedEmail} is null) = (${t.primaryEmailAddress} is null)`),
    check("learner_identifiers_not_empty", sql`${t.normalizedEmail} <> '' and ${t.uniqueUserId} <> ''`),
  ],
);

export const groups = pgTable(
  "groups",
  {
    organizationId: organizationId(),
    id: bigint("id", { mode: "number" }).generatedByDefaultAsIdentity().notNull(),
    name: text("name").notNull(),
    /** Whom nobody has put elsewhere: learners restored after a deletion, and those added without a group. */
    isDefault: boolean("is_default").notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    foreignKey({ columns: [t.organizationId], foreignColumns: [organizations.id] }),
    uniqueIndex("groups_default").on(t.organizationId).where(sql`is_default`),
    unique("groups_name").on(t.organizationId, t.name),
  ],
);

/**
 * sort_name and active_at are the learner's own, copied so that a large group is listed along an index. Written by
 * insertMemberships (lib/learners); the trigger learners_to_memberships keeps them in step.
 */
export const groupMemberships = pgTable(
  "group_memberships",
  {
    organizationId: organizationId(),
    learnerId: id("learner_id").notNull(),
    groupId: id("group_id").notNull(),
    sortName: exactText("sort_name").notNull(),
    activeAt: instant("active_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.learnerId, t.groupId] }),
    foreignKey({ columns: [t.organizationId, t.learnerId], foreignColumns: [learners.organizationId, learners.id] }),
    foreignKey({ columns: [t.organizationId, t.groupId], foreignColumns: [groups.organizationId, groups.id] }),
    index("group_memberships_by_name").on(t.organizationId, t.groupId, t.sortName, t.learnerId, t.activeAt),
    index("group_memberships_by_activity").on(t.organizationId, t.groupId, t.activeAt, t.learnerId, t.sortName),
  ],
);

export const productSeats = pgTable(
  "product_seats",
  {
    organizationId: organizationId(),
    learnerId: id("learner_id").notNull(),
    product: product("product").notNull(),
    accountNumber: text("account_number").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.learnerId, t.product] }),
    foreignKey({ columns: [t.organizationId, t.learnerId], foreignColumns: [learners.organizationId, learners.id] }),
  ],
);

/** What stays of a deleted learner's seat (spec 7): product, the product's own account number, the date. Nothing else. */
export const productReferences = pgTable(
  "product_references",
  {
    organizationId: organizationId(),
    id: bigint("id", { mode: "number" }).generatedByDefaultAsIdentity().notNull(),
    product: product("product").notNull(),
    accountNumber: text("account_number").notNull(),
    deletedAt: instant("deleted_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    foreignKey({ columns: [t.organizationId], foreignColumns: [organizations.id] }),
    index("product_references_by_product").on(t.organizationId, t.product, t.id),
  ],
);
