"use server";
// The deeds of the section Notifications. Each action is a public door: it proves the caller, parses what it was given, calls lib
// once, and answers plain data. Used by the components beside it.
import { revalidatePath } from "next/cache";
import { after } from "next/server";
import { z } from "zod";
import { type FullAdmin, requireFullAdmin } from "@/lib/auth";
import * as notifications from "@/lib/notifications";
import { runDueWork } from "@/lib/processing";

const PAGE = "/authenticate/automate-user-management";
/** A run started by a deed goes on for this long; the cron address takes over from there. */
const BUDGET_MS = 45_000;

const recipient = z.object({ id: z.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const language = z.enum(["en", "id"]);

/** What was sent is not what this door takes. Nothing was done. */
const MALFORMED = { ok: false, code: "malformed" } as const;

function done(admin: FullAdmin, answer: notifications.RecipientAnswer, sends = false): notifications.RecipientAnswer {
  if (answer.ok) {
    revalidatePath(PAGE);
    if (sends) after(() => runDueWork(admin, BUDGET_MS));
  }
  return answer;
}

/** Adds somebody, who is asked by mail. */
export async function addRecipient(what: unknown) {
  const admin = await requireFullAdmin();
  const input = z.object({ email: z.string().max(1000), language }).safeParse(what);
  return input.success ? done(admin, await notifications.addRecipient(admin, input.data), true) : MALFORMED;
}

export async function sendLinkAgain(what: unknown) {
  const admin = await requireFullAdmin();
  const input = recipient.safeParse(what);
  return input.success ? done(admin, await notifications.sendLinkAgain(admin, input.data.id), true) : MALFORMED;
}

export async function setRecipientLanguage(what: unknown) {
  const admin = await requireFullAdmin();
  const input = recipient.extend({ language }).safeParse(what);
  return input.success
    ? done(admin, await notifications.setRecipientLanguage(admin, input.data.id, input.data.language))
    : MALFORMED;
}

export async function removeRecipient(what: unknown) {
  const admin = await requireFullAdmin();
  const input = recipient.safeParse(what);
  return input.success ? done(admin, await notifications.removeRecipient(admin, input.data.id)) : MALFORMED;
}
