// The sums that reports and counts read, computed afresh from the rows: what the deltas kept since must add up to.
// Called by the seed at its end, by tests that compare, and by the benchmark.
import type { Sql, Transaction } from "@/db/client";

/** Each learner's own totals. One pass over the organization's learning data. */
export async function rebuildLearnerTotals(sql: Sql | Transaction, organizationId: number): Promise<void> {
  await sql`
    update learners l set
      courses = coalesce(p.courses, 0), completions = coalesce(p.completions, 0), assignments = coalesce(a.assignments, 0),
      memberships = coalesce(m.memberships, 0), seconds_viewed = coalesce(v.seconds, 0), last_active_at = v.last_active_at
    from learners self
    left join (select learner_id, count(*)::int as courses, count(completed_at)::int as completions
      from course_progress where organization_id = ${organizationId} group by 1) p on p.learner_id = self.id
    left join (select learner_id, count(*)::int as assignments
      from assignments where organization_id = ${organizationId} group by 1) a on a.learner_id = self.id
    left join (select learner_id, count(*)::int as memberships
      from group_memberships where organization_id = ${organizationId} group by 1) m on m.learner_id = self.id
    left join (select learner_id, sum(seconds) as seconds, max(viewed_at) as last_active_at
      from viewing_activity where organization_id = ${organizationId} group by 1) v on v.learner_id = self.id
    where self.organization_id = ${organizationId} and l.organization_id = ${organizationId} and l.id = self.id`;
}

/**
 * Replaces the organization's report_totals by what its rows say: for each month (UTC) and for all time the seconds,
 * completions and learners, over everything, by group and by course. Rows that would be all zero are left out.
 */
export async function rebuildReportTotals(sql: Sql | Transaction, organizationId: number): Promise<void> {
  await sql`delete from report_totals where organization_id = ${organizationId}`;
  await sql`
    with facts as materialized (
      select learner_id, course_id, to_char(viewed_at at time zone 'UTC', 'YYYY-MM') as month,
        sum(seconds) as seconds, 0 as completions, true as viewed
      from viewing_activity where organization_id = ${organizationId} group by 1, 2, 3
      union all
      select learner_id, course_id, to_char(completed_at at time zone 'UTC', 'YYYY-MM'), 0, 1, false
      from course_progress where organization_id = ${organizationId} and completed_at is not null
    ), members as (
      select learner_id, group_id from group_memberships where organization_id = ${organizationId}
    ), totals as (
      select month, 0 as group_id, 0 as course_id, sum(seconds) as seconds, sum(completions) as completions,
        count(distinct learner_id) filter (where viewed) as learners
      from facts group by month
      union all
      select month, group_id, 0, sum(seconds), sum(completions), count(distinct learner_id) filter (where viewed)
      from facts join members using (learner_id) group by month, group_id
      union all
      select month, 0, course_id, sum(seconds), sum(completions), count(distinct learner_id) filter (where viewed)
      from facts group by month, course_id
      union all
      select 'all', 0, course_id, sum(seconds), sum(completions), count(distinct learner_id) filter (where viewed)
      from facts group by course_id
      union all
      select 'all', 0, 0, coalesce((select sum(seconds) from facts), 0), coalesce((select sum(completions) from facts), 0),
        (select count(*) from learners where organization_id = ${organizationId})
      union all
      select 'all', group_id, 0, sum(seconds), sum(completions), count(distinct learner_id)
      from members left join facts using (learner_id) group by group_id
    )
    insert into report_totals (organization_id, month, group_id, course_id, seconds, completions, learners)
    select ${organizationId}, month, group_id, course_id, coalesce(seconds, 0), coalesce(completions, 0), learners
    from totals where coalesce(seconds, 0) <> 0 or coalesce(completions, 0) <> 0 or learners <> 0
    order by month, group_id, course_id`;
}
