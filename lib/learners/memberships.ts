// Owns how learners come into groups, which is in one way alone. Called by whatever adds learners (lib/lists).
import type { Transaction } from "@/db/client";

/** Pairs: the learner at a place of the one list joins the group at the same place of the other. */
export type Memberships = { readonly learnerIds: readonly number[]; readonly groupIds: readonly number[] };

/**
 * Puts learners who have no learning data yet into groups, thousands at once, and counts them there (report_totals). This is how
 * a membership is written: it carries a copy of the learner's sort_name and active_at, by which a group is listed, read under a
 * lock so that a change at the same moment is not missed; from then on a trigger on learners keeps the copy in step. Pairs that
 * are there already, or of another organization, change nothing. The learner's own total `memberships` is the caller's, written
 * with the learner: changing a million rows again would cost more than making them.
 * @returns how many memberships were made.
 */
export async function insertMemberships(
  tx: Transaction,
  organizationId: number,
  { learnerIds, groupIds }: Memberships,
): Promise<number> {
  if (learnerIds.length === 0) return 0;
  const [made] = await tx<{ memberships: number }[]>`
    with wanted as materialized (
      select distinct learner_id, group_id
      from unnest(${learnerIds}::bigint[], ${groupIds}::bigint[]) as pair (learner_id, group_id)
    ),
    -- Looked up a learner at a time: statistics know nothing yet of learners just made.
    locked as materialized (
      select who.* from (select distinct learner_id from wanted order by 1) w
      cross join lateral (
        select l.id, l.sort_name, l.active_at from learners l
        where l.organization_id = ${organizationId} and l.id = w.learner_id for share) who
    ),
    made as (
      insert into group_memberships (organization_id, learner_id, group_id, sort_name, active_at)
      select ${organizationId}, w.learner_id, w.group_id, k.sort_name, k.active_at
      from wanted w join locked k on k.id = w.learner_id
      join groups g on g.organization_id = ${organizationId} and g.id = w.group_id
      on conflict do nothing
      returning group_id
    ),
    counted as (
      insert into report_totals (organization_id, month, group_id, learners)
      select ${organizationId}, 'all', group_id, count(*) from made group by group_id
    )
    select count(*) as memberships from made`;
  return made?.memberships ?? 0;
}
