// What an order has to pass before it may start: the preview as it was shown, the threshold, the brake (spec 2 step 11, spec 8).
// Called by confirm.ts and approval.ts, in the transaction that holds the batch.
import type { Transaction } from "@/db/client";
import { brakeHolds, type Counts } from "../outcomes";
import { learnerCount, protectedLearners } from "../protection";
import { type BatchPreview, makePreview } from "./preview";

/** Some pinned learner is gone or has become protected since the preview. */
export async function previewBroke(tx: Transaction, organizationId: number, batchId: string): Promise<boolean> {
  const [row] = await tx<{ broke: boolean }[]>`
    with guarded as materialized (${protectedLearners(tx, organizationId)})
    select exists (
        select 1 from pinned_learners p
        where p.organization_id = ${organizationId} and p.batch_id = ${batchId}
          and not exists (select 1 from learners l where l.organization_id = ${organizationId} and l.id = p.learner_id))
      or exists (
        select 1 from guarded g
        join pinned_learners p on p.organization_id = ${organizationId} and p.batch_id = ${batchId} and p.learner_id = g.learner_id) as broke`;
  return row?.broke ?? true;
}

/** A preview that no longer holds, made anew, with what changed. The batch waits to be confirmed, as before or again. */
export async function previewAgain(
  tx: Transaction,
  organizationId: number,
  batchId: string,
  before: BatchPreview,
): Promise<void> {
  const preview = await makePreview(tx, organizationId, batchId);
  const changed: Counts = {};
  for (const name of ["not_found", "already_deleted", "mismatch", "protected"] as const) {
    const more = (preview.counts[name] ?? 0) - (before.counts[name] ?? 0);
    if (more > 0) changed[name] = more;
  }
  await tx`
    update deletion_batches
    set state = 'ready', preview = ${tx.json({ ...preview, changed } as never)}, preview_number = preview_number + 1, previewed_at = app_now(),
      confirmed_by = null, confirmed_at = null, approval_asked_at = null
    where organization_id = ${organizationId} and id = ${batchId} and state in ('ready', 'awaiting_approval')`;
  // A preview lapses after a day.
  await tx`
    update due_work set due_at = app_now() + interval '1 day' where organization_id = ${organizationId} and work_id = ${batchId}`;
}

export type Guards = {
  users: number;
  percent: number;
  delayHours: number;
  brakePercent: number;
  approvalRequired: boolean;
};

/** With `hold`, until the end of the transaction: two orders at once would each pass the brake. */
export async function guardsOf(tx: Transaction, organizationId: number, hold = false): Promise<Guards> {
  const [row] = await tx<Guards[]>`
    select threshold_users as users, threshold_percent as percent, start_delay_hours as "delayHours", brake_percent as "brakePercent",
      approval_required as "approvalRequired"
    from safeguards where organization_id = ${organizationId} ${hold ? tx`for update` : tx``}`;
  if (!row) throw new Error("organization without safeguards");
  return row;
}

/** How long an order that takes effect now has to wait, and whether that is the brake's doing. */
export async function waitOf(
  tx: Transaction,
  organizationId: number,
  users: number,
  guards: Guards,
): Promise<{ hours: number; brake: boolean; learners: number }> {
  const learners = await learnerCount(organizationId, tx);
  const ordered = await orderedInADay(tx, organizationId);
  const brake = brakeHolds(users, ordered.users, learners + ordered.deleted, guards.brakePercent);
  return { hours: Math.max(guards.delayHours, brake ? 24 : 0), brake, learners };
}

/**
 * Users ordered to be deleted within 24 hours, and how many of those are gone already (for the share of the learners then). An
 * order takes effect when it is confirmed, or when it is approved where that was needed: days may lie between.
 */
async function orderedInADay(tx: Transaction, organizationId: number): Promise<{ users: number; deleted: number }> {
  const [row] = await tx<{ users: number; deleted: number }[]>`
    select coalesce(sum((b.preview->'counts'->>'deleted')::int), 0)::bigint as users,
      coalesce(sum((select sum(c.deleted) from deletion_chunks c where c.organization_id = b.organization_id and c.batch_id = b.id)), 0)::bigint as deleted
    from deletion_batches b
    where b.organization_id = ${organizationId} and b.state not in ('awaiting_approval', 'cancelled', 'declined', 'expired')
      and case when b.approval_asked_at is null then b.confirmed_at else b.approved_at end > app_now() - interval '24 hours'`;
  return { users: row?.users ?? 0, deleted: row?.deleted ?? 0 };
}

/** When the next run has to look at the batch. */
export async function dueAt(tx: Transaction, organizationId: number, batchId: string, at?: Date): Promise<void> {
  await tx`
    insert into due_work (organization_id, work_id, due_at) values (${organizationId}, ${batchId}, coalesce(${at ?? null}::timestamptz, app_now()))
    on conflict (organization_id, work_id) do update set due_at = excluded.due_at`;
}
