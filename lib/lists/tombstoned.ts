// Which rows of a list belong to somebody deleted: set-based, by the fingerprints that the rows were staged with. Called by
// checking.ts and by the purposes.
import type { Transaction } from "@/db/client";
import {
  type Fingerprints,
  findTombstones,
  fingerprinter,
  type Identifiers,
  newestKey,
  toldTombstone,
} from "../tombstones";
import type { ListInHand, ListOutcome } from "./purpose";

const PORTION = 5000;

/** How to make a row's fingerprints under the newest key, as hex; nothing where the organization has no tombstone to find. */
export async function fingerprintsFor(
  tx: Transaction,
  organizationId: number,
): Promise<((of: Identifiers) => Fingerprints) | undefined> {
  const [row] = await tx<{ any: boolean }[]>`
    select exists (select 1 from tombstones where organization_id = ${organizationId}) as any`;
  return row?.any ? fingerprinter(organizationId) : undefined;
}

/**
 * Rows with outcome `from` whose address or ID has a tombstone become `to`, with date and batch of the latest deletion.
 * Tombstones under the newest key are joined by hash; only where the organization has some under older keys are rows
 * fingerprinted again, portion by portion. Answers how many rows changed. Call it in `decide` of a purpose with `fingerprints`.
 */
export async function markTombstoned(
  tx: Transaction,
  { organizationId, listId }: ListInHand,
  from: ListOutcome,
  to: "tombstoned" | "deleted",
): Promise<number> {
  const newest = newestKey().version;
  const changed = await tx`
    with matches as (
      select r.row_number, t.deleted_at, t.batch_id
      from list_rows r join tombstones t on t.organization_id = ${organizationId} and t.email_hash = r.email_hash
      where r.organization_id = ${organizationId} and r.list_id = ${listId} and r.outcome = ${from} and r.email_hash is not null
      union all
      select r.row_number, t.deleted_at, t.batch_id
      from list_rows r join tombstones t on t.organization_id = ${organizationId} and t.user_id_hash = r.user_id_hash
      where r.organization_id = ${organizationId} and r.list_id = ${listId} and r.outcome = ${from} and r.user_id_hash is not null
    ),
    latest as (
      select distinct on (row_number) row_number, deleted_at, batch_id from matches order by row_number, deleted_at desc
    )
    update list_rows r set outcome = ${to}, earlier_deleted_at = l.deleted_at, earlier_batch_id = l.batch_id
    from latest l
    where r.organization_id = ${organizationId} and r.list_id = ${listId} and r.row_number = l.row_number`;
  const [older] = await tx<{ any: boolean }[]>`
    select exists (select 1 from tombstones where organization_id = ${organizationId} and key_version <> ${newest}) as any`;
  return changed.count + (older?.any ? await markUnderOlderKeys(tx, { organizationId, listId }, from, to) : 0);
}

async function markUnderOlderKeys(
  tx: Transaction,
  { organizationId, listId }: ListInHand,
  from: ListOutcome,
  to: ListOutcome,
): Promise<number> {
  let changed = 0;
  // Portion by portion, never through a cursor: a cursor holds the connection that the look-ups in between need.
  for (let after = 0; ; ) {
    const rows = await tx<{ row: number; email: string | null; userId: string | null }[]>`
      select row_number as row, normalized_email as email, normalized_user_id as "userId" from list_rows
      where organization_id = ${organizationId} and list_id = ${listId} and outcome = ${from} and row_number > ${after}
      order by row_number limit ${PORTION}`;
    const last = rows.at(-1);
    if (!last) return changed;
    after = last.row;
    const found = (await findTombstones(tx, organizationId, rows)).flatMap(({ of, ...by }) => {
      const told = toldTombstone(by);
      return told ? [{ row: of.row, at: told.deletedAt.toISOString(), batch: told.batchId }] : [];
    });
    if (found.length === 0) continue;
    const updated = await tx`
      update list_rows r set outcome = ${to}, earlier_deleted_at = t.at, earlier_batch_id = t.batch
      from unnest(${found.map((one) => one.row)}::int[], ${found.map((one) => one.at)}::timestamptz[], ${found.map((one) => one.batch)}::uuid[]) as t(row, at, batch)
      where r.organization_id = ${organizationId} and r.list_id = ${listId} and r.row_number = t.row`;
    changed += updated.count;
  }
}
