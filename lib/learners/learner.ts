// Owns one learner's page (spec section 9): who it is, and all the learning data that a deletion would take. For any admin.
// Called by app/(admin)/users/[id].
import { sql } from "@/db/client";
import type { Admin } from "@/lib/auth";
import { heldAmong } from "../holds";
import { found } from "../not-there";
import { scheduledAmong } from "./shown";

export type CourseProgress = {
  readonly courseId: number;
  readonly title: string;
  readonly percent: number;
  readonly startedAt: Date;
  readonly completedAt: Date | null;
};
export type Assignment = {
  readonly courseId: number;
  readonly title: string;
  readonly assignedAt: Date;
  readonly dueAt: Date | null;
  /** Of the course, if it was begun; null if not. */
  readonly percent: number | null;
  readonly completedAt: Date | null;
  /** Its date has passed, and the course is not completed. */
  readonly overdue: boolean;
};
export type Seat = { readonly product: Product; readonly accountNumber: string };
export type Product = "talent_solutions" | "marketing_solutions" | "sales_solutions";

export type LearnerRecord = {
  readonly id: number;
  readonly name: string;
  readonly primaryEmailAddress: string | null;
  readonly uniqueUserId: string | null;
  readonly createdAt: Date;
  readonly lastActiveAt: Date | null;
  readonly secondsViewed: number;
  readonly completions: number;
  readonly adminRole: "full_admin" | "sub_admin" | null;
  readonly groups: { id: number; name: string }[];
  /** Latest begun first. */
  readonly progress: CourseProgress[];
  /** Of twelve months, the present one last, whether anything was viewed or not (UTC). */
  readonly activity: { month: string; seconds: number; sittings: number }[];
  /** Latest first. */
  readonly assignments: Assignment[];
  readonly seats: Seat[];
  /** The ordered batch that will delete this learner. Undefined for a sub admin, who learns nothing of deletions. */
  readonly scheduledBatchId: string | undefined;
  /** Must not be deleted (spec 8), to the end of `lastDay` (UTC) where there is one. Null for a sub admin. */
  readonly hold: { lastDay: string | null } | null;
};

const MONTHS = 12;

/** Undefined for an id that nobody in the organization has: another organization's learner is not there. */
export async function readLearner(admin: Admin, learnerId: number): Promise<LearnerRecord | undefined> {
  const { organizationId } = admin;
  const [[learner], groups, progress, activity, assignments, seats, scheduled, held] = await Promise.all([
    sql<
      Omit<LearnerRecord, "groups" | "progress" | "activity" | "assignments" | "seats" | "scheduledBatchId" | "hold">[]
    >`
      select l.id, l.name, l.primary_email_address as "primaryEmailAddress", l.unique_user_id as "uniqueUserId",
        l.created_at as "createdAt", l.last_active_at as "lastActiveAt", l.seconds_viewed as "secondsViewed", l.completions,
        a.role as "adminRole"
      from learners l
      left join admins a on a.organization_id = l.organization_id and a.normalized_email = l.normalized_email
        and a.removed_at is null
      where l.organization_id = ${organizationId} and l.id = ${learnerId}`,
    sql<LearnerRecord["groups"]>`
      select g.id, g.name from group_memberships m
      join groups g on g.organization_id = m.organization_id and g.id = m.group_id
      where m.organization_id = ${organizationId} and m.learner_id = ${learnerId} order by g.name`,
    sql<CourseProgress[]>`
      select p.course_id as "courseId", c.title, p.percent, p.started_at as "startedAt", p.completed_at as "completedAt"
      from course_progress p join courses c on c.organization_id = p.organization_id and c.id = p.course_id
      where p.organization_id = ${organizationId} and p.learner_id = ${learnerId}
      order by p.started_at desc, p.course_id`,
    sql<LearnerRecord["activity"]>`
      with months as (
        select to_char(date_trunc('month', app_now() at time zone 'UTC') - make_interval(months => back), 'YYYY-MM') as month
        from generate_series(0, ${MONTHS - 1}::int) back
      ), viewed as (
        select to_char(viewed_at at time zone 'UTC', 'YYYY-MM') as month, sum(seconds) as seconds, count(*) as sittings
        from viewing_activity where organization_id = ${organizationId} and learner_id = ${learnerId} group by 1
      )
      select month, coalesce(seconds, 0)::bigint as seconds, coalesce(sittings, 0)::int as sittings
      from months left join viewed using (month) order by month`,
    sql<Assignment[]>`
      select a.course_id as "courseId", c.title, a.assigned_at as "assignedAt", a.due_at as "dueAt", p.percent,
        p.completed_at as "completedAt", p.completed_at is null and coalesce(a.due_at < app_now(), false) as overdue
      from assignments a join courses c on c.organization_id = a.organization_id and c.id = a.course_id
      left join course_progress p on p.organization_id = a.organization_id and p.learner_id = a.learner_id
        and p.course_id = a.course_id
      where a.organization_id = ${organizationId} and a.learner_id = ${learnerId}
      order by a.assigned_at desc, a.course_id`,
    sql<Seat[]>`
      select product, account_number as "accountNumber" from product_seats
      where organization_id = ${organizationId} and learner_id = ${learnerId} order by product`,
    scheduledAmong(admin, [learnerId]),
    heldAmong(admin, [learnerId]),
  ]);
  if (!learner) return found(admin, undefined);
  return {
    ...learner,
    groups,
    progress,
    activity,
    assignments,
    seats,
    scheduledBatchId: scheduled.get(learnerId),
    hold: held.has(learnerId) ? { lastDay: held.get(learnerId) ?? null } : null,
  };
}
