"use server";
// The deeds of /account, of any admin for themselves (spec 8). Each proves the caller, parses what it was given, calls lib once.
// Used by the components beside it, and by the language menu.
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { requireAdmin, requireFreshPassword } from "@/lib/auth";
import * as account from "@/lib/auth/account";

/** What was sent is not what this door takes. Nothing was done. */
const MALFORMED = { ok: false, code: "malformed" } as const;

/** The present password is asked for whenever it was last given. */
export async function changePassword(what: unknown) {
  const admin = await requireAdmin();
  const input = z.object({ present: z.string().min(1).max(1000), password: z.string().max(2000) }).safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requireFreshPassword(admin, input.data.present);
  if ("ok" in fresh) return fresh;
  const answer = await account.changePassword(fresh, input.data.password);
  if (answer.ok) revalidatePath("/account");
  return answer;
}

/** Ends every session, this one included: the next request of each leads to the sign-in page. */
export async function endSessions(which: unknown) {
  const admin = await requireAdmin();
  if (which !== "all") return MALFORMED;
  await account.endAllSessions(admin);
  return { ok: true } as const;
}

/** In which language pages and mails speak to this admin. */
export async function chooseLanguage(language: unknown) {
  const admin = await requireAdmin();
  const input = z.enum(["en", "id"]).safeParse(language);
  if (!input.success) return MALFORMED;
  await account.keepLanguage(admin, input.data);
  return { ok: true } as const;
}
