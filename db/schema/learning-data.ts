// Learning data: what hangs on a learner and goes with the learner. Written by the seed, deleted by lib/processing.
import { sql } from "drizzle-orm";
import { bigint, check, foreignKey, index, integer, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { id, instant, organizationId } from "./columns";
import { learners } from "./learners";
import { organizations } from "./organizations";

export const courses = pgTable(
  "courses",
  {
    organizationId: organizationId(),
    id: bigint("id", { mode: "number" }).generatedByDefaultAsIdentity().notNull(),
    title: text("title").notNull(),
    seconds: integer("seconds").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    foreignKey({ columns: [t.organizationId], foreignColumns: [organizations.id] }),
  ],
);

/** One row a learner and course. A completion is the date in completed_at. */
export const courseProgress = pgTable(
  "course_progress",
  {
    organizationId: organizationId(),
    learnerId: id("learner_id").notNull(),
    courseId: id("course_id").notNull(),
    percent: smallint("percent").notNull(),
    startedAt: instant("started_at").notNull(),
    completedAt: instant("completed_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.learnerId, t.courseId] }),
    foreignKey({ columns: [t.organizationId, t.learnerId], foreignColumns: [learners.organizationId, learners.id] }),
    foreignKey({ columns: [t.organizationId, t.courseId], foreignColumns: [courses.organizationId, courses.id] }),
    check("progress_percent", sql`${t.percent} between 0 and 100`),
    check("completed_is_whole", sql`${t.completedAt} is null or ${t.percent} = 100`),
  ],
);

/** One sitting: when, which course, how long. */
export const viewingActivity = pgTable(
  "viewing_activity",
  {
    organizationId: organizationId(),
    learnerId: id("learner_id").notNull(),
    id: bigint("id", { mode: "number" }).generatedByDefaultAsIdentity().notNull(),
    courseId: id("course_id").notNull(),
    viewedAt: instant("viewed_at").notNull(),
    seconds: integer("seconds").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.learnerId, t.id] }),
    foreignKey({ columns: [t.organizationId, t.learnerId], foreignColumns: [learners.organizationId, learners.id] }),
    foreignKey({ columns: [t.organizationId, t.courseId], foreignColumns: [courses.organizationId, courses.id] }),
    check("seconds_positive", sql`${t.seconds} > 0`),
  ],
);

export const assignments = pgTable(
  "assignments",
  {
    organizationId: organizationId(),
    learnerId: id("learner_id").notNull(),
    courseId: id("course_id").notNull(),
    assignedAt: instant("assigned_at").notNull(),
    dueAt: instant("due_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.learnerId, t.courseId] }),
    foreignKey({ columns: [t.organizationId, t.learnerId], foreignColumns: [learners.organizationId, learners.id] }),
    foreignKey({ columns: [t.organizationId, t.courseId], foreignColumns: [courses.organizationId, courses.id] }),
  ],
);

/**
 * Sums that reports and counts read instead of scanning learning data (README, "Reports never scan").
 * Append-only deltas, summed on reading. month is `2026-11` (UTC), or `all` for all time.
 * group_id and course_id are 0 for "all of them"; a row is by group or by course, never by both.
 * learners: in a month, those who viewed something in it; under `all`, those who exist.
 */
export const reportTotals = pgTable(
  "report_totals",
  {
    organizationId: organizationId(),
    id: bigint("id", { mode: "number" }).generatedByDefaultAsIdentity().notNull(),
    month: text("month").notNull(),
    groupId: id("group_id").notNull().default(0),
    courseId: id("course_id").notNull().default(0),
    seconds: bigint("seconds", { mode: "number" }).notNull().default(0),
    completions: bigint("completions", { mode: "number" }).notNull().default(0),
    learners: bigint("learners", { mode: "number" }).notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    foreignKey({ columns: [t.organizationId], foreignColumns: [organizations.id] }),
    index("report_totals_by_month").on(t.organizationId, t.month, t.groupId, t.courseId),
    check("by_group_or_by_course", sql`${t.groupId} = 0 or ${t.courseId} = 0`),
    check("month_is_a_month", sql`${t.month} ~ '^[0-9]{4}-[0-9]{2}$' or ${t.month} = 'all'`),
  ],
);
