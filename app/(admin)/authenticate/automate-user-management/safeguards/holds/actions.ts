"use server";
// The deeds of holds: one learner, or a list. Each action is a public door: it proves the caller, asks for the password again where
// a hold is set or lifted, parses what it was given, calls lib once, and answers plain data. Used by the components beside it and
// by a learner's page.
import { revalidatePath } from "next/cache";
import { after } from "next/server";
import { getLocale } from "next-intl/server";
import { z } from "zod";
import { requireFreshPassword, requireFullAdmin } from "@/lib/auth";
import { freeText } from "@/lib/free-text";
import * as holds from "@/lib/holds";
import * as lists from "@/lib/lists";
import { runDueWork } from "@/lib/processing";
import { SLICE_BYTES } from "@/lib/uploads";
import { showList } from "./shown";

const PAGE = "/authenticate/automate-user-management";
/** A run started by a deed goes on for this long; the cron address takes over from there. */
const BUDGET_MS = 45_000;

const id = z.uuid();
const learnerId = z.number().int().min(1);
/** Where it was asked for again. */
const password = z.string().max(1000).optional();
const hold = z.object({
  learnerId,
  reason: freeText(holds.REASON_CHARACTERS).min(1),
  lastDay: z.string().refine(holds.isDay).nullable(),
  password,
});
const announcement = z.object({
  fileName: z.string().min(1).max(4096),
  fileBytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What was sent is not what this door takes. Nothing was done. */
const MALFORMED = { ok: false, code: "malformed" } as const;

export async function putOnHold(what: unknown) {
  const admin = await requireFullAdmin();
  const input = hold.safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requireFreshPassword(admin, input.data.password);
  if ("ok" in fresh) return fresh;
  const answer = await holds.putOnHold(fresh, input.data);
  revalidatePath(PAGE);
  return answer;
}

export async function liftHold(what: unknown) {
  const admin = await requireFullAdmin();
  const input = z.object({ learnerId, password }).safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requireFreshPassword(admin, input.data.password);
  if ("ok" in fresh) return fresh;
  const answer = await holds.liftHold(fresh, input.data.learnerId);
  revalidatePath(PAGE);
  return answer;
}

export async function beginUpload(file: unknown) {
  const admin = await requireFullAdmin();
  const input = announcement.safeParse(file);
  if (!input.success) return MALFORMED;
  const begun = await lists.beginListUpload(admin, "hold_users", input.data);
  return begun.ok ? ({ ok: true, id: begun.listId, sliceBytes: begun.sliceBytes } as const) : begun;
}

/** One slice, as form data: id, index, content. Sent again after a failure; the same slice replaces itself. */
export async function putSlice(form: FormData) {
  const admin = await requireFullAdmin();
  const input = z
    .object({ id, index: z.coerce.number().int().min(0).max(15), content: z.instanceof(Blob) })
    .safeParse({ id: form.get("id"), index: form.get("index"), content: form.get("content") });
  if (!input.success || input.data.content.size > SLICE_BYTES) return MALFORMED;
  const { index, content } = input.data;
  return lists.putListSlice(admin, input.data.id, index, new Uint8Array(await content.arrayBuffer()));
}

/** All slices are sent: the list is checked by a run that starts at once. */
export async function completeUpload(listId: unknown) {
  const admin = await requireFullAdmin();
  const input = id.safeParse(listId);
  if (!input.success) return MALFORMED;
  const answer = await lists.completeListUpload(admin, input.data);
  if (answer.ok) after(() => runDueWork(admin, BUDGET_MS));
  return answer;
}

/** What the dialog shows of a list. */
export async function readList(listId: unknown) {
  const admin = await requireFullAdmin();
  const input = id.safeParse(listId);
  return input.success ? showList(admin, input.data, await getLocale()) : ({ at: "not_found" } as const);
}

/** Puts on hold what the preview showed; a run starts at once. */
export async function orderList(what: unknown) {
  const admin = await requireFullAdmin();
  const input = z.object({ listId: id, password }).safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requireFreshPassword(admin, input.data.password);
  if ("ok" in fresh) return fresh;
  const answer = await lists.orderList(fresh, "hold_users", input.data.listId);
  if (answer.ok) {
    after(() => runDueWork(admin, BUDGET_MS));
    revalidatePath(PAGE);
  }
  return answer;
}

/** Throws an upload or a preview away. */
export async function cancelList(listId: unknown) {
  const admin = await requireFullAdmin();
  const input = id.safeParse(listId);
  if (!input.success) return MALFORMED;
  const answer = await lists.cancelList(admin, input.data);
  if (answer.ok) after(() => runDueWork(admin, BUDGET_MS));
  return answer;
}
