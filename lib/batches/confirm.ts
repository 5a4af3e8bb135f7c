// Ordering a deletion, and taking the order back (spec 2 step 11, spec 5, spec 8). Called by the actions of user-deletion and
// of the batch page. Every change of state is one statement guarded by the state it leaves.

import { transaction } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";
import { appendAudit } from "../audit";
import { notThere } from "../not-there";
import { mustTypeCount } from "../outcomes";
import { typedCountMatches } from "../typed-count";
import { askForApproval } from "./approval";
import { dueAt, guardsOf, previewAgain, previewBroke, waitOf } from "./guards";
import type { BatchPreview } from "./preview";

export type ConfirmOrder = {
  batchId: string;
  previewNumber: number;
  typedCount?: string | undefined;
  reference?: string | undefined;
};
export type ConfirmAnswer =
  | { ok: true; awaitingApproval: false; startsAt: Date; startsNow: boolean }
  /** Nothing starts before another full admin has approved it. */
  | { ok: true; awaitingApproval: true; startsAt: null; startsNow: false }
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
    if (!batch) return notThere(admin);
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
    const guards = await guardsOf(tx, organizationId, true);
    const { hours, learners } = await waitOf(tx, organizationId, users, guards);
    if (mustTypeCount(users, learners, guards) && !typedCountMatches(order.typedCount ?? "", users)) {
      return { ok: false, code: "count_differs" } as const;
    }
    const confirmed = tx`
      confirmed_by = ${adminId}, confirmed_at = app_now(), reference = ${order.reference || null}`;
    const ready = tx`
      organization_id = ${organizationId} and id = ${batchId} and state = 'ready' and preview_number = ${order.previewNumber}`;
    if (guards.approvalRequired) {
      await tx`
        update deletion_batches set state = 'awaiting_approval', ${confirmed}, approval_asked_at = app_now() where ${ready}`;
      await askForApproval(tx, admin, batchId, users);
      return { ok: true, awaitingApproval: true, startsAt: null, startsNow: false } as const;
    }
    const [scheduled] = await tx<{ starts_at: Date }[]>`
      update deletion_batches set state = 'scheduled', ${confirmed}, starts_at = app_now() + ${`${hours} hours`}::interval
      where ${ready} returning starts_at`;
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
    return { ok: true, awaitingApproval: false, startsAt: scheduled.starts_at, startsNow: hours === 0 } as const;
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
  approval: boolean;
}> {
  return transaction(async (tx) => {
    const guards = await guardsOf(tx, admin.organizationId);
    const { hours, brake, learners } = await waitOf(tx, admin.organizationId, users, guards);
    return {
      mustType: mustTypeCount(users, learners, guards),
      thresholdUsers: guards.users,
      thresholdPercent: guards.percent,
      delayHours: hours,
      brake,
      approval: guards.approvalRequired,
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
    if (!cancelled) return { ok: notThere(admin).ok };
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
    if (!stopping) return { ok: notThere(admin).ok };
    // What waits to be tried again need not wait to be cancelled.
    await tx`
      update deletion_chunks set retry_at = null
      where organization_id = ${organizationId} and batch_id = ${batchId} and done_at is null and retry_at is not null`;
    await dueAt(tx, organizationId, batchId);
    await appendAudit(tx, { organizationId, adminId, action: "batch.stopped", batchId, address: admin.address });
    return { ok: true };
  });
}
