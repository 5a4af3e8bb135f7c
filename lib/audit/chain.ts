// The chain itself: what an entry is, what its hash covers, and the one way to append (spec 8). Called by whoever changes something.
import { createHash } from "node:crypto";
import type { Transaction } from "@/db/client";
import { actingToken } from "@/lib/acting";

export type AuditEntry = {
  organizationId: number;
  /** Who did it; absent where the product itself did (a run of the cron address). */
  adminId?: number | undefined;
  /** `batch.confirmed`, `sign_in.refused`, …: noun, point, deed. */
  action: string;
  batchId?: string | undefined;
  /** Codes and counts alone: no learner's data, no free text. */
  details?: Record<string, string | number | boolean | null>;
  /** Where from: the caller's network address. */
  address?: string | undefined;
};

/** What an entry's hash covers, in this order. Pure; the verifier computes the same. */
export function chainHash(
  previousHash: Uint8Array,
  entry: {
    organizationId: number;
    sequence: number;
    at: Date;
    adminId: number | null;
    action: string;
    batchId: string | null;
    details: string;
    address: string | null;
  },
): Buffer {
  const text = JSON.stringify([
    entry.organizationId,
    entry.sequence,
    entry.at.toISOString(),
    entry.adminId,
    entry.action,
    entry.batchId,
    entry.details,
    entry.address,
  ]);
  return createHash("sha256").update(previousHash).update(text).digest();
}

/** The hash before the first entry. */
export const CHAIN_START = Buffer.alloc(32);

/** Keys in alphabetical order, so that the same details are the same bytes. */
export const canonicalJson = (details: Record<string, unknown>): string =>
  JSON.stringify(details, Object.keys(details).sort());

/** The chain's last entry: its hash covers every entry before. */
export type ChainHead = { sequence: number; hash: Buffer };

/** Appends one entry and answers the chain's new head. Locks the chain's head, so call it last in the transaction (lock order: chunk, learners, head). */
export async function appendAudit(tx: Transaction, entry: AuditEntry): Promise<ChainHead> {
  const { organizationId } = entry;
  await tx`insert into audit_heads (organization_id, sequence, hash) values (${organizationId}, 0, ${CHAIN_START}) on conflict do nothing`;
  const [head] = await tx<{ sequence: number; hash: Buffer; at: Date }[]>`
    select sequence, hash, date_trunc('milliseconds', app_now()) as at from audit_heads where organization_id = ${organizationId} for update`;
  if (!head) throw new Error("audit head is missing");
  const tokenId = actingToken(organizationId, entry.adminId);
  const next = {
    organizationId,
    sequence: head.sequence + 1,
    at: head.at,
    adminId: entry.adminId ?? null,
    action: entry.action,
    batchId: entry.batchId ?? null,
    details: canonicalJson({ ...entry.details, ...(tokenId ? { tokenId } : {}) }),
    address: entry.address ?? null,
  };
  const hash = chainHash(head.hash, next);
  await tx`
    insert into audit_entries (organization_id, sequence, at, admin_id, action, batch_id, details, address, previous_hash, hash)
    values (${organizationId}, ${next.sequence}, ${next.at}, ${next.adminId}, ${next.action}, ${next.batchId}, ${next.details}, ${next.address}, ${head.hash}, ${hash})`;
  await tx`update audit_heads set sequence = ${next.sequence}, hash = ${hash} where organization_id = ${organizationId}`;
  return { sequence: next.sequence, hash };
}
