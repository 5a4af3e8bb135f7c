"use server";
import { after } from "next/server";
import { z } from "zod";
// The deeds of Find deleted users. Each action is a public door: it proves the caller, parses what it was given, calls lib once,
// and answers plain data. Used by the components beside it and by the page of a list.
import { shownName } from "@/app/_components/shown-name";
import { requireFreshPassword, requireFullAdmin } from "@/lib/auth";
import { doForOne as doDeed, lookUp as find, MOST_CHOSEN, orderFound } from "@/lib/finding";
import { beginListUpload, cancelList, completeListUpload, putListSlice, readList } from "@/lib/lists";
import { runDueWork } from "@/lib/processing";

/** A run started by a deed goes on for this long; the cron address takes over from there. */
const BUDGET_MS = 45_000;
/** Of a slice: what lib/uploads cuts by. */
const MOST_BYTES = 3 * 1024 * 1024;

const id = z.uuid();
const deed = z.enum(["restore", "reuse"]);
const typed = z.string().max(1000);
/** Where it was asked for again. */
const password = z.string().max(1000).optional();
const announcement = z.object({
  fileName: z.string().min(1).max(4096),
  fileBytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What was sent is not what this door takes. Nothing was done. */
const MALFORMED = { ok: false, code: "malformed" } as const;

/** One address or ID, as typed. */
export async function lookUp(what: unknown) {
  const admin = await requireFullAdmin();
  const input = typed.safeParse(what);
  return input.success ? find(admin, input.data) : MALFORMED;
}

/** Restore or Allow reuse for the one that was looked up. */
export async function doForOne(what: unknown) {
  const admin = await requireFullAdmin();
  const input = z.object({ deed, typed, password }).safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requireFreshPassword(admin, input.data.password);
  return "ok" in fresh ? fresh : doDeed(fresh, input.data.deed, input.data.typed);
}

export async function beginUpload(file: unknown) {
  const admin = await requireFullAdmin();
  const input = announcement.safeParse(file);
  if (!input.success) return MALFORMED;
  const begun = await beginListUpload(admin, "find_deleted_users", input.data);
  return begun.ok ? ({ ok: true, id: begun.listId, sliceBytes: begun.sliceBytes } as const) : begun;
}

/** One slice, as form data: id, index, content. Sent again after a failure; the same slice replaces itself. */
export async function putSlice(form: FormData) {
  const admin = await requireFullAdmin();
  const input = z
    .object({ id, index: z.coerce.number().int().min(0).max(15), content: z.instanceof(Blob) })
    .safeParse({ id: form.get("id"), index: form.get("index"), content: form.get("content") });
  if (!input.success || input.data.content.size > MOST_BYTES) return MALFORMED;
  const { index, content } = input.data;
  return putListSlice(admin, input.data.id, index, new Uint8Array(await content.arrayBuffer()));
}

/** All slices are sent: the list is checked by a run that starts at once. */
export async function completeUpload(listId: unknown) {
  const admin = await requireFullAdmin();
  const input = id.safeParse(listId);
  if (!input.success) return MALFORMED;
  const answer = await completeListUpload(admin, input.data);
  if (answer.ok) after(() => runDueWork(admin, BUDGET_MS));
  return answer;
}

/** How far an upload has come, for its dialog; what was found stands on the list's own page. */
export async function readUpload(listId: unknown) {
  const admin = await requireFullAdmin();
  const input = id.safeParse(listId);
  const list = input.success ? await readList(admin, "find_deleted_users", input.data) : undefined;
  if (!list) return { at: "not_found" } as const;
  const file = { listId: list.id, fileName: shownName(list.fileName), fileBytes: list.fileBytes };
  if (list.state === "uploading" || list.state === "checking")
    return { ...file, at: list.state, checked: list.checked } as const;
  return { ...file, at: "completed" } as const;
}

/** Restore or Allow reuse: the rows named, or with `rows: null` all that are deleted. A run starts at once. */
export async function orderRows(what: unknown) {
  const admin = await requireFullAdmin();
  const rows = z.array(z.number().int().min(2)).min(1).max(MOST_CHOSEN).nullable();
  const input = z.object({ listId: id, deed, rows, count: z.number().int().min(1), password }).safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requireFreshPassword(admin, input.data.password);
  if ("ok" in fresh) return fresh;
  const answer = await orderFound(fresh, input.data.listId, input.data);
  if (answer.ok) after(() => runDueWork(admin, BUDGET_MS));
  return answer;
}

/** Done with a list, or an upload given up: what is kept of it goes at once. */
export async function dropList(listId: unknown) {
  const admin = await requireFullAdmin();
  const input = id.safeParse(listId);
  if (!input.success) return MALFORMED;
  const answer = await cancelList(admin, input.data);
  if (answer.ok) after(() => runDueWork(admin, BUDGET_MS));
  return answer;
}
