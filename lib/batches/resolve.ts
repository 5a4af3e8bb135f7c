// What each row of a staged file would become (spec 4), decided in one pass over all rows. Called when a file is checked and
// again when a preview no longer holds. The rule of the specification, in its order, is the CASE below.
import type { Transaction } from "@/db/client";
import type { Counts, Outcome } from "../outcomes";
import { protectedLearners } from "../protection";
import { findTombstones, hasTombstones } from "../tombstones";

/**
 * Writes the outcomes other than `deleted`, and pins the learners that will be. Whatever stood there of an earlier preview is
 * replaced. Answers the counts by outcome, `deleted` being the pinned ones.
 *
 * Relies on two hash joins of the staged rows with learners_email and learners_user_id; a row is read once.
 */
export async function resolveRows(tx: Transaction, organizationId: number, batchId: string): Promise<Counts> {
  await tx`delete from outcomes where organization_id = ${organizationId} and batch_id = ${batchId}`;
  await tx`delete from pinned_learners where organization_id = ${organizationId} and batch_id = ${batchId}`;
  await tx`set local work_mem = '96MB'`;
  const decided = await tx<{ outcome: Outcome; count: number }[]>`
    with leads as (
      select s.row_number, s.problem, e.id as by_email, u.id as by_user_id,
        s.normalized_email is not null as has_email, s.normalized_user_id is not null as has_user_id, s.normalized_user_id
      from staged_rows s
      left join learners e on e.organization_id = ${organizationId} and e.normalized_email = s.normalized_email
      left join learners u on u.organization_id = ${organizationId} and u.unique_user_id = s.normalized_user_id
      where s.organization_id = ${organizationId} and s.batch_id = ${batchId}
    ),
    claims as (
      select *,
        case when problem is null and coalesce(by_email, by_user_id) is not null
          and not (has_email and has_user_id and by_email is distinct from by_user_id) then coalesce(by_email, by_user_id) end as learner_id
      from leads
    ),
    placed as (
      select *, case when learner_id is not null then min(row_number) over (partition by learner_id) end as first_row from claims
    ),
    guarded as materialized (${protectedLearners(tx, organizationId)}),
    decided as materialized (
      select p.row_number, p.learner_id, p.first_row, g.reason as guard,
        case
          when p.problem is not null then 'invalid'
          when p.by_email is null and p.by_user_id is null then 'not_found'
          when p.learner_id is null then 'mismatch'
          when p.row_number > p.first_row then 'duplicate'
          when g.learner_id is not null then 'protected'
          else 'deleted'
        end::outcome as outcome,
        case
          when p.problem is not null then p.problem
          when p.by_email is null and p.by_user_id is null then null
          when p.learner_id is null then case when p.by_email is null or p.by_user_id is null then 'one_leads_nowhere' else 'two_learners' end
          when p.row_number = p.first_row then g.reason
        end as reason
      from placed p left join guarded g on g.learner_id = p.learner_id
    ),
    pinned as (
      insert into pinned_learners (organization_id, batch_id, learner_id, row_number)
      select ${organizationId}, ${batchId}, learner_id, row_number from decided where outcome = 'deleted' order by learner_id
    ),
    written as (
      insert into outcomes (organization_id, batch_id, row_number, outcome, reason, same_as_row)
      select ${organizationId}, ${batchId}, row_number, outcome, reason, case when outcome = 'duplicate' then first_row end
      from decided where outcome <> 'deleted' order by row_number
    )
    select outcome, count(*) as count from decided group by outcome`;
  const counts: Counts = {};
  for (const { outcome, count } of decided) counts[outcome] = count;
  const already = await flagRowsNamingDeleted(tx, organizationId, batchId);
  if (already > 0) {
    counts.already_deleted = already;
    counts.not_found = (counts.not_found ?? 0) - already;
  }
  await hintAtLeadingZeros(tx, organizationId, batchId);
  return counts;
}

const PORTION = 5000;

/**
 * Finds the rows whose address or ID has a tombstone, and marks their values to go when the batch ends (spec 7). Without `since`
 * (while previewing) a `not_found` becomes `already_deleted`, with date and batch; answers how many did. With `since` only
 * marks, and only looks at all if another batch has deleted somebody after that moment: outcomes are final by then.
 */
