// Single sign-on required for an organization (issue 4): from then on passwords open nothing there. Called by the page Admins, and
// by lib/safeguards, which asks before a full admin goes.
import { sql, type Transaction, transaction } from "@/db/client";
import { appendAudit } from "../audit";
import type { FreshAdmin, FullAdmin } from "../auth";
import { issuer } from "./provider";

export type Standing = {
  required: boolean;
  admins: number;
  linked: number;
  /** Whoever looks has linked their own account, so may require it. */
  own: boolean;
};

/** How the organization stands to the provider that is configured; undefined where there is none. */
export async function standing({ organizationId, adminId }: FullAdmin): Promise<Standing | undefined> {
  const present = issuer();
  if (!present) return undefined;
  const [row] = await sql<Standing[]>`
    select g.single_sign_on_required as required, count(a.id) as admins, count(i.admin_id) as linked,
      coalesce(bool_or(i.admin_id = ${adminId}), false) as own
    from safeguards g
    left join admins a on a.organization_id = ${organizationId} and a.removed_at is null
    left join sign_in_identities i on i.organization_id = ${organizationId} and i.admin_id = a.id and i.issuer = ${present}
    where g.organization_id = ${organizationId} group by g.single_sign_on_required`;
  return row;
}

/** Ids of the admins who have linked an account. */
export async function linkedAdmins({ organizationId }: FullAdmin): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select admin_id as id from sign_in_identities
    where organization_id = ${organizationId} and issuer = ${issuer() ?? ""}`;
  return rows.map(({ id }) => id);
}

export type RequireAnswer = { ok: true; ended: number } | { ok: false; code: "not_linked" | "as_before" };

/**
 * Turns it on: sessions that a password began end, but for the one that asks. Only an admin who has linked can, so that there is
 * one who gets in; `not_linked` otherwise.
 */
export async function requireSingleSignOn(admin: FreshAdmin): Promise<RequireAnswer> {
  const { organizationId, adminId, sessionId, address } = admin;
  return transaction(async (tx): Promise<RequireAnswer> => {
    if (await isRequired(tx, organizationId)) return { ok: false, code: "as_before" };
    // Whoever signs in at this moment holds their row: they are in the list of sessions below, or find it required.
    await tx`select 1 from admins where organization_id = ${organizationId} order by id for update`;
    const full = await linkedFullAdmins(tx, organizationId);
    if (!full.includes(adminId)) return { ok: false, code: "not_linked" };
    await tx`update safeguards set single_sign_on_required = true where organization_id = ${organizationId}`;
    const ended = await tx`
      update admin_sessions set ended_at = greatest(app_now(), created_at)
      where organization_id = ${organizationId} and ended_at is null and method = 'password' and id <> ${sessionId} returning 1`;
    // What was sent before opens nothing either, not even once passwords are allowed again.
    await tx`
      update password_resets set used_at = app_now() where organization_id = ${organizationId} and used_at is null`;
    await appendAudit(tx, {
      organizationId,
      adminId,
      address,
      action: "sign_in.sso_required",
      details: { sessions: ended.length },
    });
    return { ok: true, ended: ended.length };
  });
}

/** Turns it off: passwords open accounts again. */
export async function allowPasswords(admin: FreshAdmin): Promise<RequireAnswer> {
  const { organizationId, adminId, address } = admin;
  return transaction(async (tx): Promise<RequireAnswer> => {
    if (!(await isRequired(tx, organizationId))) return { ok: false, code: "as_before" };
    await tx`update safeguards set single_sign_on_required = false where organization_id = ${organizationId}`;
    await appendAudit(tx, { organizationId, adminId, address, action: "sign_in.sso_not_required" });
    return { ok: true, ended: 0 };
  });
}

/** Holds the organization's safeguards until the end of the transaction, as all do that decide who can still sign in. */
export async function isRequired(tx: Transaction, organizationId: number): Promise<boolean> {
  const [row] = await tx<{ required: boolean }[]>`
    select single_sign_on_required as required from safeguards where organization_id = ${organizationId} for update`;
  return row?.required ?? false;
}

/** Who could still get in while it is required, and manage the others. */
export async function linkedFullAdmins(tx: Transaction, organizationId: number): Promise<number[]> {
  const rows = await tx<{ id: number }[]>`
    select a.id from admins a
    join sign_in_identities i on i.organization_id = ${organizationId} and i.admin_id = a.id and i.issuer = ${issuer() ?? ""}
    where a.organization_id = ${organizationId} and a.role = 'full_admin' and a.removed_at is null`;
  return rows.map(({ id }) => id);
}
