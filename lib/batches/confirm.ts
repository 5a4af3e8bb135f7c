// Ordering a deletion, and taking the order back (spec 2 step 11, spec 5, spec 8). Called by the actions of user-deletion and
// of the batch page. Every change of state is one statement guarded by the state it leaves.

import { type Transaction, transaction } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";
import { appendAudit } from "../audit";
import { brakeHolds, type Counts, mustTypeCount } from "../outcomes";
import { learnerCount, protectedLearners } from "../protection";
import { typedCountMatches } from "../typed-count";
import { type BatchPreview, makePreview } from "./preview";

export type ConfirmOrder = {
  batchId: string;
  previewNumber: number;
  typedCount?: string | undefined;
  reference?: string | undefined;
};
export type ConfirmAnswer =
  | { ok: true; startsAt: Date; startsNow: boolean }
  | {
      ok: false;
      code: "not_found" | "not_ready" | "not_uploader" | "preview_changed" | "count_differs" | "nobody_to_delete";
    };

type Ready = {
  state: string;
  uploaded_by: number;
  preview_number: number;
  preview: BatchPreview;
  lapsed: boolean;
};

/**
 * Orders exactly what the preview showed. If it no longer holds (learners removed, made admin), a new preview is made, with
 * what changed, and nothing is ordered: `preview_changed`.
 */
export async function confirmBatch(admin: FullAdmin, order: ConfirmOrder): Promise<ConfirmAnswer> {
  const { organizationId, adminId } = admin;
  const { batchId } = order;
  return transaction(async (tx) => {
    const [batch] = await tx<Ready[]>`
      select state, uploaded_by, preview_number, preview, previewed_at < app_now() - interval '1 day' as lapsed
      from deletion_batches where organization_id = ${organizationId} and id = ${batchId} for update`;
    if (!batch) return { ok: false, code: "not_found" } as const;
    if (batch.uploaded_by !== adminId) return { ok: false, code: "not_uploader" } as const;
    if (batch.state !== "ready" || batch.lapsed) return { ok: false, code: "not_ready" } as const;
    if (batch.preview_number !== order.previewNumber) return { ok: false, code: "preview_changed" } as const;
    const users = batch.preview.counts.deleted ?? 0;
    if (users === 0) return { ok: false, code: "nobody_to_delete" } as const;

    if (await previewBroke(tx, organizationId, batchId)) {
      await previewAgain(tx, organizationId, batchId, batch.preview);
      return { ok: false, code: "preview_changed" } as const;
    }
    // Held until the end: two orders at once would each pass the brake.
    const guards = await safeguardsFor(tx, organizationId, true);
    const learners = await learnerCount(organizationId, tx);
    if (mustTypeCount(users, learners, guards) && !typedCountMatches(order.typedCount ?? "", users)) {
      return { ok: false, code: "count_differs" } as const;
    }
    const ordered = await orderedInADay(tx, organizationId);
    const hours = Math.max(
      guards.delayHours,
      brakeHolds(users, ordered.users, learners + ordered.deleted, guards.brakePercent) ? 24 : 0,
    );
    const [scheduled] = await tx<{ starts_at: Date }[]>`
      update deletion_batches
      set state = 'scheduled', confirmed_by = ${adminId}, confirmed_at = app_now(), reference = ${order.reference || null},
        starts_at = app_now() + ${`${hours} hours`}::interval
      where organization_id = ${organizationId} and id = ${batchId} and state = 'ready' and preview_number = ${order.previewNumber}
      returning starts_at`;
    if (!scheduled) return { ok: false, code: "not_ready" } as const;
    await dueAt(tx, organizationId, batchId, scheduled.starts_at);
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: "batch.confirmed",
      batchId,
      address: admin.address,
      details: { users, delayHours: hours },
    });
    return { ok: true, startsAt: scheduled.starts_at, startsNow: hours === 0 } as const;
  }, 120);
}

/** What the warning has to say before it asks (spec 2, step 11). */
export async function confirmTerms(
  admin: FullAdmin,
  users: number,
): Promise<{
  mustType: boolean;
  thresholdUsers: number;
  thresholdPercent: number;
  delayHours: number;
  brake: boolean;
}> {
  return transaction(async (tx) => {
    const guards = await safeguardsFor(tx, admin.organizationId);
    const learners = await learnerCount(admin.organizationId, tx);
    const ordered = await orderedInADay(tx, admin.organizationId);
    const brake = brakeHolds(users, ordered.users, learners + ordered.deleted, guards.brakePercent);
    return {
      mustType: mustTypeCount(users, learners, guards),
      thresholdUsers: guards.users,
      thresholdPercent: guards.percent,
      delayHours: Math.max(guards.delayHours, brake ? 24 : 0),
      brake,
    };
  });
}

