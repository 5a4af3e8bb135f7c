// Asking somebody to become an admin (spec 8): a mail with a link, sent again, taken back. Nobody is an admin by it until the link's
// button was pressed (accepting.ts). Called by the actions of the page Admins.
import { type Transaction, transaction } from "@/db/client";
import type { FreshAdmin, FullAdmin } from "@/lib/auth";
import { makeLink } from "@/lib/auth/links";
import { countTry } from "@/lib/auth/rate-limits";
import { appendAudit } from "../audit";
import { type Language, renderInvitation } from "../email";
import { env } from "../env";
import { emailProblem, normalizeEmail } from "../identifiers";
import { enqueueMail } from "../mails/enqueue";
import { noteNotThere } from "../not-there";
import { approvalIsOn } from "../safeguards";
import type { Role } from "./reading";

export const INVITATION_DAYS = 7;
const WORKS = `${INVITATION_DAYS} days`;

export type Invite = { name: string; email: string; role: Role; language: Language };

export type InviteAnswer =
  | { ok: true }
  | { ok: false; code: "invalid_email" | "already_admin" | "already_invited" | "approval_on" | "not_open" }
  | { ok: false; code: "too_many"; minutes: number };

/**
 * Sends an invitation. Whether the address belongs to another organization's admin is not told here: the person learns it from
 * the link. `approval_on`: making a full admin needs a second one, who agrees once the sub admin is there.
 */
export async function inviteAdmin(admin: FreshAdmin, { name, email, role, language }: Invite): Promise<InviteAnswer> {
  const { organizationId, adminId } = admin;
  if (emailProblem(email)) return { ok: false, code: "invalid_email" };
  const refused = await counted(admin);
  if (refused) return refused;
  const account = normalizeEmail(email);
  return transaction(async (tx) => {
    if ((await approvalIsOn(tx, organizationId)) && role === "full_admin")
      return { ok: false, code: "approval_on" } as const;
    const [present] = await tx`
      select 1 from admins where organization_id = ${organizationId} and normalized_email = ${account} and removed_at is null`;
    if (present) return { ok: false, code: "already_admin" } as const;
    // One whose time is over makes room.
    await tx`
      update admin_invitations set withdrawn_at = app_now()
      where organization_id = ${organizationId} and normalized_email = ${account} and accepted_at is null and withdrawn_at is null
        and expires_at <= app_now()`;
    const link = makeLink(organizationId);
    const [made] = await tx<{ id: string }[]>`
      insert into admin_invitations (organization_id, name, email, normalized_email, role, language, link_hash, invited_by, expires_at)
      values (${organizationId}, ${name}, ${email.trim()}, ${account}, ${role}, ${language}, ${link.hash}, ${adminId},
        app_now() + ${WORKS}::interval)
      on conflict do nothing returning id`;
    if (!made) return { ok: false, code: "already_invited" } as const;
    await mail(tx, admin, { id: made.id, email: email.trim(), role, language }, link);
    await note(tx, admin, "admin.invited", { invitation: made.id, role });
    return { ok: true } as const;
  });
}

/** Another link with another week; the one sent before opens nothing any more. */
export async function sendInvitationAgain(admin: FreshAdmin, id: string): Promise<InviteAnswer> {
  const { organizationId, adminId } = admin;
  const refused = await counted(admin);
  if (refused) return refused;
  return transaction(async (tx) => {
    const approval = await approvalIsOn(tx, organizationId);
    const link = makeLink(organizationId);
    const [sent] = await tx<{ id: string; email: string; role: Role; language: Language }[]>`
      update admin_invitations
      set link_hash = ${link.hash}, sent_at = app_now(), expires_at = app_now() + ${WORKS}::interval, invited_by = ${adminId}
      where organization_id = ${organizationId} and id = ${id} and accepted_at is null and withdrawn_at is null
        and (role = 'sub_admin' or not ${approval})
      returning id, email, role, language`;
    if (!sent) {
      noteNotThere(admin);
      return { ok: false, code: approval ? "approval_on" : "not_open" } as const;
    }
    await mail(tx, admin, sent, link);
    await note(tx, admin, "admin.invitation_sent_again", { invitation: id });
    return { ok: true } as const;
  });
}

/** Its link opens nothing any more. */
export async function withdrawInvitation(admin: FreshAdmin, id: string): Promise<InviteAnswer> {
  return transaction(async (tx) => {
    const [withdrawn] = await tx`
      update admin_invitations set withdrawn_at = app_now()
      where organization_id = ${admin.organizationId} and id = ${id} and accepted_at is null and withdrawn_at is null returning 1`;
    if (!withdrawn) {
      noteNotThere(admin);
      return { ok: false, code: "not_open" } as const;
    }
    await note(tx, admin, "admin.invitation_withdrawn", { invitation: id });
    return { ok: true } as const;
  });
}

async function counted({ organizationId, adminId }: FullAdmin): Promise<InviteAnswer | undefined> {
  const minutes = await countTry("invitation", `${organizationId} ${adminId}`);
  return minutes === undefined ? undefined : { ok: false, code: "too_many", minutes };
}

type Sent = { id: string; email: string; role: Role; language: Language };

async function mail(
  tx: Transaction,
  admin: FullAdmin,
  { id, email, role, language }: Sent,
  link: { text: string; hash: string },
) {
  await enqueueMail(tx, {
    organizationId: admin.organizationId,
    kind: "admin_invitation",
    key: `admin-invitation/${id}/${link.hash.slice(0, 16)}`,
    to: email,
    language,
    content: await renderInvitation({
      language,
      organizationName: admin.organizationName,
      invitedByName: admin.name,
      role,
      url: `${env().APP_URL}/sign-in/invitation?link=${link.text}`,
      days: INVITATION_DAYS,
    }),
  });
}

const note = (tx: Transaction, admin: FullAdmin, action: string, details: Record<string, string>) =>
  appendAudit(tx, {
    organizationId: admin.organizationId,
    adminId: admin.adminId,
    address: admin.address,
    action,
    details,
  });
