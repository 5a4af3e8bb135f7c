"use server";
// The deeds of the section API access. Each action is a public door: it proves the caller and the password given anew, parses what
// it was given, calls lib once, and answers plain data. Used by the components beside it.
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { requireFreshPassword, requireFullAdmin } from "@/lib/auth";
import * as tokens from "@/lib/tokens";

const PAGE = "/authenticate/automate-user-management";
const password = z.string().max(1000).optional();

/** What was sent is not what this door takes. Nothing was done. */
const MALFORMED = { ok: false, code: "malformed" } as const;

/** Makes a token; its text is in this answer and nowhere else. */
export async function createToken(what: unknown) {
  const admin = await requireFullAdmin();
  const input = z
    .object({ name: z.string().max(1000), scope: z.enum(["read", "order"]), days: z.number(), password })
    .safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requireFreshPassword(admin, input.data.password);
  if ("ok" in fresh) return fresh;
  const answer = await tokens.createToken(fresh, input.data);
  if (answer.ok) revalidatePath(PAGE);
  return answer;
}

/** Ends a token for good. */
export async function revokeToken(what: unknown) {
  const admin = await requireFullAdmin();
  const input = z.object({ id: z.uuid(), password }).safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requireFreshPassword(admin, input.data.password);
  if ("ok" in fresh) return fresh;
  const answer = await tokens.revokeToken(fresh, input.data.id);
  if (answer.ok) revalidatePath(PAGE);
  return answer;
}
