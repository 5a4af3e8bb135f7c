// Whether the chain still holds (spec 8): walked from its first entry to its head, a portion at a time, and the first break named.
// Called by the page Audit log. Nothing is locked: entries appended meanwhile are left for the next time.
import { sql } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";
import type { CertificateContent } from "../certificate";
import { isSignedByUs } from "../certificate/keys";
import { CHAIN_START, type ChainHead, chainHash } from "./chain";

/**
 * What the first break is. `changed`: entry `from` is not what was written. `removed`: entries `from` to `to` are missing between
 * others. `cut_off`: they are missing at the end, which the head or a certificate still knows. `head`: the last entry is not the one that was last appended. `certificate`: a
 * signed certificate knew another hash of entry `from`. `hash`: no entry has the hash that the reader brought.
 */
export type Break =
  | { kind: "changed" | "head" | "certificate"; from: number }
  | { kind: "removed" | "cut_off"; from: number; to: number }
  | { kind: "hash" };

export type Walk =
  | { done: false; checked: number; total: number }
  | { done: true; checked: number; hash: string | null; found: number | null; break: Break | null };

type Row = {
  sequence: number;
  at: Date;
  /** The hash covers milliseconds: anything finer was not written by us. */
  finer: boolean;
  admin_id: number | null;
  action: string;
  batch_id: string | null;
  details: string;
  address: string | null;
  previous_hash: Buffer;
  hash: Buffer;
};

const PORTION = 5000;

/**
 * Tells how far it is after every portion, then how it ended. `hash` is one that the reader has from a result mail or a
 * certificate: a chain whose tail was cut off together with its head does not know it any more.
 */
export async function* walkChain({ organizationId }: FullAdmin, hash?: string): AsyncGenerator<Walk> {
  const [head] = await sql<{ sequence: number; hash: Buffer | null; last: number }[]>`
    select coalesce(h.sequence, 0) as sequence, h.hash, coalesce(e.last, 0) as last
    from (select max(sequence) as last from audit_entries where organization_id = ${organizationId}) as e
    left join audit_heads h on h.organization_id = ${organizationId}`;
  const total = head?.sequence ?? 0;
  const witnesses = await hashesInCertificates(organizationId);
  let before: ChainHead = { sequence: 0, hash: CHAIN_START };
  let found: number | null = null;
  const end = (broken: Break | null): Walk => ({
    done: true,
    checked: before.sequence,
    hash: before.sequence > 0 ? before.hash.toString("hex") : null,
    found,
    break: broken,
  });
  while (before.sequence < total) {
    const rows = await sql<Row[]>`
      select sequence, at, at <> date_trunc('milliseconds', at) as finer, admin_id, action, batch_id, details, address, previous_hash, hash
      from audit_entries where organization_id = ${organizationId} and sequence > ${before.sequence} and sequence <= ${total}
      order by sequence limit ${PORTION}`;
    for (const row of rows) {
      const broken = breakAt(organizationId, before, row) ?? disagreement(witnesses, row);
      if (broken) return yield end(broken);
      before = { sequence: row.sequence, hash: row.hash };
      if (hash && row.hash.toString("hex") === hash) found = row.sequence;
    }
    if (rows.length === 0) return yield end({ kind: "cut_off", from: before.sequence + 1, to: total });
    yield { done: false, checked: before.sequence, total };
  }
  if ((head?.last ?? 0) > total) return yield end({ kind: "head", from: head?.last ?? 0 });
  const known = Math.max(0, ...witnesses.keys());
  if (known > total) return yield end({ kind: "cut_off", from: total + 1, to: known });
  if (total > 0 && !head?.hash?.equals(before.hash)) return yield end({ kind: "head", from: total });
  yield end(hash && found === null ? { kind: "hash" } : null);
}

/** What is wrong between an entry and the one before it. Pure. */
export function breakAt(organizationId: number, before: ChainHead, row: Row): Break | null {
  const expected = before.sequence + 1;
  if (row.sequence !== expected) return { kind: "removed", from: expected, to: row.sequence - 1 };
  const content = { ...row, organizationId, adminId: row.admin_id, batchId: row.batch_id };
  const fits = (previous: Buffer) => !row.finer && chainHash(previous, content).equals(row.hash);
  if (row.previous_hash.equals(before.hash)) return fits(before.hash) ? null : { kind: "changed", from: expected };
  // Whole in itself, but after another entry than the one that stands there: that one was changed, its own hash made anew.
  return { kind: "changed", from: fits(row.previous_hash) ? before.sequence || expected : expected };
}

/** What a certificate knows otherwise of this entry. Pure. */
export const disagreement = (
  witnesses: ReadonlyMap<number, string>,
  { sequence, hash }: Pick<Row, "sequence" | "hash">,
): Break | null => {
  const known = witnesses.get(sequence);
  return known === undefined || known === hash.toString("hex") ? null : { kind: "certificate", from: sequence };
};

/** What the genuine certificates of finished batches know of the chain, by entry: they would have to be forged as well. */
async function hashesInCertificates(organizationId: number): Promise<Map<number, string>> {
  const rows = await sql<{ content: string; key_id: string; signature: Buffer }[]>`
    select content, key_id, signature from certificates where organization_id = ${organizationId}`;
  const genuine = rows.filter(({ content, key_id, signature }) => isSignedByUs(content, key_id, signature));
  return new Map(
    genuine.map(({ content }) => {
      const { auditChain } = JSON.parse(content) as Pick<CertificateContent, "auditChain">;
      return [auditChain.entry, auditChain.hash];
    }),
  );
}
