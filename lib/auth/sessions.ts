// Owns sessions: rows of admin_sessions, and the cookie that names one. next-auth's JWT carries the name and nothing else.
// Called by proof.ts (reading), sign-in.ts and next-auth.ts (opening, ending), and whoever changes a role or a password.

import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { sql, type Transaction } from "@/db/client";
import { env } from "@/lib/env";
import { errorCode, log } from "@/lib/log";

/** A session ends this long after it began, whatever happens in it. */
export const SESSION_HOURS = 12;

/** By what a session was begun; it decides what is asked for again (spec 8). */
export type SignInMethod = "password" | "oidc";

/** What the token says: where the row is. Everything else is read from the row. */
export type SessionToken = { readonly organizationId: number; readonly sessionId: string };

/** `__Host-` ties a cookie to this host, this path and https; browsers refuse the prefix without https. */
export function cookieName(name: string): string {
  return isSecure() ? `__Host-learning-admin.${name}` : `learning-admin.${name}`;
}

/** Lax: links in mails must arrive signed in, forms of other sites must not. */
export function cookieOptions() {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure() } as const;
}

const isSecure = () => env().APP_URL.startsWith("https:");

/** Opens a session for an admin who has just proven who they are; `from` is for their own list of sessions. */
export async function openSession(
  tx: Transaction,
  organizationId: number,
  adminId: number,
  from: { browser?: string | undefined; address?: string | undefined; method?: SignInMethod },
): Promise<SessionToken> {
  const [row] = await tx<{ id: string }[]>`
    insert into admin_sessions (organization_id, admin_id, method, browser, address)
    values (${organizationId}, ${adminId}, ${from.method ?? "password"}, ${from.browser ?? null}, ${from.address ?? null})
    returning id`;
  if (!row) throw new Error("session was not written");
  return { organizationId, sessionId: row.id };
}

/**
 * Ends every session of an admin, but for `except`: after a change of password or role, a removal, or *End all sessions* (spec
 * section 8). @returns how many ended.
 */
export async function endSessionsOf(
  tx: Transaction,
  organizationId: number,
  adminId: number,
  except?: string,
): Promise<number> {
  const ended = await tx`
    update admin_sessions set ended_at = greatest(app_now(), created_at)
    where organization_id = ${organizationId} and admin_id = ${adminId} and ended_at is null
      ${except ? tx`and id <> ${except}` : tx``}
    returning 1`;
  return ended.length;
}

/** How stale the list of sessions may be: a write at every request would be too many. */
export const USE_NOTED_EVERY = "5 minutes";

/** Notes that a session is in use, now and then. */
export async function noteUse({ organizationId, sessionId }: SessionToken): Promise<void> {
  await sql`
    update admin_sessions set last_used_at = app_now()
    where organization_id = ${organizationId} and id = ${sessionId} and ended_at is null
      and last_used_at < app_now() - ${USE_NOTED_EVERY}::interval`;
}

/** Ends one session; ending it again changes nothing. */
export async function endSession({ organizationId, sessionId }: SessionToken): Promise<void> {
  await sql`
    update admin_sessions set ended_at = greatest(app_now(), created_at)
    where organization_id = ${organizationId} and id = ${sessionId} and ended_at is null`;
}

/** Which session the request's cookie names, if its token is one of ours and not past its time. */
export async function readSessionToken(): Promise<SessionToken | undefined> {
  const value = (await cookies()).get(cookieName("session"))?.value;
  if (!value) return undefined;
  try {
    return asSessionToken(await decode({ token: value, secret: env().NEXTAUTH_SECRET }));
  } catch (error) {
    log("info", "session.unreadable", { code: errorCode(error) });
    return undefined;
  }
}

/** Names the session in the caller's cookie. Only actions and route handlers can. */
export async function writeSessionCookie(session: SessionToken): Promise<void> {
  const maxAge = SESSION_HOURS * 3600;
  const value = await encode({ token: { ...session }, secret: env().NEXTAUTH_SECRET, maxAge });
  (await cookies()).set(cookieName("session"), value, { ...cookieOptions(), maxAge });
}

/** Picks out the two claims, whatever else the token holds. */
export function asSessionToken(claims: unknown): SessionToken | undefined {
  const { organizationId, sessionId } = (claims ?? {}) as Record<string, unknown>;
  if (typeof organizationId !== "number" || !Number.isSafeInteger(organizationId)) return undefined;
  if (typeof sessionId !== "string" || !UUID.test(sessionId)) return undefined;
  return { organizationId, sessionId };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
