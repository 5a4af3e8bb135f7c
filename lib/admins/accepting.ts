// What the link of an invitation leads to (spec 8): looking at it changes nothing, however often; its button makes an admin, once.
// Called by the page /sign-in/invitation, which is open to anybody: whoever has the link has the mail.
import { sql, type Transaction, transaction } from "@/db/client";
import { readLink } from "@/lib/auth/links";
import { hashPassword, type PasswordProblem, passwordProblem } from "@/lib/auth/passwords";
import { replacePassword } from "@/lib/auth/replace-password";
import { appendAudit } from "../audit";
import { approvalIsOn } from "../safeguards";
import { bindIdentity, type Identity } from "../single-sign-on/links";
import { isRequired } from "../single-sign-on/requiring";
import type { Role } from "./reading";

export type OpenInvitation = {
  organizationName: string;
  name: string;
  email: string;
  role: Role;
  invitedByName: string;
  /** Passwords open nothing in this organization: it is accepted at the provider. */
  singleSignOn: boolean;
};

type Open = OpenInvitation & { organizationId: number; id: string; account: string; language: string };

/** Of a link whose time is not over, sent by somebody who is still a full admin: else it would let a removed one back in. */
const openInvitation = (
  db: typeof sql | Transaction,
  { organizationId, hash }: { organizationId: number; hash: string },
) => db<Open[]>`
  select i.organization_id as "organizationId", i.id, o.name as "organizationName", i.name, i.email, i.normalized_email as account,
    i.role, i.language, b.name as "invitedByName", g.single_sign_on_required as "singleSignOn"
  from admin_invitations i
  join safeguards g on g.organization_id = ${organizationId}
  join organizations o on o.id = i.organization_id
  join admins b on b.organization_id = ${organizationId} and b.id = i.invited_by and b.removed_at is null and b.role = 'full_admin'
  where i.organization_id = ${organizationId} and i.link_hash = ${hash} and i.accepted_at is null and i.withdrawn_at is null
    and i.expires_at > app_now()`;

/** Whom a link invites, or undefined: unknown, used, withdrawn and too old are one answer. */
export async function invitationOf(text: unknown): Promise<OpenInvitation | undefined> {
  const link = readLink(text);
  const [found] = link ? await openInvitation(sql, link) : [];
  if (!found) return undefined;
  const { organizationName, name, email, role, invitedByName, singleSignOn } = found;
  return { organizationName, name, email, role, invitedByName, singleSignOn };
}

/**
 * `elsewhere`: the address signs in to another organization. `taken`: the identity is another admin's. `other_way`: the
 * organization requires single sign-on and a password was given, or the other way round. `role`: what they have become, see below.
 */
export type AcceptAnswer =
  | { ok: true; role: Role }
  | { ok: false; code: "closed" | "elsewhere" | "taken" | "other_way" | PasswordProblem };

/** With what the new admin signs in from now on: a password of their own, or what the provider has just proven. */
export type Credential = { password: string } | { identity: Identity };

/**
 * Makes the admin, or gives the one who was removed back (an address has one row for ever), with this credential. A full admin
 * invited before approval was turned on becomes a sub admin: a second one has to agree to more (spec 8).
 */
export async function acceptInvitation(
  text: unknown,
  credential: Credential,
  address: string | undefined,
): Promise<AcceptAnswer> {
  const link = readLink(text);
  const [open] = link ? await openInvitation(sql, link) : [];
  if (!link || !open) return { ok: false, code: "closed" };
  const problem = "password" in credential ? passwordProblem(credential.password) : undefined;
  if (problem) return { ok: false, code: problem };
  const passwordHash = "password" in credential ? await hashPassword(credential.password) : null;
  const { organizationId } = open;
  return transaction(async (tx): Promise<AcceptAnswer> => {
    const approval = await approvalIsOn(tx, organizationId);
    // The row is held by whoever comes first; the second finds it accepted.
    await tx`
      select 1 from admin_invitations where organization_id = ${organizationId} and link_hash = ${link.hash} for update`;
    const [invited] = await openInvitation(tx, link);
    if (!invited) return { ok: false, code: "closed" };
    if ((await isRequired(tx, organizationId)) !== "identity" in credential) return { ok: false, code: "other_way" };
    const role = approval ? "sub_admin" : invited.role;
    const adminId = await makeAdmin(tx, invited, role);
    if (adminId === undefined) return { ok: false, code: "closed" };
    if (!(await takeAddress(tx, organizationId, invited.account, adminId))) throw new NotMade("elsewhere");
    if ("identity" in credential) {
      const bound = await bindIdentity(tx, { organizationId, adminId }, credential.identity);
      if (bound !== "bound") throw new NotMade("taken");
    }
    await replacePassword(tx, organizationId, adminId, passwordHash);
    await tx`
      update admin_invitations set accepted_at = app_now() where organization_id = ${organizationId} and id = ${invited.id}`;
    await appendAudit(tx, {
      organizationId,
      adminId,
      address,
      action: "admin.joined",
      details: { invitation: invited.id, role },
    });
    return { ok: true, role };
  }).catch((error: unknown) => {
    if (error instanceof NotMade) return { ok: false, code: error.why } as const;
    throw error;
  });
}

/** Nothing may stay of what was written before it was found out. */
class NotMade extends Error {
  constructor(readonly why: "elsewhere" | "taken") {
    super(why);
  }
}

/** The row of this address; undefined: it is an admin's already. */
async function makeAdmin(tx: Transaction, invited: Open, role: Role): Promise<number | undefined> {
  const { organizationId, name, email, account, language } = invited;
  const [made] = await tx<{ id: number }[]>`
    insert into admins (organization_id, name, email, normalized_email, role, language)
    values (${organizationId}, ${name}, ${email}, ${account}, ${role}, ${language}::language)
    on conflict (organization_id, normalized_email) do update
    set name = excluded.name, email = excluded.email, role = excluded.role, removed_at = null, password_hash = null
    where admins.removed_at is not null
    returning id`;
  return made?.id;
}

/** The address signs in to one organization: to this one now, unless it is another's admin. */
async function takeAddress(
  tx: Transaction,
  organizationId: number,
  account: string,
  adminId: number,
): Promise<boolean> {
  const [taken] = await tx`
    insert into sign_in_addresses as s (normalized_email, organization_id, admin_id)
    values (${account}, ${organizationId}, ${adminId})
    on conflict (normalized_email) do update set organization_id = excluded.organization_id, admin_id = excluded.admin_id
    where (s.organization_id = ${organizationId} and s.admin_id = ${adminId})
      or not exists (
        select 1 from admins a where a.organization_id = s.organization_id and a.id = s.admin_id and a.removed_at is null)
    returning 1`;
  return taken !== undefined;
}
