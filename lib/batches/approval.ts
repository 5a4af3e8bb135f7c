// The second pair of eyes (spec 8, Approval): asking every other full admin, showing them the preview recomputed, approving,
// declining with a reason. Called by confirm.ts and by the actions of the batch page. Every change of state is one statement
// guarded by the state it leaves; that nobody approves an order of their own stands in the schema too.
import { sql, type Transaction, transaction } from "@/db/client";
import type { FreshAdmin, FullAdmin } from "@/lib/auth";
import { type Language, renderApprovalAnswer, renderApprovalRequest } from "@/lib/email";
import { env } from "@/lib/env";
import { appendAudit } from "../audit";
import { enqueueMail } from "../mails";
import { notThere } from "../not-there";
import { dueAt, guardsOf, previewAgain, previewBroke, waitOf } from "./guards";
import { type BatchPreview, sumsOf } from "./preview";

/** Spec 8: an order nobody answers lapses. Whoever expires it says the same (lib/processing/life.ts). */
export const APPROVAL_DAYS = 7;
/** Most characters of the reason of a refusal; the schema says the same. */
export const REASON_CHARACTERS = 500;

/** To be called with the batch just set to `awaiting_approval`: due when it lapses, one mail each to the others, the entry. */
export async function askForApproval(tx: Transaction, admin: FullAdmin, batchId: string, users: number): Promise<void> {
  const { organizationId, adminId } = admin;
  const [asked] = await tx<{ lapsesAt: Date; previewNumber: number }[]>`
    select approval_asked_at + make_interval(days => ${APPROVAL_DAYS}) as "lapsesAt", preview_number as "previewNumber"
    from deletion_batches where organization_id = ${organizationId} and id = ${batchId} and state = 'awaiting_approval'`;
  if (!asked) throw new Error("nothing awaits approval");
  await dueAt(tx, organizationId, batchId, asked.lapsesAt);
  const others = await tx<{ id: number; email: string; language: Language | null }[]>`
    select id, email, language from admins
    where organization_id = ${organizationId} and role = 'full_admin' and removed_at is null and id <> ${adminId} order by id`;
  for (const other of others) {
    const language = other.language ?? "en";
    await enqueueMail(tx, {
      organizationId,
      kind: "approval_request",
      key: `approval-request/${batchId}/${asked.previewNumber}/admin-${other.id}`,
      to: other.email,
      adminId: other.id,
      batchId,
      language,
      content: await renderApprovalRequest({ ...mailOf(admin, batchId, language), users, lapsesAt: asked.lapsesAt }),
    });
  }
  await appendAudit(tx, {
    organizationId,
    adminId,
    action: "batch.confirmed",
    batchId,
    address: admin.address,
    details: { users, awaitsApproval: true, asked: others.length },
  });
}

const mailOf = (admin: FullAdmin, batchId: string, language: Language) => ({
  language,
  organizationName: admin.organizationName,
  adminName: admin.name,
  batch: batchId.slice(0, 8),
  url: `${env().APP_URL}/authenticate/automate-user-management/batches/${batchId}`,
});

export type AwaitingApproval = {
  id: string;
  fileName: string;
  users: number;
  confirmedBy: string;
  confirmedAt: Date;
  lapsesAt: Date;
};

/** What waits for this admin: orders of others. Oldest first. */
export async function awaitingApprovalOf(admin: FullAdmin): Promise<AwaitingApproval[]> {
  return sql<AwaitingApproval[]>`
    select b.id, b.file_name as "fileName", (b.preview->'counts'->>'deleted')::int as users, c.name as "confirmedBy",
      b.confirmed_at as "confirmedAt", b.approval_asked_at + make_interval(days => ${APPROVAL_DAYS}) as "lapsesAt"
    from deletion_batches b
    join admins c on c.organization_id = b.organization_id and c.id = b.confirmed_by
    where b.organization_id = ${admin.organizationId} and b.state = 'awaiting_approval' and b.confirmed_by <> ${admin.adminId}
    order by b.approval_asked_at limit 20`;
}

export type ReviewAnswer =
  | { ok: true; delayHours: number; brake: boolean }
  | { ok: false; code: "not_found" | "not_awaiting" | "own_order" | "preview_changed" };

type Waiting = {
  state: string;
  confirmed_by: number;
  preview_number: number;
  preview: BatchPreview;
  lapsed: boolean;
};

/** The batch, held, if this admin may answer it now. */
async function holdWaiting(
  tx: Transaction,
  { organizationId, adminId }: FullAdmin,
  batchId: string,
): Promise<Waiting | "not_found" | "not_awaiting" | "own_order"> {
  const [batch] = await tx<Waiting[]>`
    select state, confirmed_by, preview_number, preview,
      approval_asked_at <= app_now() - make_interval(days => ${APPROVAL_DAYS}) as lapsed
    from deletion_batches where organization_id = ${organizationId} and id = ${batchId} for update`;
  if (!batch) return notThere({ organizationId, adminId }).code;
  if (batch.state !== "awaiting_approval" || batch.lapsed) return "not_awaiting";
  return batch.confirmed_by === adminId ? "own_order" : batch;
}

/**
 * The preview for whoever is to approve, recomputed: what goes with the learners is summed anew. If it no longer holds (learners
 * removed, made admin, put on hold), it goes back to the one who confirmed: `preview_changed`.
 */
