"use server";
// The deeds of Safeguards. Each action is a public door: it proves the caller, asks for the password again, parses what it was
// given, calls lib once, and answers plain data. Used by the components beside it.
import { revalidatePath } from "next/cache";
import { after } from "next/server";
import { z } from "zod";
import { requireFreshPassword, requireFullAdmin } from "@/lib/auth";
import { runDueWork } from "@/lib/processing";
import * as safeguards from "@/lib/safeguards";

const PAGE = "/authenticate/automate-user-management";
/** A run started by a deed goes on for this long; the cron address takes over from there. */
const BUDGET_MS = 20_000;

/** Where it was asked for again. */
const password = z.string().max(1000).optional();
const whole = (name: safeguards.Setting) =>
  z.number().int().min(safeguards.SETTINGS[name].least).max(safeguards.SETTINGS[name].most);
const settings = z.object({
  startDelayHours: whole("startDelayHours"),
  thresholdUsers: whole("thresholdUsers"),
  thresholdPercent: whole("thresholdPercent"),
  brakePercent: whole("brakePercent"),
  tombstoneDays: whole("tombstoneDays"),
});

/** What was sent is not what this door takes. Nothing was done. */
const MALFORMED = { ok: false, code: "malformed" } as const;

export async function changeSettings(what: unknown) {
  const admin = await requireFullAdmin();
  const input = z.object({ settings, password }).safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requireFreshPassword(admin, input.data.password);
  if ("ok" in fresh) return fresh;
  const answer = await safeguards.changeSettings(fresh, input.data.settings);
  revalidatePath(PAGE);
  return answer;
}

/** On at once; off only by asking a second full admin. */
export async function switchApproval(what: unknown) {
  const admin = await requireFullAdmin();
  const input = z.object({ on: z.boolean(), password }).safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requireFreshPassword(admin, input.data.password);
  if ("ok" in fresh) return fresh;
  const answer = input.data.on
    ? await safeguards.turnApprovalOn(fresh)
    : await safeguards.askSecondAdmin(fresh, { matter: "approval_off" });
  // Asking wrote mails: they go out at once.
  if (answer.ok) after(() => runDueWork(admin, BUDGET_MS));
  revalidatePath(PAGE);
  return answer;
}

/** Agree, decline, or take the own request back. */
export async function answerRequest(what: unknown) {
  const admin = await requireFullAdmin();
  const answers = z.enum(["agreed", "declined", "withdrawn"]);
  const input = z.object({ requestId: z.number().int().min(1), answer: answers, password }).safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requireFreshPassword(admin, input.data.password);
  if ("ok" in fresh) return fresh;
  const answer = await safeguards.answerRequest(fresh, input.data.requestId, input.data.answer);
  revalidatePath(PAGE);
  return answer;
}
