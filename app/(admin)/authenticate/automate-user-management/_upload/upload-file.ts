// A file's way to the server: fingerprint, slices, each sent again until it is taken, and what is missing sent once more (spec 3).
// Used by list-flow.ts and by the flow of user-deletion, each with the doors of its own section.
import pRetry from "p-retry";
import { sha256Hex } from "../user-deletion/dialog/digest";
import { leadsAway } from "../user-deletion/dialog/failures";

/** `failed`: our own mistake or the server's; nothing the admin could correct. */
export type UploadProblem =
  | "too_large"
  | "not_csv_name"
  | "too_many_uploads"
  | "unreadable"
  | "network"
  | "withdrawn"
  | "failed";

export type UploadEnd = { ok: true; id: string } | { ok: false; code: UploadProblem };

type Refused = { ok: false; code: string };

/** The actions of a section that a file goes through. `put` takes a form of `id`, `index` and `content`. */
export type UploadDoors = {
  begin(file: {
    fileName: string;
    fileBytes: number;
    sha256: string;
  }): Promise<{ ok: true; id: string; sliceBytes: number } | Refused>;
  put(form: FormData): Promise<{ ok: true } | Refused>;
  complete(id: string): Promise<{ ok: true } | (Refused & { missing?: number[] })>;
  cancel(id: string): Promise<unknown>;
};

/** Five tries, with half a second to four in between. */
const RETRIES = { retries: 4, minTimeout: 500, maxTimeout: 4000, randomize: true };
/** How often the server may miss a slice that it has said to have. */
const ROUNDS = 3;

/** `onBegun` tells the id as soon as there is one, `onSent` how many bytes are there. Aborted, it leaves nothing behind. */
export async function uploadFile(
  doors: UploadDoors,
  file: File,
  signal: AbortSignal,
  onBegun: (id: string) => void,
  onSent: (bytes: number) => void,
): Promise<UploadEnd> {
  const bytes = await read(file);
  if (!bytes) return { ok: false, code: "unreadable" };
  const announcement = { fileName: file.name, fileBytes: bytes.length, sha256: await sha256Hex(bytes) };
  const begun = await stubborn(() => doors.begin(announcement), signal);
  if (!begun.ok) return { ok: false, code: asProblem(begun.code) };
  const { id, sliceBytes } = begun;
  if (signal.aborted) {
    // It came to be while its upload was being cancelled.
    await doors.cancel(id);
    signal.throwIfAborted();
  }
  onBegun(id);

  let wanted = Array.from({ length: Math.ceil(bytes.length / sliceBytes) }, (_, index) => index);
  for (let round = 0; round < ROUNDS; round++) {
    for (const index of wanted) {
      const from = index * sliceBytes;
      const content = bytes.subarray(from, from + sliceBytes);
      const put = await stubborn(() => doors.put(sliceForm(id, index, content)), signal);
      signal.throwIfAborted();
      if (!put.ok) return { ok: false, code: asProblem(put.code) };
      onSent(Math.min(bytes.length, from + sliceBytes));
    }
    const done = await stubborn(() => doors.complete(id), signal);
    signal.throwIfAborted();
    if (done.ok) return { ok: true, id };
    if (done.code !== "slices_missing" || !done.missing) return { ok: false, code: asProblem(done.code) };
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

function sliceForm(id: string, index: number, content: Uint8Array<ArrayBuffer>): FormData {
  const form = new FormData();
  form.set("id", id);
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
