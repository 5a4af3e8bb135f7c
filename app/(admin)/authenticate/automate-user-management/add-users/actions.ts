"use server";
// The deeds of Add users. Each action is a public door: it proves the caller, parses what it was given, calls lib once, and
// answers plain data. Used by the components beside it.
import { revalidatePath } from "next/cache";
import { after } from "next/server";
import { getLocale } from "next-intl/server";
import { z } from "zod";
import * as adding from "@/lib/adding";
import { requireFullAdmin } from "@/lib/auth";
import * as lists from "@/lib/lists";
import { runDueWork } from "@/lib/processing";
import { SLICE_BYTES } from "@/lib/uploads";
import { describeAnswer, showList } from "./shown";

const PAGE = "/authenticate/automate-user-management";
/** A run started by a deed goes on for this long; the cron address takes over from there. */
const BUDGET_MS = 45_000;

const listId = z.uuid();
const user = z.object({
  email: z.string().max(1000),
  userId: z.string().max(1000),
  name: z.string().max(2000),
  groups: z.string().max(10_000),
  createGroups: z.boolean(),
});
const announcement = z.object({
  fileName: z.string().min(1).max(4096),
  fileBytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What was sent is not what this door takes. Nothing was done. */
const MALFORMED = { ok: false, code: "malformed" } as const;

/** The form: one user, added at once or refused with the reason beside its field. */
export async function addUser(what: unknown) {
  const admin = await requireFullAdmin();
  const input = user.safeParse(what);
  if (!input.success) return MALFORMED;
  const answer = await adding.addUser(admin, input.data);
  if (answer.ok) revalidatePath(PAGE);
  return describeAnswer(answer, await getLocale());
}

export async function beginUpload(file: unknown) {
  const admin = await requireFullAdmin();
  const input = announcement.safeParse(file);
  if (!input.success) return MALFORMED;
  const begun = await lists.beginListUpload(admin, "add_users", input.data);
  return begun.ok ? { ok: true as const, id: begun.listId, sliceBytes: begun.sliceBytes } : begun;
}

/** One slice, as form data: id, index, content. Sent again after a failure; the same slice replaces itself. */
export async function putSlice(form: FormData) {
  const admin = await requireFullAdmin();
  const input = z
    .object({ id: listId, index: z.coerce.number().int().min(0).max(15), content: z.instanceof(Blob) })
    .safeParse({ id: form.get("id"), index: form.get("index"), content: form.get("content") });
  if (!input.success || input.data.content.size > SLICE_BYTES) return MALFORMED;
  const { id, index, content } = input.data;
  return lists.putListSlice(admin, id, index, new Uint8Array(await content.arrayBuffer()));
}

/** All slices are sent: the file is checked by a run that starts at once. */
export async function completeUpload(id: unknown) {
  const admin = await requireFullAdmin();
  const input = listId.safeParse(id);
  if (!input.success) return MALFORMED;
  const answer = await lists.completeListUpload(admin, input.data);
  if (answer.ok) after(() => runDueWork(admin, BUDGET_MS));
  return answer;
}

/** What the dialog shows of a list: after a check, after a reload, while it is added and when it is done. */
export async function readList(id: unknown) {
  const admin = await requireFullAdmin();
  const input = listId.safeParse(id);
  return input.success ? showList(admin, input.data, await getLocale()) : ({ at: "not_found" } as const);
}

/** Adds what the preview showed; a run starts at once. */
export async function orderList(id: unknown) {
  const admin = await requireFullAdmin();
  const input = listId.safeParse(id);
  if (!input.success) return MALFORMED;
  const answer = await lists.orderList(admin, "add_users", input.data);
  if (answer.ok) {
    after(() => runDueWork(admin, BUDGET_MS));
    revalidatePath(PAGE);
  }
  return answer;
}

/** Throws an upload or a preview away. */
export async function cancelList(id: unknown) {
  const admin = await requireFullAdmin();
  const input = listId.safeParse(id);
  if (!input.success) return MALFORMED;
  const answer = await lists.cancelList(admin, input.data);
  if (answer.ok) {
    after(() => runDueWork(admin, BUDGET_MS));
    revalidatePath(PAGE);
  }
  return answer;
}

/** Removes the rows of a list that is done, instead of waiting for the day to be over. */
export async function dropListValues(id: unknown) {
  const admin = await requireFullAdmin();
  const input = listId.safeParse(id);
  if (!input.success) return MALFORMED;
  const answer = await lists.dropListValues(admin, input.data);
  if (answer.ok) revalidatePath(PAGE);
  return answer;
}
