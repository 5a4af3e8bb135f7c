// The sums that reports and counts read, computed afresh from the rows: what the deltas kept since must add up to.
// Called by the seed at its end, by tests that compare, and by the benchmark.
import type { Sql, Transaction } from "@/db/client";

/**
 * Each learner's own totals. One pass over the organization's learning data and one grouping: joining the tables instead
 * took 10 s for 2,000 learners inside the seed's transaction, where the planner has no statistics yet.
 */
export async function rebuildLearnerTotals(sql: Sql | Transaction, organizationId: number): Promise<void> {
  await sql`
    update learners l set courses = t.courses, completions = t.completions, assignments = t.assignments,
      memberships = t.memberships, seconds_viewed = t.seconds, last_active_at = t.last_active_at
    from (
      select learner_id, sum(courses) as courses, sum(completions) as completions, sum(assignments) as assignments,
        sum(memberships) as memberships, sum(seconds) as seconds, max(viewed_at) as last_active_at
      from (
        select id as learner_id, 0 as courses, 0 as completions, 0 as assignments, 0 as memberships, 0 as seconds,
          null::timestamptz as viewed_at
        from learners where organization_id = ${organizationId}
        union all
        select learner_id, 1, (completed_at is not null)::int, 0, 0, 0, null
        from course_progress where organization_id = ${organizationId}
        union all
        select learner_id, 0, 0, 1, 0, 0, null from assignments where organization_id = ${organizationId}
        union all
        select learner_id, 0, 0, 0, 1, 0, null from group_memberships where organization_id = ${organizationId}
        union all
        select learner_id, 0, 0, 0, 0, seconds, viewed_at from viewing_activity where organization_id = ${organizationId}
      ) as rows group by learner_id
    ) as t
    where l.organization_id = ${organizationId} and l.id = t.learner_id`;
}

/**
 * Replaces the organization's report_totals by what its rows say: for each month (UTC) and for all time the seconds,
 * completions and learners, over everything, by group and by course. Rows that would be all zero are left out.
 */
export async function rebuildReportTotals(sql: Sql | Transaction, organizationId: number): Promise<void> {
  await sql`delete from report_totals where organization_id = ${organizationId}`;
  await sql`
    with facts as materialized (
      select learner_id, course_id, month, sum(seconds) as seconds, sum(completions) as completions
      from (
        select learner_id, course_id, to_char(viewed_at at time zone 'UTC', 'YYYY-MM') as month, seconds, 0 as completions
        from viewing_activity where organization_id = ${organizationId}
        union all
        select learner_id, course_id, to_char(completed_at at time zone 'UTC', 'YYYY-MM'), 0, 1
        from course_progress where organization_id = ${organizationId} and completed_at is not null) as all_facts
      group by 1, 2, 3
    ), monthly as materialized (
      -- One row a learner and month, so that counting learners needs no distinct.
      select learner_id, month, sum(seconds) as seconds, sum(completions) as completions, (sum(seconds) > 0)::int as viewed
      from facts group by 1, 2
    ), ever as materialized (
      select l.id as learner_id, coalesce(sum(m.seconds), 0) as seconds, coalesce(sum(m.completions), 0) as completions
      from learners l left join monthly m on m.learner_id = l.id where l.organization_id = ${organizationId} group by 1
    ), by_course as (
      select learner_id, course_id, sum(seconds) as seconds, sum(completions) as completions from facts group by 1, 2
    ), members as (
      select learner_id, group_id from group_memberships where organization_id = ${organizationId}
    ), totals as (
      select month, 0 as group_id, 0 as course_id, sum(seconds) as seconds, sum(completions) as completions, sum(viewed) as learners
      from monthly group by month
      union all
      select month, group_id, 0, sum(seconds), sum(completions), sum(viewed) from monthly join members using (learner_id) group by month, group_id
      union all
      select month, 0, course_id, sum(seconds), sum(completions), count(*) filter (where seconds > 0) from facts group by month, course_id
      union all
      select 'all', 0, course_id, sum(seconds), sum(completions), count(*) filter (where seconds > 0) from by_course group by course_id
      union all
      select 'all', 0, 0, coalesce(sum(seconds), 0), coalesce(sum(completions), 0), count(*) from ever
      union all
      select 'all', group_id, 0, sum(seconds), sum(completions), count(*) from ever join members using (learner_id) group by group_id
    )
    insert into report_totals (organization_id, month, group_id, course_id, seconds, completions, learners)
    select ${organizationId}, month, group_id, course_id, coalesce(seconds, 0), coalesce(completions, 0), learners
    from totals where coalesce(seconds, 0) <> 0 or coalesce(completions, 0) <> 0 or learners <> 0
    order by month, group_id, course_id`;
}
