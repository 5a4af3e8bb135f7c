// Which rows of a list belong to somebody deleted: one set-based join a key version (spec 7). Called by the purpose
// find_deleted_users of lib/lists, in the transaction that staged the rows.
import type { Transaction } from "@/db/client";
import { fingerprinter, newestKey, type TombstoneKey, tombstoneKeys } from "../tombstones";

type InList = { organizationId: number; listId: string };

const PORTION = 10_000;

/**
 * `not_deleted` rows become `deleted`, with date and batch of the latest deletion. A row whose address and ID do not lead to one
 * deletion says so in `reason`: whom it means is not certain, so it cannot be restored.
 */
export async function markDeleted(tx: Transaction, list: InList): Promise<void> {
  const newest = newestKey();
  await joinWith(
    tx,
    list,
    newest.version,
    tx`select row_number, email_hash, user_id_hash from list_rows
       where organization_id = ${list.organizationId} and list_id = ${list.listId} and outcome = 'not_deleted'`,
  );
  for (const key of tombstoneKeys()) {
    if (key.version === newest.version || !(await isInUse(tx, list.organizationId, key.version))) continue;
    await fingerprintAgain(tx, list, key);
    await joinWith(tx, list, key.version, tx`select row_number, email_hash, user_id_hash from older_prints`);
    await tx`drop table older_prints`;
  }
}

async function isInUse(tx: Transaction, organizationId: number, version: number): Promise<boolean> {
  const [row] = await tx<{ any: boolean }[]>`
    select exists (select 1 from tombstones where organization_id = ${organizationId} and key_version = ${version}) as any`;
  return row?.any ?? false;
}

/** Of somebody deleted twice the later tombstone counts: it has the higher number. */
async function joinWith(
  tx: Transaction,
  { organizationId, listId }: InList,
  version: number,
  prints: ReturnType<typeof tx>,
): Promise<void> {
  await tx`
    with prints as materialized (${prints}),
    matches as (
      select p.row_number, t.id as by_email, null::bigint as by_user_id
      from prints p join tombstones t on t.organization_id = ${organizationId} and t.email_hash = p.email_hash and t.key_version = ${version}
      union all
      select p.row_number, null, t.id
      from prints p join tombstones t on t.organization_id = ${organizationId} and t.user_id_hash = p.user_id_hash and t.key_version = ${version}
    ),
    found as (
      select row_number, max(by_email) as by_email, max(by_user_id) as by_user_id from matches group by row_number
    )
    update list_rows r
    set outcome = 'deleted', earlier_deleted_at = t.deleted_at, earlier_batch_id = t.batch_id,
      reason = case
        when r.normalized_email is null or r.normalized_user_id is null then null
        when f.by_email is null or f.by_user_id is null then 'one_leads_nowhere'
        when f.by_email <> f.by_user_id then 'two_learners' end
    from found f
    join tombstones t on t.organization_id = ${organizationId} and t.id = greatest(f.by_email, f.by_user_id)
    where r.organization_id = ${organizationId} and r.list_id = ${listId} and r.row_number = f.row_number`;
}

/** Fingerprints under an older key, of the rows that nothing was found for; for this transaction alone. */
async function fingerprintAgain(tx: Transaction, { organizationId, listId }: InList, key: TombstoneKey): Promise<void> {
  await tx`
    create temporary table older_prints (row_number int not null, email_hash bytea, user_id_hash bytea) on commit drop`;
  const print = fingerprinter(organizationId, key);
  // Portion by portion, never through a cursor: a cursor holds the connection that the insert in between needs.
  for (let after = 0; ; ) {
    const rows = await tx<{ row: number; email: string | null; userId: string | null }[]>`
      select row_number as row, normalized_email as email, normalized_user_id as "userId" from list_rows
      where organization_id = ${organizationId} and list_id = ${listId} and outcome = 'not_deleted' and row_number > ${after}
      order by row_number limit ${PORTION}`;
    const last = rows.at(-1);
    if (!last) break;
    after = last.row;
    const prints = rows.map(print);
    await tx`
      insert into older_prints (row_number, email_hash, user_id_hash)
      select row, decode(email, 'hex'), decode(user_id, 'hex')
      from unnest(${rows.map(({ row }) => row)}::int[], ${prints.map(({ email }) => email)}::text[], ${prints.map(({ userId }) => userId)}::text[])
        as t(row, email, user_id)`;
  }
  await tx`analyze older_prints`;
}
