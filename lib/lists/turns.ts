// One turn of work on a list, whatever it needs next: to be checked, a portion to be done, to lapse, to lose its values. Called
// by lib/processing/run.ts for due_work of kind `list`; any number of runs may try it at once.
import { sql, type Transaction, transaction } from "@/db/client";
import { appendAudit } from "../audit";
import { errorCode, log } from "../log";
import { checkList } from "./checking";
import type { ListCounts, ListOutcome, ListPurpose, ListState } from "./purpose";
import { purposes } from "./purposes";
import { countRows, setDue } from "./rows";
import { SETTLES, settleList } from "./settling";

/** `more`: something was done, come again. `rest`: nothing to do now. */
type Turn = "more" | "rest";

/** How long an upload or a checked list waits for the admin, and how long the values of one that has ended are kept. */
export const LIST_DAYS = 1;
const KEPT = `${LIST_DAYS} day`;

/** Aim of a portion's transaction; the size follows the time it takes. */
const AIM_MS = 600;
const PORTION_ROWS = { first: 1000, least: 1, most: 10_000 };
/** A row that fails alone so often is left as it is, and the rest goes on. With the waits between, an hour and a half. */
const MOST_ATTEMPTS = 16;

/** Of this process: what one machine manages says nothing of the next. */
const portionRows = new Map<ListPurpose, number>();

/** @returns whether to come again at once */
export async function workOnList(organizationId: number, listId: string): Promise<Turn> {
  const [list] = await sql<{ state: ListState }[]>`
    select state from lists where organization_id = ${organizationId} and id = ${listId}`;
  switch (list?.state) {
    case "uploading":
      return (await expireList(organizationId, listId)) ? "more" : "rest";
    case "ready":
      if (await expireList(organizationId, listId)) return "more";
      await settle(organizationId, listId);
      return "rest";
    case "checking":
      if (await expireList(organizationId, listId)) return "more";
      return (await checkList(organizationId, listId)) ? "more" : "rest";
    case "processing":
      return workOnPortion(organizationId, listId);
    default:
      await sweepList(organizationId, listId);
      return "rest";
  }
}

/** An upload or a checked list nobody went on with lapses after a day; so does a check that never came to an end. */
async function expireList(organizationId: number, listId: string): Promise<boolean> {
  return transaction(async (tx) => {
    const [expired] = await tx<{ purpose: string }[]>`
      update lists set state = 'expired', ended_at = app_now(), lease_until = null
      where organization_id = ${organizationId} and id = ${listId}
        and (state in ('uploading', 'checking') and created_at <= app_now() - ${KEPT}::interval
          or state = 'ready' and ready_at <= app_now() - ${KEPT}::interval)
      returning purpose`;
    if (!expired) return false;
    await appendAudit(tx, {
      organizationId,
      action: "list.expired",
      details: { list: listId, purpose: expired.purpose },
    });
    return true;
  });
}

/** A checked list waits for its admin; meanwhile it is looked through once more. */
async function settle(organizationId: number, listId: string): Promise<void> {
  await transaction(async (tx) => {
    const wait = await settleList(tx, organizationId, listId, KEPT);
    if (wait !== undefined) await setDue(tx, organizationId, listId, wait);
  }, 120);
}

/** Removes what is kept of a list that has ended: at once where nobody needs it, a day after the end where there are results. */
async function sweepList(organizationId: number, listId: string): Promise<void> {
  await transaction(async (tx) => {
    const [due] = await tx`
      select work_id from due_work where organization_id = ${organizationId} and work_id = ${listId} for update skip locked`;
    if (!due) return;
    const [over] = await tx<{ over: boolean; wait: string }[]>`
      select state <> 'completed' or ended_at <= app_now() - ${KEPT}::interval as over,
        (ended_at + ${KEPT}::interval - app_now())::text as wait
      from lists where organization_id = ${organizationId} and id = ${listId}`;
    if (over && !over.over) {
      await setDue(tx, organizationId, listId, (await settleList(tx, organizationId, listId, KEPT)) ?? over.wait);
      return;
    }
    await tx`delete from upload_slices where organization_id = ${organizationId} and upload_id = ${listId}`;
    await tx`delete from list_rows where organization_id = ${organizationId} and list_id = ${listId}`;
    await tx`
      update lists set values_dropped_at = app_now()
      where organization_id = ${organizationId} and id = ${listId} and values_dropped_at is null`;
    await tx`delete from due_work where organization_id = ${organizationId} and work_id = ${listId}`;
  }, 180);
}

/** Does one portion, or ends the list when none is left. After a failure the list is due again, later each time. */
async function workOnPortion(organizationId: number, listId: string): Promise<Turn> {
  const began = Date.now();
  try {
    const end = await transaction((tx) => portion(tx, organizationId, listId, began));
    if (typeof end === "string") return end;
    await purposes[end.ended].afterEnd?.(organizationId);
    return "more";
  } catch (error) {
    const code = errorCode(error);
    log("warn", "portion failed", { organizationId, at: "list portion", code });
    await portionFailed(organizationId, listId);
    return "rest";
  }
}

type AtWork = {
  purpose: ListPurpose;
  rows: number;
  done_to_row: number;
  attempts: number;
  ordered: unknown;
  uploaded_by: number;
  ready_at: Date;
};

/**
 * The list's own row is held until the portion commits: that, and not a lease, keeps others away, and with it goes whoever is
 * killed. `done_to_row` and the counts move in the same transaction.
 */
