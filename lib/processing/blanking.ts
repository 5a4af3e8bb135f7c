// What was uploaded of a learner goes with the learner: values kept in any row of any file of the organization (spec 7).
// Called by chunk.ts, in the transaction that deletes.
import type { Transaction } from "@/db/client";
import { dropListRowsNaming } from "../lists";
import type { Claim, Pinned } from "./chunk";

/**
 * Drops the uploaded values of the deleted learners: their own rows, the duplicates of these, and every kept row of the
 * organization that carries the same address or ID (spec 7). Left alone are rows of batches not yet started, and rows that
 * still wait in another chunk: those settle themselves.
 */
export async function blankValues(tx: Transaction, claim: Claim, rows: Pinned[]): Promise<void> {
  const { organizationId, batchId } = claim;
  const rowNumbers = rows.map((row) => row.row_number);
  const uploaded = await tx<{ email: string | null; user_id: string | null }[]>`
    delete from staged_rows
    where organization_id = ${organizationId} and batch_id = ${batchId} and row_number = any(array(
      select row_number from unnest(${rowNumbers}::int[]) as t(row_number)
      union all
      select o.row_number from outcomes o
      where o.organization_id = ${organizationId} and o.batch_id = ${batchId} and o.same_as_row = any(${rowNumbers}::int[])))
    returning normalized_email as email, normalized_user_id as user_id`;
  // Learners as they are called now, and as the file called them: somebody renamed meanwhile has both. What they were called
  // may be somebody else's by now, and is then that person's; what they are called is nobody else's.
  const emails = rows.flatMap((row) => row.email ?? []);
  const userIds = rows.flatMap((row) => row.user_id ?? []);
  const former = await nobodysByNow(
    tx,
    organizationId,
    without(
      uploaded.flatMap((row) => row.email ?? []),
      emails,
    ),
    without(
      uploaded.flatMap((row) => row.user_id ?? []),
      userIds,
    ),
  );
  emails.push(...former.emails);
  userIds.push(...former.userIds);
  await tx`
    with emails as (select email from unnest(${emails}::text[]) as t(email)),
    user_ids as (select user_id from unnest(${userIds}::text[]) as t(user_id)),
    -- A GIN index compares every value asked for with every other before it looks: a hundred at a time stay cheap.
    slices as (
      select array_agg(value) as some_values
      from (
        select value, (row_number() over () - 1) / 100 as slice
        from (select email as value from emails union all select user_id from user_ids) as both_kinds) as numbered
      group by slice
    ),
    -- Looked up a value at a time: the planner would read all staged rows, in every chunk anew.
    carrying as (
      select s.batch_id, s.row_number from emails v
      cross join lateral (
        select batch_id, row_number from staged_rows
        where organization_id = ${organizationId} and normalized_email = v.email offset 0) as s
      union
      select s.batch_id, s.row_number from user_ids v
      cross join lateral (
        select batch_id, row_number from staged_rows
        where organization_id = ${organizationId} and normalized_user_id = v.user_id offset 0) as s
      union
      select s.batch_id, s.row_number from slices v
      cross join lateral (
        select batch_id, row_number from staged_rows
        where organization_id = ${organizationId} and mentions is not null and mentions && v.some_values offset 0) as s
    ),
    doomed as (
      select s.batch_id, s.row_number
      from carrying c
      join staged_rows s on s.organization_id = ${organizationId} and s.batch_id = c.batch_id and s.row_number = c.row_number
      join deletion_batches b on b.organization_id = ${organizationId} and b.id = c.batch_id
        and b.state in ('processing', 'completed', 'completed_with_errors')
      where exists (
        select 1 from outcomes o
        where o.organization_id = ${organizationId} and o.batch_id = c.batch_id and o.row_number = c.row_number
        -- Looked up a row at a time: statistics know nothing yet of outcomes just written.
        offset 0)
      order by s.batch_id, s.row_number for update of s
    )
    delete from staged_rows s using doomed d
    where s.organization_id = ${organizationId} and s.batch_id = d.batch_id and s.row_number = d.row_number`;
  await dropListRowsNaming(tx, organizationId, batchId, emails, userIds);
}

/** Those of the values that no learner has. */
async function nobodysByNow(
  tx: Transaction,
  organizationId: number,
  emails: string[],
  userIds: string[],
): Promise<{ emails: string[]; userIds: string[] }> {
  if (emails.length === 0 && userIds.length === 0) return { emails, userIds };
  const rows = await tx<{ email: string | null; user_id: string | null }[]>`
    select email, null as user_id from unnest(${emails}::text[]) as t(email)
    where not exists (select 1 from learners l where l.organization_id = ${organizationId} and l.normalized_email = email offset 0)
    union all
    select null, user_id from unnest(${userIds}::text[]) as t(user_id)
    where not exists (select 1 from learners l where l.organization_id = ${organizationId} and l.unique_user_id = user_id offset 0)`;
  return { emails: rows.flatMap((row) => row.email ?? []), userIds: rows.flatMap((row) => row.user_id ?? []) };
}

function without(values: string[], known: string[]): string[] {
  const set = new Set(known);
  return values.filter((value) => !set.has(value));
}
