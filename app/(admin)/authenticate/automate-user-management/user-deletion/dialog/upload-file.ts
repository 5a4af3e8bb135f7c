// A file's way to the server: fingerprint, slices, each sent again until it is taken, and what is missing sent once more (spec 3).
// Used by flow.ts.
import pRetry from "p-retry";
import { beginUpload, cancelBatch, completeUpload, putSlice } from "../actions";
import { sha256Hex } from "./digest";
import { leadsAway } from "./failures";

/** `failed`: our own mistake or the server's; nothing the admin could correct. */
export type UploadProblem =
  | "too_large"
  | "not_csv_name"
  | "too_many_uploads"
  | "unreadable"
  | "network"
  | "withdrawn"
  | "failed";

export type UploadEnd = { ok: true; batchId: string } | { ok: false; code: UploadProblem };

/** Five tries, with half a second to four in between. */
const RETRIES = { retries: 4, minTimeout: 500, maxTimeout: 4000, randomize: true };
/** How often the server may miss a slice that it has said to have. */
const ROUNDS = 3;

/** `onBatch` tells the batch as soon as there is one, `onSent` how many bytes are there. Aborted, it leaves nothing behind. */
export async function uploadFile(
  file: File,
  signal: AbortSignal,
  onBatch: (batchId: string) => void,
  onSent: (bytes: number) => void,
): Promise<UploadEnd> {
  const bytes = await read(file);
  if (!bytes) return { ok: false, code: "unreadable" };
  const announcement = { fileName: file.name, fileBytes: bytes.length, sha256: await sha256Hex(bytes) };
  const begun = await stubborn(() => beginUpload(announcement), signal);
  if (!begun.ok) return { ok: false, code: asProblem(begun.code) };
  const { batchId, sliceBytes } = begun;
  if (signal.aborted) {
    // The batch came to be while its upload was being cancelled.
    await cancelBatch(batchId);
    signal.throwIfAborted();
  }
  onBatch(batchId);

  let wanted = Array.from({ length: Math.ceil(bytes.length / sliceBytes) }, (_, index) => index);
  for (let round = 0; round < ROUNDS; round++) {
    for (const index of wanted) {
      const from = index * sliceBytes;
      const content = bytes.subarray(from, from + sliceBytes);
      const put = await stubborn(() => putSlice(sliceForm(batchId, index, content)), signal);
      signal.throwIfAborted();
      if (!put.ok) return { ok: false, code: asProblem(put.code) };
      onSent(Math.min(bytes.length, from + sliceBytes));
    }
    const done = await stubborn(() => completeUpload(batchId), signal);
    signal.throwIfAborted();
    if (done.ok) return { ok: true, batchId };
    if (done.code !== "slices_missing") return { ok: false, code: asProblem(done.code) };
    wanted = done.missing;
  }
  return { ok: false, code: "failed" };
}

/** The bytes as they are now: the fingerprint and the slices must be of the same. Nothing where the file is gone from its place. */
async function read(file: File): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    return undefined;
  }
}

function sliceForm(batchId: string, index: number, content: Uint8Array<ArrayBuffer>): FormData {
  const form = new FormData();
  form.set("batchId", batchId);
  form.set("index", String(index));
  form.set("content", new Blob([content]));
  return form;
}

/** A step that is safe to repeat, repeated. Somebody signed out or demoted meanwhile is led away instead. */
function stubborn<T>(step: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return pRetry(step, { ...RETRIES, shouldRetry: ({ error }) => !signal.aborted && !leadsAway(error) });
}

function asProblem(code: string): UploadProblem {
  switch (code) {
    case "too_large":
    case "not_csv_name":
    case "too_many_uploads":
      return code;
    case "not_found":
      return "withdrawn";
    default:
      return "failed";
  }
}