async function portion(
  tx: Transaction,
  organizationId: number,
  listId: string,
  began: number,
): Promise<Turn | { ended: ListPurpose }> {
  // Seeks only, as in a chunk: plans of foreign-key checks are kept, and one made while a table was empty would read all of it.
  await tx`set local enable_seqscan = off`;
  const [list] = await tx<AtWork[]>`
    select purpose, rows, done_to_row, attempts, ordered, uploaded_by, ready_at from lists
    where organization_id = ${organizationId} and id = ${listId} and state = 'processing' for no key update skip locked`;
  if (!list) return "rest";
  const purpose = purposes[list.purpose];
  const atWork = {
    organizationId,
    listId,
    decidedAt: list.ready_at,
    ordered: list.ordered,
    uploadedBy: list.uploaded_by,
  };
  const most = Math.max(1, (portionRows.get(list.purpose) ?? PORTION_ROWS.first) >> list.attempts);
  const done = await purpose.process(tx, atWork, { after: list.done_to_row, most });
  if (done.toRow === undefined) {
    await finish(tx, organizationId, listId, list);
    return { ended: list.purpose };
  }
  await tx`
    update lists l set done_to_row = ${done.toRow}, attempts = 0, counts = (
      select jsonb_object_agg(name, count) from (
        select name, sum(value::int) as count
        from (select * from jsonb_each_text(l.counts) union all select * from jsonb_each_text(${tx.json(done.counts)}::jsonb)) as each(name, value)
        group by name having sum(value::int) <> 0) as summed)
    where organization_id = ${organizationId} and id = ${listId} and state = 'processing'`;
  followTime(list.purpose, most, Date.now() - began);
  return "more";
}

function followTime(purpose: ListPurpose, rows: number, milliseconds: number): void {
  const before = portionRows.get(purpose) ?? PORTION_ROWS.first;
  const fitting = (rows * AIM_MS) / Math.max(1, milliseconds);
  const next = Math.round((before + Math.min(fitting, before * 4)) / 2);
  portionRows.set(purpose, Math.min(PORTION_ROWS.most, Math.max(PORTION_ROWS.least, next)));
}

/**
 * `processing` → `completed`, or back to `ready`. What is counted in the rows that are still there is the truth (a deletion may
 * have changed one meanwhile); what was deleted from them, because it is done, only the kept counts know.
 */
async function finish(tx: Transaction, organizationId: number, listId: string, list: AtWork): Promise<void> {
  const purpose = purposes[list.purpose];
  const [kept] = await tx<{ counts: ListCounts }[]>`
    select counts from lists where organization_id = ${organizationId} and id = ${listId}`;
  const there = await countRows(tx, organizationId, listId);
  const counts: ListCounts = { ...there };
  let left = list.rows - Object.values(there).reduce((sum, count) => sum + count, 0);
  for (const [name, count] of Object.entries(kept?.counts ?? {}) as [ListOutcome, number][]) {
    if (there[name] !== undefined || left === 0) continue;
    const gone = Math.min(count, left);
    counts[name] = gone;
    left -= gone;
  }
  if (left !== 0) throw new UnaccountedRows();
  const state = purpose.afterProcessing;
  await tx`
    update lists set state = ${state}, counts = ${tx.json(counts)}, attempts = 0,
      ended_at = case when ${state} = 'completed' then app_now() end
    where organization_id = ${organizationId} and id = ${listId} and state = 'processing'`;
  // What was ordered is done: once more it is settled, and from here on it is a day until the values go, or until it lapses.
  await setDue(tx, organizationId, listId, SETTLES);
  if (state === "ready")
    await tx`update lists set ready_at = app_now() where organization_id = ${organizationId} and id = ${listId}`;
  const details = { list: listId, purpose: list.purpose, ...counts };
  const adminId = list.uploaded_by;
  await appendAudit(tx, { organizationId, adminId, action: "list.completed", details });
  const deed = purpose.deed?.({
    organizationId,
    listId,
    decidedAt: list.ready_at,
    ordered: list.ordered,
    uploadedBy: adminId,
  });
  if (deed) await appendAudit(tx, { organizationId, adminId, action: deed, details: { list: listId, ...counts } });
}

/** A row that is neither there nor counted as done: the list must not end, and somebody must look. */
class UnaccountedRows extends Error {
  code = "unaccounted_rows";
}

/** Smaller the next time, and later; a row that fails alone again and again is passed over. */
async function portionFailed(organizationId: number, listId: string): Promise<void> {
  try {
    await transaction(async (tx) => {
      const [list] = await tx<{ attempts: number; done_to_row: number }[]>`
        update lists set attempts = attempts + 1
        where organization_id = ${organizationId} and id = ${listId} and state = 'processing' returning attempts, done_to_row`;
      if (!list) return;
      await setDue(tx, organizationId, listId, `${Math.min(600, 2 ** list.attempts)} seconds`);
      if (list.attempts < MOST_ATTEMPTS) return;
      await tx`
        update lists set attempts = 0, done_to_row = coalesce((
          select min(row_number) from list_rows
          where organization_id = ${organizationId} and list_id = ${listId} and row_number > ${list.done_to_row}), done_to_row)
        where organization_id = ${organizationId} and id = ${listId}`;
    });
  } catch {
    // The database is away: the list stays due, and the next run takes it up.
  }
}
