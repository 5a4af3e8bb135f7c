// Owns what is shown of the outbox: the mails of a batch, and /mailbox while no provider is configured (spec 6 and 10).
// Called by the batch page and by app/(admin)/mailbox.
import { sql } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";
import { env } from "@/lib/env";
import { found } from "../not-there";

export type MailState = "pending" | "sent" | "kept" | "unknown" | "refused";

/** What the provider's webhook said of a mail after it was taken. */
export type DeliveryEvent = "delayed" | "delivered" | "bounced" | "complained";

export type MailOfBatch = {
  /** `batch_result`, or what else was sent about it: `batch_started`, `approval_request`. */
  kind: string;
  recipient: string;
  state: MailState;
  sentAt: Date | null;
  errorCode: string | null;
  retryAt: Date | null;
  /** The gravest of all that was told, whatever order it came in. */
  event: DeliveryEvent | null;
};

/** How the mails of a batch stand; pending ones with an error code are being tried again at `retryAt`. */
export async function mailsOfBatch(admin: FullAdmin, batchId: string): Promise<MailOfBatch[]> {
  return sql<MailOfBatch[]>`
    select kind, recipient, state, sent_at as "sentAt", error_code as "errorCode", retry_at as "retryAt",
      (select max(e.event) from mail_events e where e.organization_id = m.organization_id and e.mail_id = m.id) as event
    from mails m where organization_id = ${admin.organizationId} and batch_id = ${batchId}
    order by created_at, recipient, id`;
}

/** Whether mails are kept to be read here instead of sent. */
export const keepsMails = (): boolean => !env().RESEND_API_KEY;

/** How many kept mails a page of /mailbox lists. */
export const MAILS_A_PAGE = 50;

export type KeptMailEntry = { id: string; recipient: string; subject: string; sentAt: Date };

/** A link to a new password is for its reader alone: with another's, an admin could approve what that admin ordered. */
const readableBy = ({ organizationId, adminId }: FullAdmin) => sql`
  organization_id = ${organizationId} and state = 'kept' and (kind <> 'password_reset' or admin_id = ${adminId})`;

/** Kept mails of the admin's organization, newest first. `page` counts from 1. Empty once a provider is configured. */
export async function listKeptMails(admin: FullAdmin, page = 1): Promise<{ mails: KeptMailEntry[]; total: number }> {
  if (!keepsMails()) return { mails: [], total: 0 };
  const [count] = await sql<{ total: number }[]>`
    select count(*) as total from mails where ${readableBy(admin)}`;
  const mails = await sql<KeptMailEntry[]>`
    select id, recipient, payload::json ->> 'subject' as subject, sent_at as "sentAt"
    from mails where ${readableBy(admin)}
    order by sent_at desc, created_at desc, id limit ${MAILS_A_PAGE} offset ${(page - 1) * MAILS_A_PAGE}`;
  return { mails, total: count?.total ?? 0 };
}

export type KeptMail = KeptMailEntry & { from: string; html: string; text: string };

/** One kept mail, or undefined: not there, not this organization's, or a provider is configured by now. */
export async function readKeptMail(admin: FullAdmin, id: string): Promise<KeptMail | undefined> {
  if (!keepsMails() || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return found(admin, undefined);
  const [mail] = await sql<KeptMail[]>`
    select id, recipient, payload::json ->> 'subject' as subject, sent_at as "sentAt", payload::json ->> 'from' as "from",
           payload::json ->> 'html' as html, payload::json ->> 'text' as text
    from mails where id = ${id} and ${readableBy(admin)}`;
  return found(admin, mail);
}
