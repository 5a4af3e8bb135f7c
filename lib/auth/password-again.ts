// Owns asking for the password again, in place, before what cannot be taken back (spec 8); where single sign-on opened the session,
// for a new sign-in there. Called by the actions of those deeds, after the guard and before lib, which demands what it returns.
import { sql, transaction } from "@/db/client";
import { appendAudit } from "@/lib/audit";
import { normalizeEmail } from "@/lib/identifiers";
import { log } from "@/lib/log";
import { MAX_PASSWORD_LENGTH, verifyPassword } from "./passwords";
import type { Admin, FullAdmin } from "./proof";
import { countTry, giveBackTry, networkOf } from "./rate-limits";

declare const fresh: unique symbol;

/** Spec 8: asked again if it was last given longer ago than this. */
export const FRESH_MINUTES = 15;

/** Somebody whose password was given within the last quarter of an hour. Only this file makes one; an API token never is one. */
export type Fresh<A extends Admin> = A & { readonly [fresh]: true };
export type FreshAdmin = Fresh<FullAdmin>;

/** Nothing was done. `asked`: none was given; `minutes`: how long to wait after too many tries; `by`: a password does not do. */
export type PasswordRefusal = {
  readonly ok: false;
  readonly code: "password";
  readonly why: "asked" | "wrong" | "too_many";
  readonly minutes?: number;
  readonly by?: "oidc";
};

/**
 * Proves that the password was given in this session within the last 15 minutes, or takes it now. Tries are counted with those
 * of the sign-in page: whoever finds a session open has no more of them than a stranger.
 *
 *     const fresh = await requireFreshPassword(admin, input.data.password);
 *     if ("ok" in fresh) return fresh;
 */
export async function requireFreshPassword<A extends Admin>(
  admin: A,
  password: string | undefined,
): Promise<Fresh<A> | PasswordRefusal> {
  const session = await standingOf(admin);
  if (password && !session?.byProvider) return (await takePassword(admin, password)) ?? (admin as Fresh<A>);
  if (session?.fresh) return admin as Fresh<A>;
  // The way to the provider, and what moves authenticated_at on the way back, are lib/single-sign-on's.
  return session?.byProvider ? { ...refusal("asked"), by: "oidc" } : refusal("asked");
}

/**
 * Proves the password itself, however lately it was given: for replacing it. `sso_required`: passwords open nothing in this
 * organization.
 */
export async function requirePassword<A extends Admin>(
  admin: A,
  password: string,
): Promise<Fresh<A> | PasswordRefusal | { readonly ok: false; readonly code: "sso_required" }> {
  if ((await standingOf(admin))?.required) return { ok: false, code: "sso_required" };
  return (await takePassword(admin, password)) ?? (admin as Fresh<A>);
}

/** `byProvider`: what opens this session anew is a sign-in at the provider of single sign-on. */
async function standingOf({ organizationId, adminId, sessionId }: Admin) {
  const [session] = await sql<{ fresh: boolean; required: boolean; byProvider: boolean }[]>`
    select s.authenticated_at > app_now() - make_interval(mins => ${FRESH_MINUTES}) as fresh,
      g.single_sign_on_required as required,
      g.single_sign_on_required or (s.method = 'oidc' and exists (
        select 1 from sign_in_identities i where i.organization_id = ${organizationId} and i.admin_id = ${adminId})) as "byProvider"
    from admin_sessions s join safeguards g on g.organization_id = ${organizationId}
    where s.organization_id = ${organizationId} and s.id = ${sessionId} and s.ended_at is null`;
  return session;
}

const refusal = (why: PasswordRefusal["why"]): PasswordRefusal => ({ ok: false, code: "password", why });

/** Undefined: it is right, and the session remembers when it was given. */
async function takePassword(admin: Admin, password: string): Promise<PasswordRefusal | undefined> {
  const { organizationId, adminId, sessionId, address } = admin;
  if (password.length > MAX_PASSWORD_LENGTH) return refusal("wrong");
  const account = normalizeEmail(admin.email);
  const entry = { organizationId, adminId, address, details: { method: "password", again: true } };
  const network = address && networkOf(address);
  const waits = [network && (await countTry("network", network)), await countTry("account", account)];
  const minutes = Math.max(...waits.map((value) => Number(value ?? 0)));
  if (minutes > 0) {
    log("warn", "password_again.refused", { organizationId, adminId, code: "too_many" });
    // As at the sign-in page, and counted with it: the first of a quarter of an hour stands for all that follow.
    if ((await countTry("refusal_noted", account)) === undefined)
      await transaction((tx) =>
        appendAudit(tx, { ...entry, action: "sign_in.refused", details: { ...entry.details, code: "too_many" } }),
      );
    return { ...refusal("too_many"), minutes };
  }
  const [known] = await sql<{ hash: string | null }[]>`
    select password_hash as hash from admins where organization_id = ${organizationId} and id = ${adminId}`;
  const matches = await verifyPassword(password, known?.hash);
  const taken = await transaction(async (tx) => {
    // Ended or changed while we compared: then it proves nothing any more.
    const moved = matches
      ? await tx`
          update admin_sessions s set authenticated_at = app_now() from admins a
          where s.organization_id = ${organizationId} and s.id = ${sessionId} and s.ended_at is null
            and a.organization_id = ${organizationId} and a.id = s.admin_id and a.password_hash = ${known?.hash ?? null}
          returning 1`
      : [];
    await appendAudit(tx, { ...entry, action: moved.length > 0 ? "sign_in.succeeded" : "sign_in.refused" });
    return moved.length > 0;
  });
  if (!taken) {
    log("warn", "password_again.refused", { organizationId, adminId, code: "wrong" });
    return refusal("wrong");
  }
  await Promise.all([giveBackTry("account", account), network && giveBackTry("network", network)]);
  return undefined;
}
