// Owns what the API does with deletion batches (spec 8): the same functions as the dialog's, in the API's words, with the expected
// number always demanded. Called by the handlers under app/api/v1.
import { createHash } from "node:crypto";
import type { z } from "zod";
import type { TokenHolder } from "@/lib/auth/tokens";
import * as batches from "@/lib/batches";
import { explainRefusal } from "@/lib/explanations";
import { slicesOf } from "@/lib/uploads";
import type { Refused } from "./problems";
import type { Announcement, ApiBatch, BatchList, ListQuery, Order, Slices } from "./schemas";

const RESULTS_IN: readonly string[] = [
  "ready",
  "awaiting_approval",
  "scheduled",
  "processing",
  "completed",
  "completed_with_errors",
];

const iso = (moment: Date | null): string | null => moment?.toISOString() ?? null;

/** A batch as the API shows it. Messages are in the admin's language. */
export function toApi(holder: TokenHolder, batch: batches.Batch): ApiBatch {
  const { preview } = batch;
  return {
    id: batch.id,
    state: batch.state,
    file_name: batch.fileName,
    bytes: batch.fileBytes,
    sha256: batch.sha256,
    rows: batch.rows,
    reference: batch.reference,
    uploaded_by: batch.uploadedBy.name,
    confirmed_by: batch.confirmedBy?.name ?? null,
    approved_by: batch.approvedBy?.name ?? null,
    created_at: batch.createdAt.toISOString(),
    previewed_at: iso(batch.previewedAt),
    confirmed_at: iso(batch.confirmedAt),
    starts_at: iso(batch.startsAt),
    started_at: iso(batch.startedAt),
    ended_at: iso(batch.endedAt),
    refusals:
      batch.refusals?.map((refusal) => ({
        code: refusal.code,
        message: explainRefusal(holder.language ?? "en", refusal),
        ...(refusal.line === undefined ? {} : { line: refusal.line }),
        ...(refusal.column === undefined ? {} : { column: String(refusal.column) }),
      })) ?? null,
    preview: preview && {
      number: batch.previewNumber,
      users: preview.counts.deleted ?? 0,
      counts: preview.counts,
      goes_with_them: {
        courses: preview.learningData.courses,
        completions: preview.learningData.completions,
        seconds_viewed: preview.learningData.secondsViewed,
        assignments: preview.learningData.assignments,
        memberships: preview.learningData.memberships,
      },
      active_lately: preview.activeLately,
      changed: preview.changed ?? null,
    },
    counts: batch.counts,
    to_do: batch.toDo,
    results_available: RESULTS_IN.includes(batch.state) && !batch.resultsGone,
  };
}

/** `work`: a run has something to do now. */
export type Done<T> = { status: 200 | 201 | 202; body: T; work?: boolean };

export async function readOne(holder: TokenHolder, id: string): Promise<Done<ApiBatch> | Refused> {
  const batch = await batches.readBatch(holder, id);
  return batch ? { status: 200, body: toApi(holder, batch) } : { problem: "not_found" };
}

export async function list(
  holder: TokenHolder,
  query: z.infer<typeof ListQuery>,
): Promise<Done<z.infer<typeof BatchList>>> {
  const cursor = query.after === undefined ? undefined : { id: query.after };
  const page = await batches.listBatches(holder, query.limit, { state: query.state }, cursor);
  return {
    status: 200,
    body: { batches: page.batches.map((batch) => toApi(holder, batch)), next: page.next?.id ?? null },
  };
}

/** A whole file at once: taken, and checked by a run that starts now. */
export async function uploadWhole(
  holder: TokenHolder,
  fileName: string,
  bytes: Buffer,
): Promise<Done<ApiBatch> | Refused> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const begun = await batches.beginUpload(holder, { fileName, fileBytes: bytes.length, sha256 });
  if (!begun.ok) return { problem: begun.code };
  for (let index = 0; index < slicesOf(bytes.length) && bytes.length > 0; index++) {
    const slice = bytes.subarray(index * begun.sliceBytes, (index + 1) * begun.sliceBytes);
    const put = await batches.putSlice(holder, begun.batchId, index, slice);
    if (!put.ok) return { problem: put.code };
  }
  return complete(holder, begun.batchId, 201);
}

/** Opens a batch for a file that comes in slices. */
export async function announce(
  holder: TokenHolder,
  file: z.infer<typeof Announcement>,
): Promise<Done<z.infer<typeof Slices>> | Refused> {
  const announced = { fileName: file.file_name, fileBytes: file.bytes, sha256: file.sha256 };
  const begun = await batches.beginUpload(holder, announced);
  if (!begun.ok) return { problem: begun.code };
  const batch = await readOne(holder, begun.batchId);
  if ("problem" in batch) return batch;
  return { status: 201, body: { batch: batch.body, slice_bytes: begun.sliceBytes, slices: slicesOf(file.bytes) } };
}

export async function putSlice(
  holder: TokenHolder,
  id: string,
  index: number,
  bytes: Buffer,
): Promise<Refused | undefined> {
  const put = await batches.putSlice(holder, id, index, bytes);
  return put.ok ? undefined : { problem: put.code };
}

/** All slices are there. A file whose bytes are not what was announced ends as terminated, with the reason. */
export async function complete(
  holder: TokenHolder,
  id: string,
  status: 201 | 202 = 202,
): Promise<Done<ApiBatch> | Refused> {
  const answer = await batches.completeUpload(holder, id);
  if (!answer.ok)
    return { problem: answer.code, ...(answer.code === "slices_missing" ? { missing: answer.missing } : {}) };
  const batch = await readOne(holder, id);
  return "problem" in batch ? batch : { ...batch, status, work: true };
}

/**
 * Orders the deletion of the expected number of users, under the same guards as in the browser: threshold, brake, delay, approval.
 * `again`: the same order was given before, and whether it was taken nobody saw; then it is not given twice.
 */
export async function confirm(
  holder: TokenHolder,
  id: string,
  order: z.infer<typeof Order>,
  again: boolean,
): Promise<Done<ApiBatch> | Refused> {
  const before = await batches.readBatch(holder, id);
  if (!before) return { problem: "not_found" };
  const asIs = toApi(holder, before);
  if (again && before.confirmedBy?.adminId === holder.adminId && before.previewNumber === order.preview_number)
    return { status: 200, body: asIs, work: true };
  // A preview never changes under its number, so what was compared here is what confirmBatch orders.
  if (
    before.state === "ready" &&
    before.previewNumber === order.preview_number &&
    asIs.preview?.users !== order.expected_users
  )
    return { problem: "count_differs", batch: asIs };
  const answer = await batches.confirmBatch(holder, {
    batchId: id,
    previewNumber: order.preview_number,
    typedCount: String(order.expected_users),
    reference: order.reference,
  });
  const after = await readOne(holder, id);
  if ("problem" in after) return after;
  if (answer.ok) return { ...after, work: true };
  return answer.code === "preview_changed" || answer.code === "count_differs"
    ? { problem: answer.code, batch: after.body }
    : { problem: answer.code };
}

/** Takes an order back before it starts, throws one's own preview away, or stops what runs: what is deleted stays deleted. */
export async function cancel(holder: TokenHolder, id: string): Promise<Done<ApiBatch> | Refused> {
  const before = await batches.readBatch(holder, id);
  if (!before) return { problem: "not_found" };
  const { ok } =
    before.state === "processing" ? await batches.stopBatch(holder, id) : await batches.cancelBatch(holder, id);
  if (!ok) return { problem: "not_cancellable" };
  const after = await readOne(holder, id);
  return "problem" in after ? after : { ...after, work: true };
}
