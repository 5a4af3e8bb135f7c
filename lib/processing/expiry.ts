// The end of what a batch leaves (spec 6, 7): tombstones stay for the time set under Safeguards, and batch, outcomes and mails as
// long as they do; a batch that deleted nobody (cancelled, declined, lapsed, terminated) as long as it would have, for its file name
// and reference are free text. Called by run.ts for batches that have ended, and by whoever changes that time.
import { type sql, type Transaction, transaction } from "@/db/client";
import { appendAudit } from "../audit";

/** The results file's time (spec 6): a batch stays at least as long. */
const RESULTS_KEPT = "30 days";
/** Rows a transaction: below a second on two cores. */
const PORTION = 20_000;

/** `portion`: some of it went, there may be more. `gone`: nothing is left but the audit log. `kept`: its time has not come. */
export type Expiry = "portion" | "gone" | "kept";

/**
 * Removes what the batch left, portion by portion, each in a transaction of its own: a run that is killed goes on where it was.
 * The time is the setting's as it is now. The audit entries stay; outcomes of other batches keep the date they tell.
 */
export async function expireBatchRecord(organizationId: number, batchId: string): Promise<Expiry> {
  return transaction(async (tx) => {
    // Whoever holds the batch's row expires; another run has other things to do meanwhile.
    const [batch] = await tx<{ tombstones_over: boolean; over: boolean; deleted: number }[]>`
      select b.ended_at + make_interval(days => s.tombstone_days) <= app_now() as tombstones_over,
        (b.values_dropped_at is not null or not ${ran(tx)})
          and b.ended_at + greatest(make_interval(days => s.tombstone_days), ${RESULTS_KEPT}::interval) <= app_now() as over,
        coalesce((b.counts->>'deleted')::int, 0) as deleted
      from deletion_batches b join safeguards s on s.organization_id = ${organizationId}
      where b.organization_id = ${organizationId} and b.id = ${batchId} and b.ended_at is not null
      for update of b skip locked`;
    if (!batch?.tombstones_over) return "kept";
    if (await expireTombstones(tx, organizationId, batchId)) return "portion";
    if (!batch.over) return "kept";
    for (const table of ["outcomes", "staged_rows", "pinned_learners", "deletion_chunks"] as const) {
      const gone = await tx`
        delete from ${tx(table)} where organization_id = ${organizationId} and ctid = any(array(
          select ctid from ${tx(table)} where organization_id = ${organizationId} and batch_id = ${batchId} limit ${PORTION}))`;
      if (gone.count > 0) return "portion";
    }
    await tx`
      delete from provider_messages p using mails m
      where m.organization_id = ${organizationId} and m.batch_id = ${batchId} and p.organization_id = ${organizationId} and p.mail_id = m.id`;
    await tx`
      delete from mail_events e using mails m
      where m.organization_id = ${organizationId} and m.batch_id = ${batchId} and e.organization_id = ${organizationId} and e.mail_id = m.id`;
    await tx`delete from mails where organization_id = ${organizationId} and batch_id = ${batchId}`;
    await tx`delete from certificates where organization_id = ${organizationId} and batch_id = ${batchId}`;
    await tx`delete from deletion_batches where organization_id = ${organizationId} and id = ${batchId}`;
    await tx`delete from due_work where organization_id = ${organizationId} and work_id = ${batchId}`;
    await appendAudit(tx, {
      organizationId,
      action: "batch.record_expired",
      batchId,
      details: { deleted: batch.deleted },
    });
    return "gone";
  }, 120);
}

async function expireTombstones(tx: Transaction, organizationId: number, batchId: string): Promise<boolean> {
  const gone = await tx`
    delete from tombstones where organization_id = ${organizationId} and id = any(array(
      select id from tombstones where organization_id = ${organizationId} and batch_id = ${batchId} limit ${PORTION}))`;
  return gone.count > 0;
}

/**
 * When a batch that has ended has to be looked at again, as SQL over `b` (deletion_batches) and `s` (safeguards): the results
 * file's end, then the tombstones', whichever comes first and has not passed.
 */
export const nextExpiry = (tx: Transaction | typeof sql) => tx`
  case
    when not ${ran(tx)} then b.ended_at + greatest(make_interval(days => s.tombstone_days), ${RESULTS_KEPT}::interval)
    when b.values_dropped_at is null and b.ended_at + make_interval(days => s.tombstone_days) <= app_now() then b.ended_at + ${RESULTS_KEPT}::interval
    when b.values_dropped_at is null then b.ended_at + least(make_interval(days => s.tombstone_days), ${RESULTS_KEPT}::interval)
    else b.ended_at + greatest(make_interval(days => s.tombstone_days), ${RESULTS_KEPT}::interval)
  end`;

/** Came to its end: only such a batch has tombstones and a results file. */
const ran = (tx: Transaction | typeof sql) => tx`b.state in ('completed', 'completed_with_errors')`;

/** To be called by whoever changes how long tombstones are kept, in the same transaction: batches that have ended follow. */
export async function followTombstoneTime(tx: Transaction, organizationId: number): Promise<void> {
  await tx`
    update due_work d set due_at = ${nextExpiry(tx)}
    from deletion_batches b join safeguards s on s.organization_id = ${organizationId}
    where d.organization_id = ${organizationId} and b.organization_id = ${organizationId} and b.id = d.work_id
      and b.ended_at is not null and d.due_at > app_now()
      -- A mail that waits comes first.
      and not exists (select 1 from mails m where m.organization_id = ${organizationId} and m.batch_id = b.id and m.state = 'pending')`;
}