export async function flagRowsNamingDeleted(
  tx: Transaction,
  organizationId: number,
  batchId: string,
  since?: Date,
): Promise<number> {
  if (!(await hasTombstones(tx, organizationId, batchId, since))) return 0;
  let changed = 0;
  // Portion by portion, never through a cursor: a cursor holds the connection that the look-ups in between need.
  for (let after = 0; ; ) {
    const some = await tx<
      { row_number: number; email: string | null; user_id: string | null; mentions: string[] | null }[]
    >`
    select s.row_number, s.normalized_email as email, s.normalized_user_id as user_id, s.mentions
    from staged_rows s
    where s.organization_id = ${organizationId} and s.batch_id = ${batchId} and not s.names_deleted
      and (s.normalized_email is not null or s.normalized_user_id is not null or s.mentions is not null)
      and s.row_number > ${after}
      and exists (
        select 1 from outcomes o
        where o.organization_id = ${organizationId} and o.batch_id = ${batchId} and o.row_number = s.row_number offset 0)
    order by s.row_number limit ${PORTION}`;
    if (some.length === 0) break;
    after = some.at(-1)?.row_number ?? after;
    const rows = some.map((row) => ({ rowNumber: row.row_number, email: row.email, userId: row.user_id }));
    const mentions = some.flatMap((row) =>
      (row.mentions ?? []).map((value) => ({ rowNumber: row.row_number, email: value, userId: value })),
    );
    const matches = await findTombstones(tx, organizationId, rows);
    const mentioned = mentions.length > 0 ? await findTombstones(tx, organizationId, mentions) : [];
    if (matches.length === 0 && mentioned.length === 0) continue;
    // Both values are given and lead to two different deletions: the later one is told.
    const told = matches.map(({ of, byEmail, byUserId }) => {
      const tombstone =
        byEmail && byUserId ? (byEmail.deletedAt >= byUserId.deletedAt ? byEmail : byUserId) : (byEmail ?? byUserId);
      return { row: of.rowNumber, batch: tombstone?.batchId ?? "", at: tombstone?.deletedAt ?? new Date(0) };
    });
    const changedRows = new Set<number>();
    if (!since && told.length > 0) {
      const updated = await tx<{ row_number: number }[]>`
        update outcomes o set outcome = 'already_deleted', reason = null, earlier_deleted_at = t.at, earlier_batch_id = t.batch
        from unnest(${told.map(({ row }) => row)}::int[], ${told.map(({ batch }) => batch)}::uuid[], ${told.map(({ at }) => at.toISOString())}::timestamptz[]) as t(row, batch, at)
        where o.organization_id = ${organizationId} and o.batch_id = ${batchId} and o.row_number = t.row and o.outcome = 'not_found'
        returning o.row_number`;
      for (const { row_number } of updated) changedRows.add(row_number);
    }
    changed += changedRows.size;
    // An already_deleted row needs no mark: its outcome says that its values go.
    const marked = [...told.map(({ row }) => row), ...mentioned.map(({ of }) => of.rowNumber)].filter(
      (row) => !changedRows.has(row),
    );
    if (marked.length === 0) continue;
    await tx`
      update staged_rows set names_deleted = true
      where organization_id = ${organizationId} and batch_id = ${batchId} and row_number = any(${marked}::int[])`;
  }
  return changed;
}

/** An all-digit ID that differs from an existing one by leading zeros alone stays `not_found`, with a hint (spec 3). */
async function hintAtLeadingZeros(tx: Transaction, organizationId: number, batchId: string): Promise<void> {
  await tx`
    update outcomes o set reason = 'leading_zeros'
    from staged_rows s
    where o.organization_id = ${organizationId} and o.batch_id = ${batchId} and o.outcome = 'not_found'
      and s.organization_id = ${organizationId} and s.batch_id = ${batchId} and s.row_number = o.row_number
      and s.normalized_user_id ~ '^[0-9]+$'
      and exists (
        select 1 from learners l
        where l.organization_id = ${organizationId} and l.unique_user_id ~ '^[0-9]+$'
          and ltrim(l.unique_user_id, '0') = ltrim(s.normalized_user_id, '0'))`;
}