/** Before it starts, one click cancels and nothing is lost; a preview is thrown away by its uploader alone. */
export async function cancelBatch(admin: FullAdmin, batchId: string): Promise<{ ok: boolean }> {
  const { organizationId, adminId } = admin;
  return transaction(async (tx) => {
    const [cancelled] = await tx<{ was: string }[]>`
      update deletion_batches b set state = 'cancelled', stopped_by = ${adminId}, ended_at = app_now(), check_lease_until = null
      from (select id, state as was from deletion_batches where organization_id = ${organizationId} and id = ${batchId} for update) as before
      where b.organization_id = ${organizationId} and b.id = before.id
        and (b.state in ('awaiting_approval', 'scheduled') or (b.state in ('uploading', 'checking', 'ready') and b.uploaded_by = ${adminId}))
      returning before.was`;
    if (!cancelled) return { ok: false };
    // The run sweeps away what was staged.
    await dueAt(tx, organizationId, batchId);
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: "batch.cancelled",
      batchId,
      address: admin.address,
      details: { was: cancelled.was },
    });
    return { ok: true };
  });
}

/** Stops a batch that is processing: what is deleted stays deleted, the rest is `cancelled` (spec 5). */
export async function stopBatch(admin: FullAdmin, batchId: string): Promise<{ ok: boolean }> {
  const { organizationId, adminId } = admin;
  return transaction(async (tx) => {
    const [stopping] = await tx`
      update deletion_batches set stop_requested_at = app_now(), stopped_by = ${adminId}
      where organization_id = ${organizationId} and id = ${batchId} and state = 'processing' and stop_requested_at is null returning id`;
    if (!stopping) return { ok: false };
    // What waits to be tried again need not wait to be cancelled.
    await tx`
      update deletion_chunks set retry_at = null
      where organization_id = ${organizationId} and batch_id = ${batchId} and done_at is null and retry_at is not null`;
    await dueAt(tx, organizationId, batchId);
    await appendAudit(tx, { organizationId, adminId, action: "batch.stopped", batchId, address: admin.address });
    return { ok: true };
  });
}

/** Some pinned learner is gone or has become protected since the preview. */
async function previewBroke(tx: Transaction, organizationId: number, batchId: string): Promise<boolean> {
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

async function previewAgain(
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
    update deletion_batches set preview = ${tx.json({ ...preview, changed } as never)}, preview_number = preview_number + 1, previewed_at = app_now()
    where organization_id = ${organizationId} and id = ${batchId} and state = 'ready'`;
}

async function safeguardsFor(tx: Transaction, organizationId: number, hold = false) {
  const [row] = await tx<{ users: number; percent: number; delay: number; brake: number }[]>`
    select threshold_users as users, threshold_percent as percent, start_delay_hours as delay, brake_percent as brake
    from safeguards where organization_id = ${organizationId} ${hold ? tx`for update` : tx``}`;
  if (!row) throw new Error("organization without safeguards");
  return { users: row.users, percent: row.percent, delayHours: row.delay, brakePercent: row.brake };
}

/** Users ordered to be deleted within 24 hours, and how many of those are gone already (for the share of the learners then). */
async function orderedInADay(tx: Transaction, organizationId: number): Promise<{ users: number; deleted: number }> {
  const [row] = await tx<{ users: number; deleted: number }[]>`
    select coalesce(sum((b.preview->'counts'->>'deleted')::int), 0)::bigint as users,
      coalesce(sum((select sum(c.deleted) from deletion_chunks c where c.organization_id = b.organization_id and c.batch_id = b.id)), 0)::bigint as deleted
    from deletion_batches b
    where b.organization_id = ${organizationId} and b.confirmed_at > app_now() - interval '24 hours' and b.state not in ('cancelled', 'declined', 'expired')`;
  return { users: row?.users ?? 0, deleted: row?.deleted ?? 0 };
}

/** When the next run has to look at the batch. */
async function dueAt(tx: Transaction, organizationId: number, batchId: string, at?: Date): Promise<void> {
  await tx`
    insert into due_work (organization_id, work_id, due_at) values (${organizationId}, ${batchId}, coalesce(${at ?? null}::timestamptz, app_now()))
    on conflict (organization_id, work_id) do update set due_at = excluded.due_at`;
}