export async function reviewBatch(admin: FullAdmin, batchId: string): Promise<ReviewAnswer> {
  const { organizationId } = admin;
  return transaction(async (tx) => {
    const batch = await holdWaiting(tx, admin, batchId);
    if (typeof batch === "string") return { ok: false, code: batch } as const;
    if (await sentBack(tx, admin, batchId, batch)) return { ok: false, code: "preview_changed" } as const;
    const preview = { ...batch.preview, ...(await sumsOf(tx, organizationId, batchId)) };
    await tx`
      update deletion_batches set preview = ${tx.json(preview as never)}
      where organization_id = ${organizationId} and id = ${batchId} and state = 'awaiting_approval'`;
    const users = preview.counts.deleted ?? 0;
    const { hours, brake } = await waitOf(tx, organizationId, users, await guardsOf(tx, organizationId));
    return { ok: true, delayHours: hours, brake } as const;
  }, 120);
}

export type ApproveAnswer =
  | { ok: true; startsAt: Date; startsNow: boolean }
  | { ok: false; code: "not_found" | "not_awaiting" | "own_order" | "preview_changed" };

/** Approves exactly the preview that was shown. It starts as delay and brake say, counted from now. */
export async function approveBatch(
  admin: FreshAdmin,
  { batchId, previewNumber }: { batchId: string; previewNumber: number },
): Promise<ApproveAnswer> {
  const { organizationId, adminId } = admin;
  return transaction(async (tx) => {
    const batch = await holdWaiting(tx, admin, batchId);
    if (typeof batch === "string") return { ok: false, code: batch } as const;
    if (batch.preview_number !== previewNumber || (await sentBack(tx, admin, batchId, batch)))
      return { ok: false, code: "preview_changed" } as const;
    const users = batch.preview.counts.deleted ?? 0;
    const { hours } = await waitOf(tx, organizationId, users, await guardsOf(tx, organizationId, true));
    const [scheduled] = await tx<{ starts_at: Date }[]>`
      update deletion_batches
      set state = 'scheduled', approved_by = ${adminId}, approved_at = app_now(), starts_at = app_now() + ${`${hours} hours`}::interval
      where organization_id = ${organizationId} and id = ${batchId} and state = 'awaiting_approval' and preview_number = ${previewNumber}
      returning starts_at`;
    if (!scheduled) return { ok: false, code: "not_awaiting" } as const;
    await dueAt(tx, organizationId, batchId, scheduled.starts_at);
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: "batch.approved",
      batchId,
      address: admin.address,
      details: { users, delayHours: hours },
    });
    return { ok: true, startsAt: scheduled.starts_at, startsNow: hours === 0 } as const;
  }, 120);
}

/** Declines with a reason, which stands with the batch alone. Whoever confirmed cancels instead. */
export async function declineBatch(
  admin: FreshAdmin,
  batchId: string,
  reason: string,
): Promise<{ ok: true } | { ok: false; code: "not_found" | "not_awaiting" | "own_order" }> {
  const { organizationId, adminId } = admin;
  return transaction(async (tx) => {
    const batch = await holdWaiting(tx, admin, batchId);
    if (typeof batch === "string") return { ok: false, code: batch } as const;
    await tx`
      update deletion_batches set state = 'declined', declined_by = ${adminId}, decline_reason = ${reason}, ended_at = app_now()
      where organization_id = ${organizationId} and id = ${batchId} and state = 'awaiting_approval'`;
    // The run sweeps away what was staged.
    await dueAt(tx, organizationId, batchId);
    await tell(tx, admin, batchId, batch, "declined");
    await appendAudit(tx, { organizationId, adminId, action: "batch.declined", batchId, address: admin.address });
    return { ok: true } as const;
  });
}

/** What was confirmed cannot be approved any more: a new preview goes back to the one who confirmed. */
async function sentBack(tx: Transaction, admin: FullAdmin, batchId: string, batch: Waiting): Promise<boolean> {
  const { organizationId, adminId, address } = admin;
  if (!(await previewBroke(tx, organizationId, batchId))) return false;
  await previewAgain(tx, organizationId, batchId, batch.preview);
  await tell(tx, admin, batchId, batch, "changed");
  await appendAudit(tx, { organizationId, adminId, action: "batch.sent_back", batchId, address });
  return true;
}

/** One mail to the one who confirmed, who must do something now. */
async function tell(
  tx: Transaction,
  admin: FullAdmin,
  batchId: string,
  batch: Waiting,
  answer: "declined" | "changed",
): Promise<void> {
  const { organizationId } = admin;
  const [reader] = await tx<{ email: string; language: Language | null }[]>`
    select email, language from admins
    where organization_id = ${organizationId} and id = ${batch.confirmed_by} and role = 'full_admin' and removed_at is null`;
  if (!reader) return;
  const language = reader.language ?? "en";
  await enqueueMail(tx, {
    organizationId,
    kind: "approval_answer",
    key: `approval-answer/${batchId}/${batch.preview_number}/admin-${batch.confirmed_by}`,
    to: reader.email,
    adminId: batch.confirmed_by,
    batchId,
    language,
    content: await renderApprovalAnswer({ ...mailOf(admin, batchId, language), answer }),
  });
}
