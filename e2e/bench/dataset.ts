// The benchmark's organization, made in SQL: learners with 11 learning records each, children in random heap order as in real
// life. Called by e2e/bench/run.ts. Deterministic but for the heap order.
import type { Sql } from "@/db/client";
import { asArray } from "@/db/seed/arrays";
import { personName } from "@/db/seed/names";
import { random } from "@/db/seed/random";
import { rebuildReportTotals } from "@/db/seed/report-totals";
import { searchText, sortName } from "@/lib/learner-text";

export const RECORDS_A_LEARNER = 11;

/** Groups that are unlike the twenty others, each of which has a twentieth of the memberships. */
export const ODD_GROUPS = {
  /** Half of all learners. */
  half: "Group of half",
  /** Those whose names stand last: a list by name finds none of them for a million names. */
  clustered: "Group clustered",
  /** One in two thousand. */
  small: "Group small",
} as const;

const NAMES = 4_000;
const NAMES_CLUSTERED = 150;

/** Names as people have them, sorted; three learners of four share them, the fourth is called `Learner n`. */
function peopleNames(): { name: string; search: string; sort: string }[] {
  const chance = random(1_000_000);
  const names = Array.from({ length: NAMES }, () => personName(chance));
  return names
    .map((name) => ({ name, search: searchText(name), sort: sortName(name) }))
    .sort((a, b) => (a.sort < b.sort ? -1 : 1));
}

/** Makes an organization of `learners` with one full admin; answers their ids. About 200 s for a million on two cores. */
export async function makeOrganization(
  sql: Sql,
  name: string,
  learners: number,
): Promise<{ organizationId: number; adminId: number }> {
  return (await sql.begin(async (tx) => {
    await tx.unsafe(
      "set local session_replication_role = replica; set local synchronous_commit = off; set local work_mem = '256MB'; set local maintenance_work_mem = '512MB'",
    );
    const [organization] = await tx<{ id: number }[]>`insert into organizations (name) values (${name}) returning id`;
    const organizationId = organization?.id ?? 0;
    await tx`insert into safeguards (organization_id, brake_percent) values (${organizationId}, 100)`;
    const email = `admin-${organizationId}@bench.example`;
    const [admin] = await tx<{ id: number }[]>`
      insert into admins (organization_id, name, email, normalized_email, role)
      values (${organizationId}, 'Bench Admin', ${email}, ${email}, 'full_admin') returning id`;
    await tx`
      insert into groups (organization_id, name)
      select ${organizationId}, name from (
        select n, 'Group ' || n as name from generate_series(1, 20) n
        union all select 20 + n, odd from unnest(${asArray(Object.values(ODD_GROUPS))}::text[]) with ordinality as o (odd, n)) g
      order by n`;
    await tx`insert into courses (organization_id, title, seconds) select ${organizationId}, 'Course ' || n, 600 * n from generate_series(1, 60) n`;
    const names = peopleNames();
    await tx`
      insert into learners (organization_id, name, primary_email_address, normalized_email, unique_user_id, search_text, sort_name,
        courses, completions, assignments, memberships, seconds_viewed, last_active_at)
      select ${organizationId}, coalesce(p.name, 'Learner ' || n), 'learner' || n || '@bench.example', 'learner' || n || '@bench.example', 'B-' || n,
        coalesce(p.search, 'learner ' || n) || ' learner' || n || '@bench.example b-' || n,
        coalesce(p.sort, 'learner ' || lpad(n::text, 8, '0')),
        4, 2, 1, 2 + coalesce(p.place > ${NAMES - NAMES_CLUSTERED}, false)::int + (n % 2000 = 0)::int, 2400,
        case when n % 50 > 0 then now() - (n % 300) * interval '1 day' - n % 1440 * interval '1 minute' end
      from generate_series(1, ${learners}::int) n
      left join unnest(
        ${asArray(names.map(({ name }) => name))}::text[], ${asArray(names.map(({ search }) => search))}::text[],
        ${asArray(names.map(({ sort }) => sort))}::text[]) with ordinality as p (name, search, sort, place)
        on n % 4 > 0 and p.place = n * 7919::bigint % ${NAMES} + 1
      order by n`;
    const [ids] = await tx<{ first: number; group: number; course: number }[]>`
      select (select min(id) from learners where organization_id = ${organizationId}) as first,
        (select min(id) from groups where organization_id = ${organizationId}) as group,
        (select min(id) from courses where organization_id = ${organizationId}) as course`;
    const { first, group, course } = ids ?? { first: 0, group: 0, course: 0 };
    await tx`
      insert into group_memberships (organization_id, learner_id, group_id, sort_name, active_at)
      select ${organizationId}, l.id, m.group_id, l.sort_name, l.active_at
      from learners l
      cross join lateral (select l.id - ${first}::bigint + 1 as n) numbered
      cross join lateral (
        select ${group}::bigint + n % 20 as group_id
        union all select ${group}::bigint + case when n % 2 = 0 then 20 else (n + 7) % 20 end
        union all select ${group}::bigint + 21 where l.memberships - (n % 2000 = 0)::int = 3
        union all select ${group}::bigint + 22 where n % 2000 = 0) m
      where l.organization_id = ${organizationId} order by random()`;
    await tx`
      insert into course_progress (organization_id, learner_id, course_id, percent, started_at, completed_at)
      select ${organizationId}, ${first}::bigint + n, ${course}::bigint + (n + k * 13) % 60, case when k < 2 then 100 else 40 end,
        timestamptz '2026-11-01' - ((n + k * 31) % 360) * interval '1 day', case when k < 2 then timestamptz '2026-11-05' - ((n + k * 31) % 360) * interval '1 day' end
      from generate_series(0, ${learners - 1}::int) n, generate_series(0, 3) k order by random()`;
    await tx`
      insert into viewing_activity (organization_id, learner_id, course_id, viewed_at, seconds)
      select ${organizationId}, ${first}::bigint + n, ${course}::bigint + (n + k * 13) % 60,
        timestamptz '2026-11-01' - ((n + k * 31) % 360) * interval '1 day', 600
      from generate_series(0, ${learners - 1}::int) n, generate_series(0, 3) k order by random()`;
    await tx`
      insert into assignments (organization_id, learner_id, course_id, assigned_at)
      select ${organizationId}, ${first}::bigint + n, ${course}::bigint + n % 60, timestamptz '2026-10-01' from generate_series(0, ${learners - 1}::int) n order by random()`;
    // Without statistics the sums below would be joined by nested loops.
    await tx.unsafe("analyze learners, group_memberships, course_progress, viewing_activity, assignments");
    await rebuildReportTotals(tx, organizationId);
    return { organizationId, adminId: admin?.id ?? 0 };
  })) as { organizationId: number; adminId: number };
}
