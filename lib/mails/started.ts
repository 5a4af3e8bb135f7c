// Owns the mails that say a batch has begun, where it had to wait (spec 8, delay and brake). Called in the transaction that starts it
// (lib/processing).
import type { Transaction } from "@/db/client";
import { renderStarted } from "@/lib/email";
import { env } from "@/lib/env";
import { enqueueMail } from "./enqueue";
import { readersOf } from "./outbox";

/** Nobody who has just pressed Confirm needs a mail that it begins. */
const WAITED = "5 minutes";

/** One a reader, the same readers as the result mail's. Nothing where it began at once. */
export async function enqueueStartMails(tx: Transaction, organizationId: number, batchId: string): Promise<void> {
  const [batch] = await tx<{ uploadedBy: number; users: number; organizationName: string; orderedByName: string }[]>`
    select b.uploaded_by as "uploadedBy", coalesce((b.preview -> 'counts' ->> 'deleted')::int, 0) as users,
      o.name as "organizationName", a.name as "orderedByName"
    from deletion_batches b
    join organizations o on o.id = b.organization_id
    join admins a on a.organization_id = b.organization_id and a.id = b.uploaded_by
    where b.organization_id = ${organizationId} and b.id = ${batchId}
      and b.starts_at > greatest(b.confirmed_at, b.approved_at) + ${WAITED}::interval`;
  if (!batch) return;
  const { uploadedBy, ...told } = batch;
  for (const { key, adminId, email, language, reason } of await readersOf(tx, organizationId, uploadedBy))
    await enqueueMail(tx, {
      organizationId,
      kind: "batch_started",
      key: `batch-started/${batchId}/${key}`,
      to: email,
      ...(adminId === null ? {} : { adminId }),
      batchId,
      language,
      content: await renderStarted({
        ...told,
        language,
        reason,
        batch: batchId.slice(0, 8),
        url: `${env().APP_URL}/authenticate/automate-user-management/batches/${batchId}`,
      }),
    });
}
