// Making a certificate, once, and giving it out (spec 6). Issued by lib/processing in the transaction that ends a batch; read by
// the page and the JSON below a batch.
import { sql, type Transaction, transaction } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";
import type { ChainHead } from "../audit";
import { found } from "../not-there";
import { canonicalText } from "./canonical";
import { type CertificateContent, gatherContent } from "./content";
import { signText } from "./keys";

/** As it is given out, and as /verify takes it. */
export type Certificate = {
  certificate: CertificateContent;
  /** Over the UTF-8 bytes of `certificate` in canonical form; the value in base64url. */
  signature: { algorithm: "Ed25519"; keyId: string; value: string };
};

/** Signs what is to be said of a batch that has ended. A second call changes nothing: the first certificate stands. */
export async function issueCertificate(
  tx: Transaction,
  organizationId: number,
  batchId: string,
  head: ChainHead,
): Promise<void> {
  const content = await gatherContent(tx, organizationId, batchId, head);
  if (!content) return;
  const text = canonicalText(content);
  const { keyId, signature } = signText(text);
  await tx`
    insert into certificates (organization_id, batch_id, content, key_id, signature, issued_at)
    values (${organizationId}, ${batchId}, ${text}, ${keyId}, ${signature}, ${content.issuedAt}) on conflict do nothing`;
}

/** The certificate of a finished batch; undefined where there is none. One that ended before certificates were there gets it now. */
export async function readCertificate(admin: FullAdmin, batchId: string): Promise<Certificate | undefined> {
  const { organizationId } = admin;
  const kept = await keptCertificate(organizationId, batchId);
  if (kept) return kept;
  await transaction(async (tx) => {
    const [head] = await tx<ChainHead[]>`
      select h.sequence, h.hash from audit_heads h
      join deletion_batches b on b.organization_id = h.organization_id and b.id = ${batchId} and b.state in ('completed', 'completed_with_errors')
      where h.organization_id = ${organizationId}`;
    if (head) await issueCertificate(tx, organizationId, batchId, head);
  });
  return found(admin, await keptCertificate(organizationId, batchId));
}

async function keptCertificate(organizationId: number, batchId: string): Promise<Certificate | undefined> {
  const [row] = await sql<{ content: string; key_id: string; signature: Buffer }[]>`
    select content, key_id, signature from certificates where organization_id = ${organizationId} and batch_id = ${batchId}`;
  return (
    row && {
      certificate: JSON.parse(row.content) as CertificateContent,
      signature: { algorithm: "Ed25519", keyId: row.key_id, value: row.signature.toString("base64url") },
    }
  );
}
