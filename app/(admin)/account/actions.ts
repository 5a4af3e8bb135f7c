"use server";
// The deeds of /account, of any admin for themselves (spec 8). Each proves the caller, parses what it was given, calls lib once.
// Used by the components beside it, and by the language menu.
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { requireAdmin, requireFreshPassword, requirePassword } from "@/lib/auth";
import * as account from "@/lib/auth/account";
import { keepPurpose, mayLink, ownLink, unlinkIdentity } from "@/lib/single-sign-on";

/** What was sent is not what this door takes. Nothing was done. */
const MALFORMED = { ok: false, code: "malformed" } as const;

/** The present password is asked for whenever it was last given. */
export async function changePassword(what: unknown) {
  const admin = await requireAdmin();
  const input = z.object({ present: z.string().min(1).max(1000), password: z.string().max(2000) }).safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requirePassword(admin, input.data.present);
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

const again = z.object({ password: z.string().max(1000).optional() });

/** The way to the provider, whose answer links the account. Begun by whoever has just given the password, and bound to this session. */
export async function linkSingleSignOn(what: unknown) {
  const admin = await requireAdmin();
  const input = again.safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requireFreshPassword(admin, input.data.password);
  if ("ok" in fresh) return fresh;
  if (!mayLink(admin, await ownLink(admin))) return MALFORMED;
  await keepPurpose({ for: "link", organizationId: admin.organizationId, sessionId: admin.sessionId });
  return { ok: true, go: "/sign-in/single-sign-on?for=link" } as const;
}

/** The own link is gone, and the other sessions with it. */
export async function unlinkSingleSignOn(what: unknown) {
  const admin = await requireAdmin();
  const input = again.safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requireFreshPassword(admin, input.data.password);
  if ("ok" in fresh) return fresh;
  const answer = await unlinkIdentity(fresh);
  if (answer.ok) revalidatePath("/account");
  return answer;
}
