// Owns the outbox's writing side: who gets the mail of a batch, in which language, with which exact bytes (spec 6).
// Called in the transaction that ends a batch (lib/processing), so that mail and deed commit together.
import { randomUUID } from "node:crypto";
import type { Sql, Transaction } from "@/db/client";
import { type Language, type Reason, renderResultMail } from "@/lib/email";
import { env } from "@/lib/env";
import type { Counts } from "@/lib/outcomes";

/** Spec 7: rows that did not delete keep what was uploaded this long after the end. */
const VALUES_KEPT_MILLISECONDS = 30 * 24 * 3600 * 1000;

export type EndedBatch = {
  organizationId: number;
  batchId: string;
  counts: Counts;
  uploadedBy: number;
  endedAt: Date;
  stopped: boolean;
  /** The audit chain's head in hex: the mail carries a copy of it out of the database, so that a cut tail shows. */
  auditHead: string;
};

type Reader = { key: string; adminId: number | null; email: string; language: Language; reason: Reason };

/**
 * One mail a reader, to be sent by sendDueMails once this transaction has committed. Readers: the uploader, or where the
 * uploader is no full admin any more the organization's other full admins (spec 5); and the confirmed further recipients.
 * Calling it again for the same batch adds nobody twice.
 * @returns how many mails were added.
 */
export async function enqueueResultMails(tx: Transaction, batch: EndedBatch): Promise<number> {
  const { organizationId, batchId } = batch;
  const [names] = await tx<{ organizationName: string; orderedByName: string }[]>`
    select o.name as "organizationName", a.name as "orderedByName"
    from organizations o join admins a on a.organization_id = o.id
    where a.organization_id = ${organizationId} and a.id = ${batch.uploadedBy}`;
  if (!names) throw new Error("batch without uploader");
  const rendered = new Map<string, ReturnType<typeof renderResultMail>>();
  const rows = [];
  for (const reader of await readersOf(tx, organizationId, batch.uploadedBy)) {
    const kind = `${reader.language} ${reader.reason}`;
    const mail =
      rendered.get(kind) ??
      renderResultMail({
        ...names,
        ...batch,
        language: reader.language,
        reason: reader.reason,
        appUrl: env().APP_URL,
        valuesKeptUntil: new Date(batch.endedAt.getTime() + VALUES_KEPT_MILLISECONDS),
      });
    rendered.set(kind, mail);
    const id = randomUUID();
    rows.push({
      organization_id: organizationId,
      id,
      kind: "batch_result",
      batch_id: batchId,
      admin_id: reader.adminId,
      recipient: reader.email,
      language: reader.language,
      payload: requestBytes({ organizationId, id, kind: "batch_result", to: reader.email }, await mail),
      idempotency_key: `batch-result/${batchId}/${reader.key}`,
    });
  }
  if (rows.length === 0) return 0;
  const added = await tx<{ id: string }[]>`
    insert into mails ${tx(rows)} on conflict (organization_id, idempotency_key) do nothing returning id`;
  return added.length;
}

/** Admins before recipients: an admin who is also a recipient gets one mail, as an admin. */
export async function readersOf(tx: Transaction, organizationId: number, uploadedBy: number): Promise<Reader[]> {
  const found = await tx<(Reader & { normalizedEmail: string })[]>`
    with full_admins as (
      select id, email, normalized_email, language from admins
      where organization_id = ${organizationId} and role = 'full_admin' and removed_at is null
    ), readers as (
      select 1 as rank, 'admin-' || id as key, id as admin_id, email, normalized_email, language,
             case when id = ${uploadedBy} then 'uploader' else 'full_admin' end as reason
      from full_admins
      where id = ${uploadedBy} or not exists (select 1 from full_admins where id = ${uploadedBy})
      union all
      select 2, 'recipient-' || id, null, email, normalized_email, language, 'recipient'
      from mail_recipients where organization_id = ${organizationId} and confirmed_at is not null
    )
    select key, admin_id as "adminId", email, normalized_email as "normalizedEmail", coalesce(language, 'en') as language, reason
    from readers order by rank, key`;
  const seen = new Set<string>();
  return found.filter(({ normalizedEmail }) => !seen.has(normalizedEmail) && seen.add(normalizedEmail));
}

/**
 * The provider's request, byte for byte as every attempt sends it. The tags are ours and name nobody: by them a webhook finds
 * the mail even where the provider's answer, and so its message id, was lost.
 */
export function requestBytes(
  { organizationId, id, kind, to }: { organizationId: number; id: string; kind: string; to: string },
  mail: { subject: string; html: string; text: string },
): string {
  return JSON.stringify({
    from: env().MAIL_FROM ?? "Learning Admin <learning-admin@localhost>",
    to: [to],
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    headers: { "Auto-Submitted": "auto-generated" },
    tags: [
      { name: "kind", value: kind },
      { name: "organization", value: String(organizationId) },
      { name: "mail", value: id },
    ],
  });
}

/** When a mail of this batch, or this one mail (else: any of the organization), is next due; undefined when none is waiting. */
export async function nextMailAt(
  db: Sql | Transaction,
  {
    organizationId,
    batchId,
    mailId,
  }: { organizationId: number; batchId?: string | undefined; mailId?: string | undefined },
): Promise<Date | undefined> {
  // Leases run by now(), everything else by app_now(): the lease's end is moved over to the one clock.
  const [row] = await db<{ at: Date | null }[]>`
    select min(greatest(coalesce(retry_at, app_now()), lease_until + (app_now() - now()))) as at
    from mails where organization_id = ${organizationId} and state = 'pending'
      ${batchId ? db`and batch_id = ${batchId}` : db``} ${mailId ? db`and id = ${mailId}` : db``}`;
  return row?.at ?? undefined;
}
