// Owns what an admin does for themselves on /account (spec 8): password, sessions, language. Called by that page, its actions and
// the language menu.
import { sql, transaction } from "@/db/client";
import { appendAudit } from "@/lib/audit";
import type { Fresh } from "./password-again";
import { hashPassword, type PasswordProblem, passwordProblem } from "./passwords";
import type { Admin } from "./proof";
import { replacePassword } from "./replace-password";
import { endSessionsOf, SESSION_HOURS } from "./sessions";

export type ChangeAnswer = { ok: true } | { ok: false; code: PasswordProblem };

/** Replaces the password. Every other session of the admin ends; the one that asked goes on. */
export async function changePassword(admin: Fresh<Admin>, password: string): Promise<ChangeAnswer> {
  const { organizationId, adminId, sessionId, address } = admin;
  const problem = passwordProblem(password);
  if (problem) return { ok: false, code: problem };
  const passwordHash = await hashPassword(password);
  await transaction(async (tx) => {
    await replacePassword(tx, organizationId, adminId, passwordHash);
    await endSessionsOf(tx, organizationId, adminId, sessionId);
    await appendAudit(tx, { organizationId, adminId, address, action: "password.changed" });
  });
  return { ok: true };
}

export type OpenSession = {
  id: string;
  createdAt: Date;
  /** To within a few minutes. */
  lastUsedAt: Date;
  /** What signed in, in a few words, and from where; null where it is not known. */
  browser: string | null;
  address: string | null;
};

/** Where the admin is signed in now, last used first. */
export async function openSessionsOf({ organizationId, adminId }: Admin): Promise<OpenSession[]> {
  return sql<OpenSession[]>`
    select id, created_at as "createdAt", last_used_at as "lastUsedAt", browser, address from admin_sessions
    where organization_id = ${organizationId} and admin_id = ${adminId} and ended_at is null
      and created_at > app_now() - make_interval(hours => ${SESSION_HOURS})
    order by last_used_at desc, created_at desc limit 100`;
}

/** Ends every session of the admin, this one included. */
export async function endAllSessions({ organizationId, adminId, address }: Admin): Promise<void> {
  await transaction(async (tx) => {
    const ended = await endSessionsOf(tx, organizationId, adminId);
    await appendAudit(tx, { organizationId, adminId, address, action: "sessions.ended", details: { sessions: ended } });
  });
}

/** In which language pages and mails speak to the admin, whichever browser it is. */
export async function keepLanguage({ organizationId, adminId }: Admin, language: "en" | "id"): Promise<void> {
  await sql`
    update admins set language = ${language}
    where organization_id = ${organizationId} and id = ${adminId} and language is distinct from ${language}`;
}
