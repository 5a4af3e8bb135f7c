// A batch's way from its order to its end, and the sweeping after (spec 5, 7). Called by run.ts; each step is one transaction
// guarded by the state it leaves, so that any number of runs may try it at once.
import { type Transaction, transaction } from "@/db/client";
import { LEARNER_TABLES, renewStatistics } from "@/db/statistics";
import { appendAudit } from "../audit";
import { APPROVAL_DAYS } from "../batches/approval";
import { flagRowsNamingDeleted } from "../batches/resolve";
import { issueCertificate } from "../certificate/issue";
import { enqueueResultMails, enqueueStartMails } from "../mails";
import { type Counts, endState, type Outcome, totalRows } from "../outcomes";
import { nextExpiry } from "./expiry";
import { chunksLeft, cutIntoChunks } from "./queue";

/** `scheduled` → `processing`, once its time has come: the pinned learners are cut into chunks. */
export async function startBatch(organizationId: number, batchId: string): Promise<boolean> {
  await renewStatistics(organizationId, LEARNER_TABLES);
  return transaction(async (tx) => {
    const [started] = await tx`
      update deletion_batches set state = 'processing', started_at = app_now()
      where organization_id = ${organizationId} and id = ${batchId} and state = 'scheduled' and starts_at <= app_now() returning id`;
    if (!started) return false;
    await cutIntoChunks(tx, organizationId, batchId);
    await enqueueStartMails(tx, organizationId, batchId);
    await appendAudit(tx, { organizationId, action: "batch.started", batchId });
    return true;
  }, 120);
}

type Ending = { rows: number; uploaded_by: number; stopped: boolean; previewed_at: Date; ended_at: Date };

/**
 * `processing` → `completed` or `completed_with_errors`, once every chunk is done. Counts the outcomes as they stand, refuses
 * to end if a row has none, drops values that name a deleted learner, and writes the mails to send and the certificate.
 */
export async function finishBatch(organizationId: number, batchId: string): Promise<boolean> {
  return transaction(async (tx) => {
    const [batch] = await tx<Ending[]>`
      select rows, uploaded_by, stop_requested_at is not null as stopped, previewed_at, app_now() as ended_at
      from deletion_batches where organization_id = ${organizationId} and id = ${batchId} and state = 'processing' for update`;
    if (!batch || (await chunksLeft(organizationId, batchId, tx)) > 0) return false;
    // Another batch may have deleted, since the preview, people whom rows of this one name.
    await flagRowsNamingDeleted(tx, organizationId, batchId, sinceBefore(batch.previewed_at));
    const counts: Counts = {};
    for (const { outcome, count } of await tx<{ outcome: Outcome; count: number }[]>`
      select outcome, count(*) as count from outcomes where organization_id = ${organizationId} and batch_id = ${batchId} group by outcome`) {
      counts[outcome] = count;
    }
    if (totalRows(counts) !== batch.rows) throw new UnaccountedRows();
    await dropValuesNamingDeleted(tx, organizationId, batchId);
    const state = endState(counts);
    await tx`
      update deletion_batches set state = ${state}, counts = ${tx.json(counts)}, ended_at = ${batch.ended_at}
      where organization_id = ${organizationId} and id = ${batchId} and state = 'processing'`;
    await tx`
      update due_work set due_at = app_now() where organization_id = ${organizationId} and work_id = ${batchId}`;
    const head = await appendAudit(tx, {
      organizationId,
      action: `batch.${state}`,
      batchId,
      details: { rows: batch.rows, ...counts },
    });
    // The chain's head is held from here on. What follows writes rows of this batch alone, so nobody waits for it in a circle.
    await enqueueResultMails(tx, {
      organizationId,
      batchId,
      counts,
      uploadedBy: batch.uploaded_by,
      endedAt: batch.ended_at,
      stopped: batch.stopped,
      auditHead: head.hash.toString("hex"),
    });
    await issueCertificate(tx, organizationId, batchId, head);
    return true;
  }, 120);
}

/** A row without an outcome, or one too many: the batch must not end, and somebody must look. */
class UnaccountedRows extends Error {
  code = "unaccounted_rows";
}

/** A tombstone bears the time at which its transaction began: one that began before the preview may have ended after it. */
const sinceBefore = (previewedAt: Date): Date => new Date(previewedAt.getTime() - 15 * 60_000);

