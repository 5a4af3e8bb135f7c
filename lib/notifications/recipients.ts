// Owns the further recipients of an organization's mails (spec 8, Notifications): who they are, in which language, and the link each
// has to confirm. Called by the section Notifications.
import { sql, type Transaction, transaction } from "@/db/client";
import { appendAudit } from "@/lib/audit";
import type { FullAdmin } from "@/lib/auth";
import { countTry } from "@/lib/auth/rate-limits";
import { type Language, renderRecipientLink } from "@/lib/email";
import { env } from "@/lib/env";
import { emailProblem, normalizeEmail } from "@/lib/identifiers";
import { enqueueMail } from "@/lib/mails";
import { notThere } from "../not-there";
import { LINK_DAYS, newLink } from "./links";

/** More would be a mailing list, which a mail provider keeps better. */
export const MOST_RECIPIENTS = 20;

export type Recipient = {
  id: number;
  email: string;
  language: Language;
  confirmedAt: Date | null;
  /** Until when the last link works; null where there is none. */
  linkExpiresAt: Date | null;
  linkOver: boolean;
};

export async function listRecipients({ organizationId }: FullAdmin): Promise<Recipient[]> {
  return sql<Recipient[]>`
    select id, email, language, confirmed_at as "confirmedAt", link_expires_at as "linkExpiresAt",
      coalesce(link_expires_at <= app_now(), true) as "linkOver"
    from mail_recipients where organization_id = ${organizationId} order by normalized_email`;
}

export type RecipientAnswer =
  | { ok: true; id: number }
  | { ok: false; code: "invalid" | "exists" | "too_many_recipients" | "not_found" | "confirmed" }
  | { ok: false; code: "too_many"; minutes: number };

/** Adds somebody and sends the link. Until its button is pressed nothing else goes there. */
export async function addRecipient(
  admin: FullAdmin,
  { email, language }: { email: string; language: Language },
): Promise<RecipientAnswer> {
  if (!email.trim() || emailProblem(email)) return { ok: false, code: "invalid" };
  const minutes = await countTry("recipient_link", String(admin.organizationId));
  if (minutes) return { ok: false, code: "too_many", minutes };
  const { organizationId, adminId } = admin;
  return transaction(async (tx) => {
    // One after the other: two admins adding at once would each find room for one more.
    await tx`select organization_id from safeguards where organization_id = ${organizationId} for no key update`;
    const [held] = await tx<{ count: number }[]>`
      select count(*) as count from mail_recipients where organization_id = ${organizationId}`;
    if ((held?.count ?? 0) >= MOST_RECIPIENTS) return { ok: false, code: "too_many_recipients" } as const;
    const [added] = await tx<{ id: number; email: string; language: Language }[]>`
      insert into mail_recipients (organization_id, email, normalized_email, language)
      values (${organizationId}, ${email.trim()}, ${normalizeEmail(email)}, ${language})
      on conflict (organization_id, normalized_email) do nothing returning id, email, language`;
    if (!added) return { ok: false, code: "exists" } as const;
    await sendLink(tx, admin, added);
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: "recipient.added",
      address: admin.address,
      details: { recipientId: added.id },
    });
    return { ok: true, id: added.id } as const;
  });
}

/** Sends a new link; the one before works no more. */
export async function sendLinkAgain(admin: FullAdmin, recipientId: number): Promise<RecipientAnswer> {
  const minutes = await countTry("recipient_link", String(admin.organizationId));
  if (minutes) return { ok: false, code: "too_many", minutes };
  const { organizationId, adminId } = admin;
  return transaction(async (tx) => {
    const [recipient] = await tx<{ id: number; email: string; language: Language; confirmed: boolean }[]>`
      select id, email, language, confirmed_at is not null as confirmed from mail_recipients
      where organization_id = ${organizationId} and id = ${recipientId} for update`;
    if (!recipient) return notThere(admin);
    if (recipient.confirmed) return { ok: false, code: "confirmed" } as const;
    await sendLink(tx, admin, recipient);
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: "recipient.link_sent",
      address: admin.address,
      details: { recipientId },
    });
    return { ok: true, id: recipientId } as const;
  });
}

async function sendLink(
  tx: Transaction,
  { organizationId, organizationName }: FullAdmin,
  recipient: { id: number; email: string; language: Language },
): Promise<void> {
  const { link, hash } = newLink(organizationId, recipient.id);
  await tx`
    update mail_recipients set link_hash = ${hash}, link_expires_at = app_now() + ${`${LINK_DAYS} days`}::interval
    where organization_id = ${organizationId} and id = ${recipient.id} and confirmed_at is null`;
  await withdraw(tx, organizationId, recipient.email);
  const { language } = recipient;
  await enqueueMail(tx, {
    organizationId,
    kind: "recipient_link",
    key: `recipient-link/${recipient.id}/${hash.slice(0, 16)}`,
    to: recipient.email,
    language,
    content: await renderRecipientLink({ language, organizationName, url: `${env().APP_URL}/recipients/${link}` }),
  });
}

/** Mails that wait for a further recipient and certainly never went out. */
async function withdraw(tx: Transaction, organizationId: number, email: string): Promise<void> {
  await tx`
    update mails set state = 'refused', error_code = 'recipient_removed', payload = '{}', retry_at = null
    where organization_id = ${organizationId} and recipient = ${email} and admin_id is null and state = 'pending'
      and first_tried_at is null and (lease_until is null or lease_until <= now())`;
}

/** The language of the mails from now on. */
export async function setRecipientLanguage(
  admin: FullAdmin,
  recipientId: number,
  language: Language,
): Promise<RecipientAnswer> {
  const { organizationId, adminId } = admin;
  return transaction(async (tx) => {
    const [changed] = await tx`
      update mail_recipients set language = ${language} where organization_id = ${organizationId} and id = ${recipientId} returning id`;
    if (!changed) return notThere(admin);
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: "recipient.language_changed",
      address: admin.address,
      details: { recipientId, language },
    });
    return { ok: true, id: recipientId } as const;
  });
}

/** Nothing more goes there, a link that is on its way included. */
export async function removeRecipient(admin: FullAdmin, recipientId: number): Promise<RecipientAnswer> {
  const { organizationId, adminId } = admin;
  return transaction(async (tx) => {
    const [removed] = await tx<{ email: string }[]>`
      delete from mail_recipients where organization_id = ${organizationId} and id = ${recipientId} returning email`;
    if (!removed) return notThere(admin);
    await withdraw(tx, organizationId, removed.email);
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: "recipient.removed",
      address: admin.address,
      details: { recipientId },
    });
    return { ok: true, id: recipientId } as const;
  });
}
