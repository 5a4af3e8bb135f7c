// Coming back from the provider: next-auth has proven an identity, and this does what somebody went there for. Called by
// lib/auth/next-auth.ts alone; it answers with the page to go on to, and never with an account that was not there.
import { headers } from "next/headers";
import { sql, type Transaction, transaction } from "@/db/client";
import { acceptInvitation } from "../admins/accepting";
import { appendAudit } from "../audit";
import { HOME } from "../auth/access";
import { browserName } from "../auth/browser";
import { networkAddress } from "../auth/network-address";
import { type Admin, currentAdmin } from "../auth/proof";
import { openSession, writeSessionCookie } from "../auth/sessions";
import { errorCode, log } from "../log";
import { accountOf, type Identity, linkIdentity } from "./links";
import { type Claims, issuer, withoutSlash } from "./provider";
import { dropPurpose, type Failure, failedAt, type Purpose, readPurpose } from "./purpose";

/** A page of ours; with why it did not work, where it did not. */
export async function finish(claims: Claims): Promise<string> {
  const purpose = await readPurpose();
  await dropPurpose();
  const why = await settle(purpose, claims).catch((error: unknown) => {
    log("error", "single_sign_on.failed", { code: errorCode(error) });
    return "failed" as const;
  });
  if (typeof why === "string") return failedAt(purpose, why);
  return why.to;
}

/** The provider could not, or would not, say who it is. */
export async function giveUp(): Promise<string> {
  const purpose = await readPurpose();
  await dropPurpose();
  return failedAt(purpose, "failed");
}

async function settle(purpose: Purpose | undefined, claims: Claims): Promise<Failure | { to: string }> {
  const identity = identityOf(claims);
  if (!purpose || !identity) return "failed";
  switch (purpose.for) {
    case "sign_in":
      return signInAs(identity, purpose.page);
    case "link": {
      const admin = await sameSession(purpose);
      return admin ? ((await linkIdentity(admin, identity)) ?? { to: "/account?sso=linked#single-sign-on" }) : "failed";
    }
    case "again": {
      const admin = await sameSession(purpose);
      if (!admin) return "failed";
      return signedInAgain(admin, identity, isRecent(claims.auth_time, purpose.begunAt));
    }
    case "join": {
      const answer = await acceptInvitation(purpose.link, { identity }, await networkAddress());
      if (answer.ok) return signInAs(identity, HOME);
      return answer.code === "closed" || answer.code === "elsewhere" || answer.code === "taken" ? answer.code : "off";
    }
  }
}

/** Undefined: another provider's, or no identity at all. */
export function identityOf({ iss, sub }: Claims): Identity | undefined {
  if (typeof iss !== "string" || typeof sub !== "string" || sub.length === 0 || sub.length > 255) return undefined;
  const known = withoutSlash(iss);
  return known === issuer() ? { issuer: known, subject: sub } : undefined;
}

/** How far the provider's clock may be from ours. */
const SKEW_SECONDS = 60;

/**
 * Whether somebody proved at the provider who they are after we sent them there. A provider that let them through on an older
 * sign-in says so in `auth_time`; one that says nothing has not shown it. Pure.
 */
export function isRecent(authTime: unknown, begunAt: number, now = Date.now()): boolean {
  if (typeof authTime !== "number") return false;
  return authTime >= Math.floor(begunAt / 1000) - SKEW_SECONDS && authTime <= now / 1000 + SKEW_SECONDS;
}

/** Whoever is signed in now, if it is the session that went there. */
async function sameSession(purpose: { organizationId: number; sessionId: string }): Promise<Admin | undefined> {
  const admin = await currentAdmin();
  return admin?.organizationId === purpose.organizationId && admin.sessionId === purpose.sessionId ? admin : undefined;
}

async function signInAs(identity: Identity, page: string): Promise<Failure | { to: string }> {
  const [address, request] = [await networkAddress(), await headers()];
  const session = await transaction(async (tx) => {
    const account = await accountOf(tx, identity);
    if (!account || !(await isStill(tx, account, identity))) return undefined;
    const { organizationId, adminId } = account;
    const browser = browserName(request.get("user-agent"));
    const opened = await openSession(tx, organizationId, adminId, { browser, address, method: "oidc" });
    const details = { method: "oidc" };
    await appendAudit(tx, { organizationId, adminId, address, action: "sign_in.succeeded", details });
    return opened;
  });
  if (!session) {
    log("warn", "sign_in.refused", { code: "unknown_identity" });
    return "unknown";
  }
  await writeSessionCookie(session);
  return { to: page };
}

/** Holds the admin: one who is removed or unlinks at this moment does so after, and ends this session, or did so before. */
async function isStill(
  tx: Transaction,
  { organizationId, adminId }: { organizationId: number; adminId: number },
  identity: Identity,
): Promise<boolean> {
  const [admin] = await tx`
    select 1 from admins where organization_id = ${organizationId} and id = ${adminId} and removed_at is null for share`;
  const account = admin && (await accountOf(tx, identity));
  return account?.organizationId === organizationId && account.adminId === adminId;
}

async function signedInAgain(admin: Admin, identity: Identity, recent: boolean): Promise<Failure | { to: string }> {
  const { organizationId, adminId, sessionId, address } = admin;
  const account = await accountOf(sql, identity);
  const own = account?.organizationId === organizationId && account.adminId === adminId;
  const why = !own ? "other" : !recent ? "stale" : undefined;
  const details = { method: "oidc", again: true };
  const moved = await transaction(async (tx) => {
    const rows = why
      ? []
      : await tx`
          update admin_sessions set authenticated_at = app_now()
          where organization_id = ${organizationId} and id = ${sessionId} and ended_at is null returning 1`;
    const action = rows.length > 0 ? "sign_in.succeeded" : "sign_in.refused";
    await appendAudit(tx, { organizationId, adminId, address, action, details: why ? { ...details, why } : details });
    return rows.length > 0;
  });
  if (moved) return { to: "/account/signed-in-again" };
  log("warn", "password_again.refused", { organizationId, adminId, code: why ?? "ended" });
  return why ?? "failed";
}