async function dropValuesNamingDeleted(tx: Transaction, organizationId: number, batchId: string): Promise<void> {
  await tx`
    delete from staged_rows s using outcomes o
    where o.organization_id = ${organizationId} and o.batch_id = ${batchId} and o.outcome = 'already_deleted'
      and s.organization_id = ${organizationId} and s.batch_id = ${batchId} and s.row_number = o.row_number`;
  await tx`delete from staged_rows where organization_id = ${organizationId} and batch_id = ${batchId} and names_deleted`;
}

/** An upload or a preview nobody went on with lapses after a day, an order nobody approved after seven; so does a check that never came to an end. */
export async function expireBatch(organizationId: number, batchId: string): Promise<boolean> {
  return transaction(async (tx) => {
    const [expired] = await tx`
      update deletion_batches set state = 'expired', ended_at = app_now(), check_lease_until = null
      where organization_id = ${organizationId} and id = ${batchId}
        and (state in ('uploading', 'checking') and created_at <= app_now() - interval '1 day'
          or state = 'ready' and previewed_at <= app_now() - interval '1 day'
          or state = 'awaiting_approval' and approval_asked_at <= app_now() - make_interval(days => ${APPROVAL_DAYS}))
      returning id`;
    if (!expired) return false;
    await appendAudit(tx, { organizationId, action: "batch.expired", batchId });
    return true;
  });
}

/**
 * Removes what was staged of a batch that will never run (cancelled, declined, expired, terminated), and sets when what is left of
 * it goes: file name, reference, reason. Whoever holds its due row sweeps; others go on.
 */
export async function sweepBatch(organizationId: number, batchId: string): Promise<void> {
  await transaction(async (tx) => {
    const [due] = await tx`
      select work_id from due_work where organization_id = ${organizationId} and work_id = ${batchId} for update skip locked`;
    if (!due) return;
    await tx`delete from upload_slices where organization_id = ${organizationId} and upload_id = ${batchId}`;
    for (const table of ["staged_rows", "pinned_learners", "outcomes"]) {
      await tx`delete from ${tx(table)} where organization_id = ${organizationId} and batch_id = ${batchId}`;
    }
    await tx`
      update deletion_batches set values_dropped_at = app_now()
      where organization_id = ${organizationId} and id = ${batchId} and values_dropped_at is null and state <> 'terminated'`;
    await tx`
      update due_work d set due_at = ${nextExpiry(tx)}
      from deletion_batches b join safeguards s on s.organization_id = ${organizationId}
      where d.organization_id = ${organizationId} and d.work_id = ${batchId} and b.organization_id = ${organizationId} and b.id = d.work_id`;
  }, 180);
}

/** After the end: values that a deletion running at the same time has made to name somebody deleted. Cheap where there is none. */
export async function sweepValues(organizationId: number, batchId: string): Promise<void> {
  await transaction(async (tx) => {
    const [batch] = await tx<{ previewed_at: Date }[]>`
      select previewed_at from deletion_batches
      where organization_id = ${organizationId} and id = ${batchId} and state in ('completed', 'completed_with_errors')`;
    if (!batch) return;
    await flagRowsNamingDeleted(tx, organizationId, batchId, sinceBefore(batch.previewed_at));
    await dropValuesNamingDeleted(tx, organizationId, batchId);
  }, 120);
}

/** 30 days after the end the rows that failed lose what was uploaded (spec 6, 7). */
export async function dropOldValues(organizationId: number, batchId: string): Promise<boolean> {
  return transaction(async (tx) => {
    const [due] = await tx`
      select id from deletion_batches
      where organization_id = ${organizationId} and id = ${batchId} and state in ('completed', 'completed_with_errors')
        and values_dropped_at is null and ended_at <= app_now() - interval '30 days' for update`;
    if (!due) return false;
    await tx`delete from staged_rows where organization_id = ${organizationId} and batch_id = ${batchId}`;
    await tx`delete from pinned_learners where organization_id = ${organizationId} and batch_id = ${batchId}`;
    await tx`update deletion_batches set values_dropped_at = app_now() where organization_id = ${organizationId} and id = ${batchId}`;
    return true;
  }, 120);
}
