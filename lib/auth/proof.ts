// Owns the proof of who is asking: values that only this file can make, read from the database on every request.
// Called first by every page, action and route handler; lib functions demand what it returns.
import { createHash, timingSafeEqual } from "node:crypto";
import type { Route } from "next";
import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import { cache } from "react";
import { sql } from "@/db/client";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { noteReader } from "@/lib/readers";
import { decideAccess, isForeign, signInPath } from "./access";
import { networkAddress } from "./network-address";
import { noteUse, readSessionToken, SESSION_HOURS, USE_NOTED_EVERY } from "./sessions";

declare const signedIn: unique symbol;
declare const fullAdmin: unique symbol;
declare const runner: unique symbol;

/** Somebody signed in, as the database has them now. */
export type Admin = {
  readonly organizationId: number;
  readonly organizationName: string;
  readonly adminId: number;
  readonly sessionId: string;
  readonly name: string;
  readonly email: string;
  readonly role: "full_admin" | "sub_admin";
  /** The language chosen in the menu; null follows the browser. */
  readonly language: "en" | "id" | null;
  /** When a password or single sign-on last succeeded in this session (spec section 8: asked again after 15 minutes). */
  readonly authenticatedAt: Date;
  /** Where the request came from, for the audit log. */
  readonly address: string | undefined;
  readonly [signedIn]: true;
};

/** A full admin: what everything about deletion demands (spec section 1). */
export type FullAdmin = Admin & { readonly role: "full_admin"; readonly [fullAdmin]: true };

/** Whoever knows CRON_SECRET: may start a run of due work, and nothing else. */
export type Runner = { readonly [runner]: true };

/**
 * Who is signed in, or undefined. One query, once per request while rendering. Of the cookie nothing is believed but which
 * session row it names; a session that was ended, is older than 12 hours, or whose admin was removed is none.
 */
export const currentAdmin = cache(async (): Promise<Admin | undefined> => {
  const token = await readSessionToken();
  if (!token) return undefined;
  const [found] = await sql<(Omit<Admin, typeof signedIn | "address"> & { unnoted: boolean })[]>`
    select s.organization_id as "organizationId", o.name as "organizationName", a.id as "adminId", s.id as "sessionId",
           a.name, a.email, a.role, a.language, s.authenticated_at as "authenticatedAt",
           s.last_used_at < app_now() - ${USE_NOTED_EVERY}::interval as unnoted
    from admin_sessions s
    join admins a on a.organization_id = s.organization_id and a.id = s.admin_id and a.removed_at is null
    join organizations o on o.id = s.organization_id
    where s.organization_id = ${token.organizationId} and s.id = ${token.sessionId} and s.ended_at is null
      and s.created_at > app_now() - make_interval(hours => ${SESSION_HOURS})`;
  if (!found) return undefined;
  const { unnoted, ...row } = found;
  if (unnoted) await noteUse(token);
  return { ...row, address: await networkAddress() } as Admin;
});

/** For pages and actions open to any admin. Signed out: the sign-in page, and back here afterwards. */
export async function requireAdmin(): Promise<Admin> {
  const request = await headers();
  const admin = await currentAdmin();
  const decision = decideAccess(admin, "admin", isForeign(request));
  if (decision === "allow" && admin) {
    noteReader(request);
    return admin;
  }
  refused(admin, decision === "sign_in" ? 401 : 403, "page");
  if (decision === "sign_in") redirect(signInPath(request.get("x-path")) as Route);
  forbidden();
}

/** For pages and actions about deletion. Signed out: the sign-in page; a sub admin: the 403 page (spec section 1). */
export async function requireFullAdmin(): Promise<FullAdmin> {
  const admin = await requireAdmin();
  if (isFullAdmin(admin)) return admin;
  refused(admin, 403, "page");
  forbidden();
}

/** For route handlers open to any admin: the admin, or the answer to return (see requireFullAdminForApi). */
export async function requireAdminForApi(request: Request): Promise<Admin | Response> {
  const admin = await currentAdmin();
  return admin && decideAccess(admin, "admin", isForeign(request.headers)) === "allow"
    ? admin
    : refusal(request, admin);
}

/**
 * For route handlers about deletion: the full admin, or the answer to return. That is 401 or 403 as JSON; somebody signed
 * out whose browser opened the address (a link to a file in a mail) is sent to the sign-in page and back instead.
 *
 *     const admin = await requireFullAdminForApi(request);
 *     if (admin instanceof Response) return admin;
 */
export async function requireFullAdminForApi(request: Request): Promise<FullAdmin | Response> {
  const admin = await requireAdminForApi(request);
  if (admin instanceof Response) return admin;
  return isFullAdmin(admin) ? admin : refusal(request, admin);
}

/** Whether this admin may do what full admins may: for showing or leaving out, and for functions that serve both. */
export function isFullAdmin(admin: Admin): admin is FullAdmin {
  return decideAccess(admin, "full_admin") === "allow";
}

/**
 * The bearer of CRON_SECRET, or undefined: answer 401 then. Compared in constant time whatever its length, and nobody
 * passes when the secret is missing or too short to be one (spec section 10).
 */
export function requireRunner(request: Request): Runner | undefined {
  const given = /^Bearer ([\x21-\x7e]{32,512})$/.exec(request.headers.get("authorization") ?? "")?.[1];
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const known = timingSafeEqual(digest(given ?? ""), digest(cronSecret() ?? "nobody knows this one"));
  if (given && known) return {} as Runner;
  log("warn", "access.refused", { code: 401, at: "runner" });
  return undefined;
}

function cronSecret(): string | undefined {
  try {
    return env().CRON_SECRET;
  } catch {
    return undefined;
  }
}

function refusal(request: Request, admin: Admin | undefined): Response {
  const code = admin ? 403 : 401;
  refused(admin, code, "api");
  const opened = request.method === "GET" && request.headers.get("sec-fetch-dest") === "document";
  if (!admin && opened) {
    const { pathname, search } = new URL(request.url);
    // Relative on purpose: behind a proxy the request's own host is not the one the browser knows.
    const location = signInPath(pathname + search);
    return new Response(null, { status: 302, headers: { location, "cache-control": "no-store" } });
  }
  return Response.json(
    { error: admin ? "forbidden" : "signed_out" },
    { status: code, headers: { "cache-control": "no-store" } },
  );
}

function refused(admin: Admin | undefined, code: 401 | 403, at: string): void {
  log("warn", "access.refused", { organizationId: admin?.organizationId, adminId: admin?.adminId, code, at });
}
