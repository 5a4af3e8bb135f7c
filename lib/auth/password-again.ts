// Owns asking for the password again, in place, before what cannot be taken back (spec 8). Called by the actions of those deeds,
// after the guard and before lib; what it returns is what lib demands of whoever lifts a tombstone, approves or changes settings.
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

/** Nothing was done. `asked`: none was given; `minutes`: how long to wait after too many tries. */
export type PasswordRefusal = {
  readonly ok: false;
  readonly code: "password";
  readonly why: "asked" | "wrong" | "too_many";
  readonly minutes?: number;
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
  if (password) return (await takePassword(admin, password)) ?? (admin as Fresh<A>);
  const [session] = await sql<{ fresh: boolean }[]>`
    select authenticated_at > app_now() - make_interval(mins => ${FRESH_MINUTES}) as fresh from admin_sessions
    where organization_id = ${admin.organizationId} and id = ${admin.sessionId} and ended_at is null`;
  return session?.fresh ? (admin as Fresh<A>) : refusal("asked");
}

const refusal = (why: PasswordRefusal["why"]): PasswordRefusal => ({ ok: false, code: "password", why });

/** Undefined: it is right, and the session remembers when it was given. */
async function takePassword(admin: Admin, password: string): Promise<PasswordRefusal | undefined> {
  const { organizationId, adminId, sessionId, address } = admin;
  if (password.length > MAX_PASSWORD_LENGTH) return refusal("wrong");
  const account = normalizeEmail(admin.email);
  const network = address && networkOf(address);
  const waits = [network && (await countTry("network", network)), await countTry("account", account)];
  const minutes = Math.max(...waits.map((value) => Number(value ?? 0)));
  if (minutes > 0) {
    log("warn", "password_again.refused", { organizationId, adminId, code: "too_many" });
    return { ...refusal("too_many"), minutes };
  }
  const [known] = await sql<{ hash: string | null }[]>`
    select password_hash as hash from admins where organization_id = ${organizationId} and id = ${adminId}`;
  const matches = await verifyPassword(password, known?.hash);
  const entry = { organizationId, adminId, address, details: { method: "password", again: true } };
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
