// Owns the way into the outbox for a mail that is no batch's result: an invitation, a link to confirm, a notice. Called in the
// transaction that writes the deed it tells of (lib/notifications, lib/batches, lib/admins, …).
import { randomUUID } from "node:crypto";
import type { Transaction } from "@/db/client";
import type { Language } from "@/lib/email";
import { requestBytes } from "./outbox";

export type OutgoingMail = {
  organizationId: number;
  /** In words of the specification, `approval_request`: shown nowhere, but a tag of the provider's. Letters and `_` alone. */
  kind: string;
  /** The same key is the same mail: adding it again adds nothing. Name the deed, its row and the reader. */
  key: string;
  to: string;
  adminId?: number | undefined;
  /** Where the mail is about a batch: it is listed on its page. */
  batchId?: string | undefined;
  language: Language;
  content: { subject: string; html: string; text: string };
};

/**
 * Adds one mail, to be sent by the next run once this transaction has committed: start one with `runDueWork`, or leave it to the
 * cron address. Answers whether it was added; false where its key is there already.
 */
export async function enqueueMail(tx: Transaction, mail: OutgoingMail): Promise<boolean> {
  const { organizationId } = mail;
  const id = randomUUID();
  const [added] = await tx`
    insert into mails (organization_id, id, kind, batch_id, admin_id, recipient, language, payload, idempotency_key)
    values (${organizationId}, ${id}, ${mail.kind}, ${mail.batchId ?? null}, ${mail.adminId ?? null}, ${mail.to}, ${mail.language},
      ${requestBytes({ organizationId, id, kind: mail.kind, to: mail.to }, mail.content)}, ${mail.key})
    on conflict (organization_id, idempotency_key) do nothing returning id`;
  if (!added) return false;
  await tx`insert into due_work (organization_id, work_id, kind, due_at) values (${organizationId}, ${id}, 'mail', app_now())`;
  return true;
}
