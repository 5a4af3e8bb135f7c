// What a deletion and a list's check, running at the same time, could not see of each other (spec 7): a chunk blanks the rows that
// are there (rows.ts), a check finds the tombstones that are there, and neither sees what has not committed. So a while after the
// check each list is looked through once more. Called by turns.ts.
import type { Transaction } from "@/db/client";
import { findTombstones } from "../tombstones";
import { blankRows } from "./rows";

/** Longer than any chunk's transaction that was under way when a list's rows became visible. */
export const SETTLES = "180 seconds";
/** A tombstone bears the time at which its transaction began: one that began before the list came may have ended after it. */
const SLACK = "15 minutes";
const PORTION = 5000;

type Kept = {
  row: number;
  email: string | null;
  userId: string | null;
  mentions: string[] | null;
};

/**
 * Blanks the rows that name somebody deleted since the list came and do not say so themselves: a row that was found to be of
 * somebody deleted was checked after that, like one of any list uploaded later. Cheap where nobody was deleted meanwhile.
 * Answers when to look at the list next; undefined while somebody else works on it.
 */
export async function settleList(
  tx: Transaction,
  organizationId: number,
  listId: string,
  keptFor: string,
): Promise<string | undefined> {
  const [list] = await tx<{ since: Date; settled: boolean; wait: string }[]>`
    select created_at - ${SLACK}::interval as since, moment.settled,
      (case when moment.settled then moment.of + ${keptFor}::interval else moment.of + ${SETTLES}::interval end - app_now())::text as wait
    from lists l
    cross join lateral (
      select coalesce(l.ended_at, l.ready_at) as of, coalesce(l.ended_at, l.ready_at) + ${SETTLES}::interval <= app_now() as settled) as moment
    where l.organization_id = ${organizationId} and l.id = ${listId} and l.state in ('ready', 'completed')
    for no key update of l skip locked`;
  if (list?.settled && (await anybodyDeletedSince(tx, organizationId, list.since)))
    await blankNamingDeleted(tx, organizationId, listId, list.since);
  return list?.wait;
}

async function blankNamingDeleted(tx: Transaction, organizationId: number, listId: string, since: Date): Promise<void> {
  for (let after = 0; ; ) {
    const rows = await tx<Kept[]>`
        select row_number as row, normalized_email as email, normalized_user_id as "userId", mentions from list_rows
        where organization_id = ${organizationId} and list_id = ${listId} and row_number > ${after}
          and outcome not in ('tombstoned', 'deleted', 'restored', 'reusable')
          and (normalized_email is not null or normalized_user_id is not null or mentions is not null)
        order by row_number limit ${PORTION}`;
    const last = rows.at(-1);
    if (!last) return;
    after = last.row;
    const said = rows.flatMap(({ row, mentions }) =>
      (mentions ?? []).map((value) => ({ row, email: value, userId: value })),
    );
    const found = await findTombstones(tx, organizationId, [...rows, ...said]);
    const byBatch = new Map<string, Set<number>>();
    for (const { of, byEmail, byUserId } of found)
      for (const tombstone of [byEmail, byUserId])
        if (tombstone && tombstone.deletedAt >= since)
          byBatch.set(tombstone.batchId, (byBatch.get(tombstone.batchId) ?? new Set()).add(of.row));
    for (const [batchId, numbers] of byBatch)
      await blankRows(
        tx,
        organizationId,
        batchId,
        [...numbers].map((row) => ({ listId, row })),
      );
  }
}

/** By the batches, which are few, not by the tombstones, which may be millions. */
async function anybodyDeletedSince(tx: Transaction, organizationId: number, since: Date): Promise<boolean> {
  const [row] = await tx<{ any: boolean }[]>`
    select exists (
      select 1 from deletion_batches b
      where b.organization_id = ${organizationId} and b.started_at is not null and (b.ended_at is null or b.ended_at >= ${since})
        and exists (select 1 from tombstones t where t.organization_id = ${organizationId} and t.batch_id = b.id)) as any`;
  return row?.any ?? false;
}
