// Which rows of a list belong to somebody deleted: one set-based join a key version (spec 7). Called by the purpose
// find_deleted_users of lib/lists, in the transaction that has staged the rows in arrived_rows.
import type { Transaction } from "@/db/client";
import { fingerprinter, newestKey, type TombstoneKey, tombstoneKeys } from "../tombstones";

type InList = { organizationId: number; listId: string };

const PORTION = 10_000;

/**
 * Puts the arrived rows into list_rows: `deleted`, with date and batch of the latest deletion, where address or ID has a
 * tombstone. A row whose address and ID do not lead to one deletion says so in `reason`: whom it means is not certain, so it
 * cannot be restored. Each row is written once; the joins are hash joins for a large list and look-ups by index for a small one.
 */
export async function placeFound(tx: Transaction, { organizationId }: InList): Promise<void> {
  await tx`
    create temporary table found (row_number int not null, by_email bigint, by_user_id bigint) on commit drop`;
  const newest = newestKey();
  await find(tx, organizationId, newest.version, tx`arrived_rows`);
  for (const key of tombstoneKeys()) {
    if (key.version === newest.version || !(await isInUse(tx, organizationId, key.version))) continue;
    await fingerprintAgain(tx, organizationId, key);
    await find(tx, organizationId, key.version, tx`older_prints`);
    await tx`drop table older_prints`;
  }
  await tx`analyze found`;
  await tx`
    insert into list_rows (organization_id, list_id, row_number, email, user_id, name, groups, normalized_email, normalized_user_id,
      mentions, problem, outcome, reason, earlier_deleted_at, earlier_batch_id)
    select ${organizationId}, a.list_id, a.row_number, a.email, a.user_id, a.name, a.groups, a.normalized_email, a.normalized_user_id,
      a.mentions, a.problem, case when t.id is null then a.outcome else 'deleted' end,
      case
        when t.id is null or a.normalized_email is null or a.normalized_user_id is null then null
        when f.by_email is null or f.by_user_id is null then 'one_leads_nowhere'
        when f.by_email <> f.by_user_id then 'two_learners' end,
      t.deleted_at, t.batch_id
    from arrived_rows a
    -- Of somebody deleted twice the later tombstone counts: it has the higher number.
    left join (
      select row_number, max(by_email) as by_email, max(by_user_id) as by_user_id from found group by row_number) f on f.row_number = a.row_number
    left join tombstones t on t.organization_id = ${organizationId} and t.id = greatest(f.by_email, f.by_user_id)`;
}

async function isInUse(tx: Transaction, organizationId: number, version: number): Promise<boolean> {
  const [row] = await tx<{ any: boolean }[]>`
    select exists (select 1 from tombstones where organization_id = ${organizationId} and key_version = ${version}) as any`;
  return row?.any ?? false;
}

/** Adds to `found` what the fingerprints of a table lead to under one version of the key. */
async function find(
  tx: Transaction,
  organizationId: number,
  version: number,
  prints: ReturnType<Transaction>,
): Promise<void> {
  await tx`
    insert into found (row_number, by_email, by_user_id)
    select p.row_number, t.id, null
    from ${prints} p join tombstones t on t.organization_id = ${organizationId} and t.email_hash = p.email_hash and t.key_version = ${version}
    union all
    select p.row_number, null, t.id
    from ${prints} p join tombstones t on t.organization_id = ${organizationId} and t.user_id_hash = p.user_id_hash and t.key_version = ${version}`;
}

/** Fingerprints under an older key, for this transaction alone. */
async function fingerprintAgain(tx: Transaction, organizationId: number, key: TombstoneKey): Promise<void> {
  await tx`
    create temporary table older_prints (row_number int not null, email_hash bytea, user_id_hash bytea) on commit drop`;
  const print = fingerprinter(organizationId, key);
  await tx`create index on arrived_rows (row_number)`;
  // Portion by portion, never through a cursor: a cursor holds the connection that the insert in between needs.
  for (let after = 0; ; ) {
    const rows = await tx<{ row: number; email: string | null; userId: string | null }[]>`
      select row_number as row, normalized_email as email, normalized_user_id as "userId" from arrived_rows
      where problem is null and row_number > ${after} order by row_number limit ${PORTION}`;
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
