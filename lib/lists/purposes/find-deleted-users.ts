// Find deleted users, by file (spec 7): each row says whether it was deleted, when and by which batch. Then Restore or Allow
// reuse, for chosen rows or all of them, portion by portion.
import type { Transaction } from "@/db/client";
import { appendAudit } from "../../audit";
import { placeFound } from "../../finding/deciding";
import { allowReuse, restore } from "../../finding/deeds";
import { explainFound } from "../../finding/explanations";
import type { FindOrder } from "../../finding/order";
import type { ListAtWork, PortionDone, Purpose } from "../purpose";

export const findDeletedUsers: Purpose = {
  columns: [{ name: "name" }],
  firstOutcome: "not_deleted",
  fingerprints: true,
  arrives: true,
  async decide(tx, list) {
    await placeFound(tx, list);
    return {};
  },
  async process(tx, list, portion) {
    const order = list.ordered as FindOrder;
    const rows = await rowsToDo(tx, list, order, portion);
    const last = rows.at(-1);
    if (!last) {
      await recordDeed(tx, list, order);
      return { toRow: undefined, counts: {} };
    }
    const done = order.deed === "restore" ? await restoreRows(tx, list, rows) : await reuseRows(tx, list, rows);
    return { toRow: last.rowNumber, counts: done };
  },
  afterProcessing: "ready",
  results: {
    columns: ["row_number", "primary_email_address", "unique_user_id", "outcome", "message"],
    cells: (row, reader) => [
      row.rowNumber,
      row.values?.email ?? "",
      row.values?.userId ?? "",
      row.outcome,
      explainFound(reader.language, row),
    ],
  },
};

type Row = {
  rowNumber: number;
  email: string;
  userId: string;
  name: string;
  normalizedEmail: string | null;
  normalizedUserId: string | null;
  reason: string | null;
};

/** Rows that are still `deleted`: what is restored or reusable already is left alone, however often it is ordered. */
function rowsToDo(
  tx: Transaction,
  { organizationId, listId }: ListAtWork,
  { rows }: FindOrder,
  { after, most }: { after: number; most: number },
): Promise<Row[]> {
  return tx<Row[]>`
    select row_number as "rowNumber", email, user_id as "userId", name, normalized_email as "normalizedEmail",
      normalized_user_id as "normalizedUserId", reason
    from list_rows
    where organization_id = ${organizationId} and list_id = ${listId} and outcome = 'deleted' and row_number > ${after}
      and (normalized_email is not null or normalized_user_id is not null)
      ${rows ? tx`and row_number = any(${rows}::int[])` : tx``}
    order by row_number limit ${most}`;
}

const UNCERTAIN: readonly (string | null)[] = ["one_leads_nowhere", "two_learners"];

async function restoreRows(tx: Transaction, list: ListAtWork, rows: Row[]): Promise<PortionDone["counts"]> {
  const { organizationId, listId } = list;
  const asked = new Map<string, number>();
  const candidates: Row[] = [];
  for (const row of rows) {
    if (UNCERTAIN.includes(row.reason)) continue;
    const keys = [
      row.normalizedEmail && `e ${row.normalizedEmail}`,
      row.normalizedUserId && `u ${row.normalizedUserId}`,
    ];
    const known = keys.flatMap((key) => key || []);
    // The same person once more in this portion: looked at again below, when the first has been restored.
    if (known.some((key) => asked.has(key))) continue;
    for (const key of known) asked.set(key, row.rowNumber);
    candidates.push(row);
  }
  const made = await restore(tx, organizationId, candidates);
  const restored = candidates.filter((_, place) => made[place]).map(({ rowNumber }) => rowNumber);
  await tx`
    update list_rows set outcome = 'restored', reason = null
    where organization_id = ${organizationId} and list_id = ${listId} and row_number = any(${restored}::int[])`;
  const done = new Set(restored);
  const rest = rows.filter((row) => !done.has(row.rowNumber) && !UNCERTAIN.includes(row.reason));
  const same = await sameAsRestored(tx, list, rest);
  return { deleted: -(restored.length + same), restored: restored.length + same };
}

/**
 * Rows that could not be restored: somebody has their address or ID. Where that is whom an earlier row of this list restored,
 * the row is as good as restored; else it says that the account exists. Answers how many were of the first kind.
 */
async function sameAsRestored(tx: Transaction, { organizationId, listId }: ListAtWork, rows: Row[]): Promise<number> {
  if (rows.length === 0) return 0;
  const numbers = rows.map(({ rowNumber }) => rowNumber);
  const [done] = await tx<{ same: number }[]>`
    with asked as (
      select row_number, normalized_email, normalized_user_id from list_rows
      where organization_id = ${organizationId} and list_id = ${listId} and row_number = any(${numbers}::int[])
    ),
    first as (
      select a.row_number, min(r.row_number) as same_as from asked a
      cross join lateral (
        select row_number from list_rows r
        where organization_id = ${organizationId} and normalized_email = a.normalized_email and list_id = ${listId}
          and outcome = 'restored' and (a.normalized_user_id is null or normalized_user_id is null or normalized_user_id = a.normalized_user_id)
        union all
        select row_number from list_rows r
        where organization_id = ${organizationId} and normalized_user_id = a.normalized_user_id and list_id = ${listId}
          and outcome = 'restored' and (a.normalized_email is null or normalized_email is null or normalized_email = a.normalized_email)
      ) r
      group by a.row_number
    ),
    written as (
      update list_rows r set outcome = case when f.same_as is null then 'deleted' else 'restored' end::list_outcome,
        same_as_row = f.same_as, reason = case when f.same_as is null then 'exists' end
      from asked a left join first f on f.row_number = a.row_number
      where r.organization_id = ${organizationId} and r.list_id = ${listId} and r.row_number = a.row_number
      returning f.same_as
    )
    select count(same_as) as same from written`;
  return done?.same ?? 0;
}

async function reuseRows(tx: Transaction, list: ListAtWork, rows: Row[]): Promise<PortionDone["counts"]> {
  await allowReuse(tx, list.organizationId, rows);
  await tx`
    update list_rows set outcome = 'reusable', reason = null
    where organization_id = ${list.organizationId} and list_id = ${list.listId}
      and row_number = any(${rows.map(({ rowNumber }) => rowNumber)}::int[])`;
  return { deleted: -rows.length, reusable: rows.length };
}

/** Most batches that one entry of the audit log names. */
const NAMED_BATCHES = 50;

/** Who did what to how many, deleted by which batches; nobody's name. */
async function recordDeed(tx: Transaction, list: ListAtWork, { deed, rows, count }: FindOrder): Promise<void> {
  const { organizationId, listId } = list;
  const outcome = deed === "restore" ? "restored" : "reusable";
  const [sum] = await tx<{ users: number; batches: string[] | null }[]>`
    select count(*) filter (where same_as_row is null) as users, array_agg(distinct earlier_batch_id) as batches from list_rows
    where organization_id = ${organizationId} and list_id = ${listId} and outcome = ${outcome}
      ${rows ? tx`and row_number = any(${rows}::int[])` : tx``}`;
  const batches = sum?.batches ?? [];
  await appendAudit(tx, {
    organizationId,
    adminId: list.uploadedBy,
    action: deed === "restore" ? "deleted_users.restored" : "deleted_users.reuse_allowed",
    batchId: batches.length === 1 ? batches[0] : undefined,
    details: {
      list: listId,
      ordered: count,
      users: sum?.users ?? 0,
      batches: batches.slice(0, NAMED_BATCHES).join(" "),
      batchCount: batches.length,
    },
  });
}
