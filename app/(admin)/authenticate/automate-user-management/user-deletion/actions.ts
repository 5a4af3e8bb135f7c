"use server";
// The deeds of the deletion dialog and of the batch page. Each action is a public door: it proves the caller, parses what it
// was given, calls lib once, and answers plain data. Used by the components beside it and by the batch page.
import { revalidatePath } from "next/cache";
import { after } from "next/server";
import { getLocale } from "next-intl/server";
import { z } from "zod";
import { requireFreshPassword, requireFullAdmin } from "@/lib/auth";
import * as batches from "@/lib/batches";
import { freeText } from "@/lib/free-text";
import { runDueWork } from "@/lib/processing";
import { showBatch, showReview } from "./preview";

const PAGE = "/authenticate/automate-user-management";
/** A run started by a deed goes on for this long; the cron address takes over from there. */
const BUDGET_MS = 45_000;

const batchId = z.uuid();
const announcement = z.object({
  fileName: z.string().min(1).max(4096),
  fileBytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
const order = z.object({
  batchId,
  previewNumber: z.number().int().min(1),
  typedCount: z.string().max(40).optional(),
  reference: freeText(200).optional(),
  /** Where it was asked for again. */
  password: z.string().max(1000).optional(),
});

/** What was sent is not what this door takes. Nothing was done. */
const MALFORMED = { ok: false, code: "malformed" } as const;

export async function beginUpload(file: unknown) {
  const admin = await requireFullAdmin();
  const input = announcement.safeParse(file);
  return input.success ? batches.beginUpload(admin, input.data) : MALFORMED;
}

/** One slice, as form data: batchId, index, content. Sent again after a failure; the same slice replaces itself. */
export async function putSlice(form: FormData) {
  const admin = await requireFullAdmin();
  const input = z
    .object({ batchId, index: z.coerce.number().int().min(0).max(15), content: z.instanceof(Blob) })
    .safeParse({ batchId: form.get("batchId"), index: form.get("index"), content: form.get("content") });
  if (!input.success || input.data.content.size > batches.SLICE_BYTES) return MALFORMED;
  return batches.putSlice(
    admin,
    input.data.batchId,
    input.data.index,
    new Uint8Array(await input.data.content.arrayBuffer()),
  );
}

/** All slices are sent: the file is checked by a run that starts at once. */
export async function completeUpload(id: unknown) {
  const admin = await requireFullAdmin();
  const input = batchId.safeParse(id);
  if (!input.success) return MALFORMED;
  const answer = await batches.completeUpload(admin, input.data);
  if (answer.ok) after(() => runDueWork(admin, BUDGET_MS));
  return answer;
}

/** What the dialog shows of a batch: after a check, after a reload, after a Confirm that was not taken. */
export async function readPreview(id: unknown) {
  const admin = await requireFullAdmin();
  const input = batchId.safeParse(id);
  return input.success ? showBatch(admin, input.data, await getLocale()) : ({ at: "not_found" } as const);
}

/** Orders what the preview showed; a run starts at once where nothing has to be waited for. */
export async function confirmBatch(what: unknown) {
  const admin = await requireFullAdmin();
  const input = order.safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requireFreshPassword(admin, input.data.password);
  if ("ok" in fresh) return fresh;
  const answer = await batches.confirmBatch(fresh, input.data);
  if (answer.ok) {
    // The mails that ask for an approval go out at once as well.
    if (answer.startsNow || answer.awaitingApproval) after(() => runDueWork(admin, BUDGET_MS));
    revalidatePath(PAGE);
  }
  return answer;
}

/** The preview for whoever is to approve, recomputed. */
export async function reviewBatch(id: unknown) {
  const admin = await requireFullAdmin();
  const input = batchId.safeParse(id);
  if (!input.success) return MALFORMED;
  const answer = await showReview(admin, input.data, await getLocale());
  if (!answer.ok && answer.code === "preview_changed") {
    after(() => runDueWork(admin, BUDGET_MS));
    revalidatePath(PAGE);
  }
  return answer;
}

/** Approves what another full admin has confirmed; a run starts at once where nothing has to be waited for. */
export async function approveBatch(what: unknown) {
  const admin = await requireFullAdmin();
  const input = order.pick({ batchId: true, previewNumber: true, password: true }).safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requireFreshPassword(admin, input.data.password);
  if ("ok" in fresh) return fresh;
  const answer = await batches.approveBatch(fresh, input.data);
  after(() => runDueWork(admin, BUDGET_MS));
  revalidatePath(PAGE);
  return answer;
}

/** Declines it, with a reason that stands on the batch's page. */
export async function declineBatch(what: unknown) {
  const admin = await requireFullAdmin();
  const reason = freeText(batches.REASON_CHARACTERS).min(1);
  const input = order.pick({ batchId: true, password: true }).extend({ reason }).safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requireFreshPassword(admin, input.data.password);
  if ("ok" in fresh) return fresh;
  const answer = await batches.declineBatch(fresh, input.data.batchId, input.data.reason);
  if (answer.ok) {
    after(() => runDueWork(admin, BUDGET_MS));
    revalidatePath(PAGE);
  }
  return answer;
}

/** Throws a preview away, or takes back an order before it starts. */
export async function cancelBatch(id: unknown) {
  const admin = await requireFullAdmin();
  const input = batchId.safeParse(id);
  if (!input.success) return MALFORMED;
  const answer = await batches.cancelBatch(admin, input.data);
  if (answer.ok) {
    after(() => runDueWork(admin, BUDGET_MS));
    revalidatePath(PAGE);
  }
  return answer;
}

/** Stops a batch that is processing. What is deleted stays deleted. */
export async function stopBatch(id: unknown) {
  const admin = await requireFullAdmin();
  const input = batchId.safeParse(id);
  if (!input.success) return MALFORMED;
  const answer = await batches.stopBatch(admin, input.data);
  if (answer.ok) {
    after(() => runDueWork(admin, BUDGET_MS));
    revalidatePath(PAGE);
  }
  return answer;
}
