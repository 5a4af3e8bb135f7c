// Whose account a provider's identity is (spec 8 and 9): bound to issuer and subject, by the admin themselves. Called by finish.ts,
// the page Account and its actions, and lib/admins where an invitation is accepted.
import { sql, type Transaction, transaction } from "@/db/client";
import { appendAudit } from "../audit";
import type { Admin } from "../auth";
import type { Fresh } from "../auth/password-again";
import { endSessionsOf } from "../auth/sessions";
import { issuer } from "./provider";
import { isRequired } from "./requiring";

export type Identity = { readonly issuer: string; readonly subject: string };
export type Account = { organizationId: number; adminId: number };

export type OwnLink = {
  /** A full admin of the organization has linked an account, so that others may. */
  on: boolean;
  required: boolean;
  linkedAt: Date | null;
  hasPassword: boolean;
};

/** How an admin's own account stands to the provider that is configured; undefined where there is none. */
export async function ownLink({ organizationId, adminId }: Admin): Promise<OwnLink | undefined> {
  const present = issuer();
  if (!present) return undefined;
  const [row] = await sql<OwnLink[]>`
    select g.single_sign_on_required as required, i.linked_at as "linkedAt", a.password_hash is not null as "hasPassword",
      exists (select 1 from sign_in_identities o where o.organization_id = ${organizationId} and o.issuer = ${present}) as on
    from admins a
    join safeguards g on g.organization_id = ${organizationId}
    left join sign_in_identities i on i.organization_id = ${organizationId} and i.admin_id = a.id and i.issuer = ${present}
    where a.organization_id = ${organizationId} and a.id = ${adminId}`;
  return row;
}

/** Whether this admin may link: a full admin always, others once one of them has. */
export const mayLink = (admin: Pick<Admin, "role">, link: OwnLink | undefined): boolean =>
  link !== undefined && link.linkedAt === null && (link.on || admin.role === "full_admin");

/** `taken`: it is another admin's, of any organization. `already`: the admin has another. `off`: no full admin has linked yet. */
export type LinkProblem = "taken" | "already" | "off";

/** Binds what the provider has just proven to whoever is signed in. Linking the same again changes nothing. */
export async function linkIdentity(admin: Admin, identity: Identity): Promise<LinkProblem | undefined> {
  const { organizationId, adminId, address } = admin;
  return transaction(async (tx) => {
    // Held until the end: nobody removes or demotes the admin meanwhile.
    const [holder] = await tx<{ role: string }[]>`
      select role from admins where organization_id = ${organizationId} and id = ${adminId} and removed_at is null for update`;
    const [on] = await tx`
      select 1 from sign_in_identities where organization_id = ${organizationId} and issuer = ${identity.issuer} limit 1`;
    if (!holder || (!on && holder.role !== "full_admin")) return "off";
    const bound = await bindIdentity(tx, { organizationId, adminId }, identity);
    if (bound === "bound") await appendAudit(tx, { organizationId, adminId, address, action: "sign_in.sso_linked" });
    return bound === "bound" || bound === "same" ? undefined : bound;
  });
}

/** For whoever has proven both the account and the identity. A link to a provider that is not there any more makes room. */
export async function bindIdentity(
  tx: Transaction,
  { organizationId, adminId }: Account,
  { issuer, subject }: Identity,
): Promise<"bound" | "same" | "taken" | "already"> {
  await tx`
    delete from sign_in_identities
    where organization_id = ${organizationId} and admin_id = ${adminId} and issuer <> ${issuer}`;
  const [made] = await tx`
    insert into sign_in_identities (issuer, subject, organization_id, admin_id)
    values (${issuer}, ${subject}, ${organizationId}, ${adminId}) on conflict do nothing returning 1`;
  if (made) return "bound";
  const known = await accountOf(tx, { issuer, subject });
  if (!known) return "already";
  return known.organizationId === organizationId && known.adminId === adminId ? "same" : "taken";
}

/** Whom an identity signs in as, if anybody linked it. It finds the organization, as an address does. */
export async function accountOf(db: typeof sql | Transaction, identity: Identity): Promise<Account | undefined> {
  const [row] = await db<Account[]>`
    select organization_id as "organizationId", admin_id as "adminId" from sign_in_identities
    where issuer = ${identity.issuer} and subject = ${identity.subject}`;
  return row;
}

export type UnlinkAnswer = { ok: true } | { ok: false; code: "not_linked" | "sso_required" | "no_password" };

/**
 * Takes the own link away, and ends the admin's other sessions. Refused where it would shut the admin out: while
 * single sign-on is required, and without a password.
 */
export async function unlinkIdentity({
  organizationId,
  adminId,
  sessionId,
  address,
}: Fresh<Admin>): Promise<UnlinkAnswer> {
  return transaction(async (tx) => {
    if (await isRequired(tx, organizationId)) return { ok: false, code: "sso_required" } as const;
    const [own] = await tx<{ hasPassword: boolean }[]>`
      select password_hash is not null as "hasPassword" from admins
      where organization_id = ${organizationId} and id = ${adminId} for update`;
    if (!own?.hasPassword) return { ok: false, code: "no_password" } as const;
    const gone = await tx`
      delete from sign_in_identities where organization_id = ${organizationId} and admin_id = ${adminId} returning 1`;
    if (gone.length === 0) return { ok: false, code: "not_linked" } as const;
    await endSessionsOf(tx, organizationId, adminId, sessionId);
    await appendAudit(tx, { organizationId, adminId, address, action: "sign_in.sso_unlinked" });
    return { ok: true } as const;
  });
}
