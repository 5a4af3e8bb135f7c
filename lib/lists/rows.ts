// Small truths about a list that several steps of its life need: its rows counted, when a run looks at it next, and the rows that
// a deletion must find. Called by the files beside it, and `dropListRowsNaming` by lib/processing.
import type { Transaction } from "@/db/client";
import type { ListCounts, ListOutcome } from "./purpose";

/** Counts by outcome of the rows that are there. */
export async function countRows(tx: Transaction, organizationId: number, listId: string): Promise<ListCounts> {
  const rows = await tx<{ outcome: ListOutcome; count: number }[]>`
    select outcome, count(*) as count from list_rows
    where organization_id = ${organizationId} and list_id = ${listId} group by outcome`;
  return Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]));
}

/** The next run that looks after this interval finds the list due. */
export async function setDue(tx: Transaction, organizationId: number, listId: string, after: string): Promise<void> {
  await tx`
    insert into due_work (organization_id, work_id, kind, due_at)
    values (${organizationId}, ${listId}, 'list', app_now() + ${after}::interval)
    on conflict (organization_id, work_id) do update set due_at = excluded.due_at`;
}

/**
 * Spec 7: blanks the values of every kept list row of the organization that carries one of these addresses or IDs (normalised),
 * in the transaction that deletes their learners; call it after the learners are locked. One look at an index where the
 * organization has no list rows. Rows of a list that is being checked at this moment are not there yet: settling.ts comes back
 * for those.
 */
export async function dropListRowsNaming(
  tx: Transaction,
  organizationId: number,
  batchId: string,
  emails: string[],
  userIds: string[],
): Promise<void> {
  const [kept] = await tx<{ any: boolean }[]>`
    select exists (select 1 from list_rows where organization_id = ${organizationId}) as any`;
  if (!kept?.any) return;
  const naming = await tx<{ listId: string; row: number }[]>`
    -- Looked up a value at a time: statistics may know nothing yet of rows that have only just come.
    select r.list_id as "listId", r.row_number as row from unnest(${emails}::text[]) as v(value)
    cross join lateral (
      select list_id, row_number from list_rows where organization_id = ${organizationId} and normalized_email = v.value offset 0) as r
    union
    select r.list_id, r.row_number from unnest(${userIds}::text[]) as v(value)
    cross join lateral (
      select list_id, row_number from list_rows where organization_id = ${organizationId} and normalized_user_id = v.value offset 0) as r
    union
    select list_id, row_number from list_rows
    where organization_id = ${organizationId} and mentions is not null and mentions && ${[...emails, ...userIds]}::text[]`;
  await blankRows(tx, organizationId, batchId, naming);
}

/**
 * Takes the values out of rows that name somebody whom this batch deleted, in the one order in which list rows are locked. The
 * row and its outcome stay, so each list still accounts for every row; one that was still to be added becomes `tombstoned` by
 * this batch, for the person is deleted, and one that was to be put on hold is nobody's.
 */
export async function blankRows(
  tx: Transaction,
  organizationId: number,
  batchId: string,
  rows: { listId: string; row: number }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    with locked as (
      select r.list_id, r.row_number
      from unnest(${rows.map(({ listId }) => listId)}::uuid[], ${rows.map(({ row }) => row)}::int[]) as n(list_id, row_number)
      join list_rows r on r.organization_id = ${organizationId} and r.list_id = n.list_id and r.row_number = n.row_number
      order by r.list_id, r.row_number for update of r
    )
    update list_rows r set email = '', user_id = '', name = '', groups = '', normalized_email = null, normalized_user_id = null,
      email_hash = null, user_id_hash = null, mentions = null,
      outcome = case r.outcome when 'to_add' then 'tombstoned' when 'to_hold' then 'not_found' else r.outcome end::list_outcome,
      earlier_deleted_at = case r.outcome when 'to_add' then app_now() else r.earlier_deleted_at end,
      earlier_batch_id = case r.outcome when 'to_add' then ${batchId}::uuid else r.earlier_batch_id end
    from locked l
    where r.organization_id = ${organizationId} and r.list_id = l.list_id and r.row_number = l.row_number`;
}
