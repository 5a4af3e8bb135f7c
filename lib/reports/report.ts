// A report (spec section 9): learning hours, completions and active learners by month, by course and by group, summed from
// report_totals and from nothing else. Called by the Reports page and by files.ts.
import { sql } from "@/db/client";
import type { Admin } from "@/lib/auth";
import { listGroups } from "@/lib/groups";
import { addMonths, type Month, monthsFrom, type ReportRange } from "./months";

/** What was done in a time. `learners` viewed something in it; of months added up it is no count of people. */
export type Sums = { readonly seconds: number; readonly completions: number; readonly learners: number };
export type MonthSums = Sums & {
  readonly month: Month;
  /** The same month a year before. */
  readonly before: Sums;
  /** It is not over. */
  readonly running: boolean;
};
export type CourseSums = Sums & { readonly courseId: number; readonly title: string };
/** `members`: how many are in the group now. */
export type GroupSums = Sums & { readonly groupId: number; readonly name: string; readonly members: number };

export type Report = {
  readonly months: MonthSums[];
  /** Everybody's, whatever the group: what a group did is not kept by course. Most hours first; without those nobody touched. */
  readonly courses: CourseSums[];
  /** All groups, most hours first. */
  readonly groups: GroupSums[];
  /** How many learners there are now, in the group looked at. */
  readonly members: number;
};

const NOTHING: Sums = { seconds: 0, completions: 0, learners: 0 };

/** The first month with anything in it, and the present one (UTC). What a range can be chosen from. */
export async function reportMonths({ organizationId }: Admin): Promise<{ first: Month; present: Month }> {
  const [row] = await sql<{ first: Month; present: Month }[]>`
    with present as (select to_char(app_now() at time zone 'UTC', 'YYYY-MM') as month)
    select present.month as present, least(present.month, (
      select min(month) from (
        select month from report_totals
        where organization_id = ${organizationId} and group_id = 0 and course_id = 0 and month <> 'all'
        group by month having sum(seconds) <> 0 or sum(completions) <> 0) as kept)) as first
    from present`;
  if (!row) throw new Error("the database gave no date");
  return row;
}

type Row = Sums & { month: Month | "all" | null; groupId: number; courseId: number };

/**
 * One statement, so that what a deletion takes away at this moment is missing everywhere or nowhere. Deltas are summed as they
 * are, folded or not: a report is right at once after a deletion.
 */
export async function readReport(admin: Admin, { from, to, groupId = 0 }: ReportRange): Promise<Report> {
  const { organizationId } = admin;
  const rows = sql<Row[]>`
    select case when month = 'all' or (group_id = ${groupId} and course_id = 0) then month end as month,
      group_id as "groupId", course_id as "courseId",
      sum(seconds)::bigint as seconds, sum(completions)::bigint as completions, sum(learners)::bigint as learners
    from report_totals
    where organization_id = ${organizationId} and (
      month between ${from} and ${to}
      or (month between ${addMonths(from, -12)} and ${addMonths(to, -12)} and group_id = ${groupId} and course_id = 0)
      or (month = 'all' and course_id = 0))
    group by 1, 2, 3`;
  const [sums, groups, courses, { present }] = await Promise.all([
    rows,
    listGroups(admin),
    sql<{ id: number; title: string }[]>`select id, title from courses where organization_id = ${organizationId}`,
    reportMonths(admin),
  ]);
  const ofMonth = new Map<Month, Sums>();
  const ofGroup = new Map<number, Sums>();
  const ofCourse = new Map<number, Sums>();
  const members = new Map<number, number>();
  for (const row of sums) {
    if (row.month === "all") {
      members.set(row.groupId, row.learners);
      continue;
    }
    if (row.month) ofMonth.set(row.month, row);
    if (row.month && row.month < from) continue;
    if (row.courseId) ofCourse.set(row.courseId, row);
    else if (row.groupId) ofGroup.set(row.groupId, added(ofGroup.get(row.groupId) ?? NOTHING, row));
  }
  return {
    months: monthsFrom(from, to).map((month) => ({
      month,
      ...only(ofMonth.get(month)),
      before: only(ofMonth.get(addMonths(month, -12))),
      running: month >= present,
    })),
    courses: courses
      .map(({ id, title }) => ({ courseId: id, title, ...only(ofCourse.get(id)) }))
      .filter(({ seconds, completions }) => seconds !== 0 || completions !== 0)
      .sort((a, b) => b.seconds - a.seconds || b.completions - a.completions || byText(a.title, b.title)),
    groups: groups
      .map(({ id, name }) => ({ groupId: id, name, members: members.get(id) ?? 0, ...only(ofGroup.get(id)) }))
      .sort((a, b) => b.seconds - a.seconds || b.members - a.members || byText(a.name, b.name)),
    members: members.get(groupId) ?? 0,
  };
}

const only = ({ seconds, completions, learners }: Sums = NOTHING): Sums => ({ seconds, completions, learners });

const added = (a: Sums, b: Sums): Sums => ({
  seconds: a.seconds + b.seconds,
  completions: a.completions + b.completions,
  learners: a.learners + b.learners,
});

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Over all these months; `learners` then counts a person once a month. */
export function sumOf(parts: readonly Sums[]): Sums {
  return parts.reduce(added, NOTHING);
}
