// Who must not be deleted (spec 4, `protected`): admins of the organization, and learners on hold. One rule, read by the
// preview, by Confirm and by every chunk.
import { type Sql, sql, type Transaction } from "@/db/client";

/**
 * A subquery of (learner_id, reason): everybody protected in the organization at this moment, each once. An admin on hold is
 * protected as an admin.
 */
export const protectedLearners = (tx: Sql | Transaction, organizationId: number) => tx`
  select learner_id, min(reason) as reason from (
  select l.id as learner_id, 'admin' as reason
  from admins a
  cross join lateral (
    -- The limit keeps it a look-up by index for each of a few admins, whatever the statistics say of a million learners.
    select id from learners where organization_id = ${organizationId} and normalized_email = a.normalized_email limit 1) as l
  where a.organization_id = ${organizationId} and a.removed_at is null
  union all
  select h.learner_id, 'hold' from holds h
  where h.organization_id = ${organizationId} and (h.ends_at is null or h.ends_at > app_now())
  ) as protected group by learner_id`;

/** How many learners the organization has, from the kept sums; never a count over the table. */
export async function learnerCount(organizationId: number, tx: Sql | Transaction = sql): Promise<number> {
  const [row] = await tx<{ learners: number }[]>`
    select coalesce(sum(learners), 0)::bigint as learners from report_totals
    where organization_id = ${organizationId} and month = 'all' and group_id = 0 and course_id = 0`;
  return row?.learners ?? 0;
}
