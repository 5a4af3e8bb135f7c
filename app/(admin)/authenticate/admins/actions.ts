"use server";
// The deeds of the page Admins (spec 8). Each proves the caller, asks for the password again, parses what it was given, calls lib
// once. Used by the components beside it.
import { revalidatePath } from "next/cache";
import { after } from "next/server";
import { z } from "zod";
import * as admins from "@/lib/admins";
import { type FreshAdmin, requireFreshPassword, requireFullAdmin } from "@/lib/auth";
import { freeText } from "@/lib/free-text";
import { runDueWork } from "@/lib/processing";
import * as singleSignOn from "@/lib/single-sign-on";

const PAGE = "/authenticate/admins";
/** A run started by a deed goes on for this long; the cron address takes over from there. */
const BUDGET_MS = 20_000;

/** What was sent is not what this door takes. Nothing was done. */
const MALFORMED = { ok: false, code: "malformed" } as const;

const password = z.string().max(1000).optional();
const role = z.enum(["full_admin", "sub_admin"]);
const invite = z.object({
  name: freeText(200).min(1),
  email: z.string().max(1000),
  role,
  language: z.enum(["en", "id"]),
  password,
});
const invitation = z.object({ id: z.uuid(), password });
const target = z.object({ adminId: z.number().int().positive(), password });

/** The guard, the form of what came, the password: then the deed; mails it wrote go out at once. */
async function deed<S extends z.ZodType<{ password?: string | undefined }>, A extends { ok: boolean }>(
  schema: S,
  what: unknown,
  act: (admin: FreshAdmin, input: z.infer<S>) => Promise<A>,
) {
  const admin = await requireFullAdmin();
  const input = schema.safeParse(what);
  if (!input.success) return MALFORMED;
  const fresh = await requireFreshPassword(admin, input.data.password);
  if ("ok" in fresh) return fresh;
  const answer = await act(fresh, input.data);
  if (answer.ok) {
    after(() => runDueWork(admin, BUDGET_MS));
    revalidatePath(PAGE);
  }
  return answer;
}

export async function inviteAdmin(what: unknown) {
  return deed(invite, what, admins.inviteAdmin);
}

export async function sendInvitationAgain(what: unknown) {
  return deed(invitation, what, (admin, { id }) => admins.sendInvitationAgain(admin, id));
}

export async function withdrawInvitation(what: unknown) {
  return deed(invitation, what, (admin, { id }) => admins.withdrawInvitation(admin, id));
}

export async function changeRole(what: unknown) {
  return deed(target.extend({ role }), what, (admin, input) => admins.changeRole(admin, input.adminId, input.role));
}

export async function removeAdmin(what: unknown) {
  return deed(target, what, (admin, { adminId }) => admins.removeAdmin(admin, adminId));
}

/** Whether passwords still open accounts of the organization. */
export async function requireSingleSignOn(what: unknown) {
  return deed(z.object({ required: z.boolean(), password }), what, (admin, { required }) =>
    required ? singleSignOn.requireSingleSignOn(admin) : singleSignOn.allowPasswords(admin),
  );
}
