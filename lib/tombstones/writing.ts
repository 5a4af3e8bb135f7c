// Leaving tombstones and lifting them (spec 7). Called by lib/processing in the transaction that deletes, and by lib/finding.
import type { Transaction } from "@/db/client";
import { fingerprinter, type Identifiers, newestKey, tombstoneKeys } from "./fingerprint";

/** One tombstone a learner, with the newest key. Sorted by hash, so that the index is written in order. */
export async function writeTombstones(
  tx: Transaction,
  organizationId: number,
  batchId: string,
  learners: Identifiers[],
): Promise<void> {
  const key = newestKey();
  const rows = learners.map(fingerprinter(organizationId, key));
  const place = (row: { email: string | null; userId: string | null }) => row.email ?? row.userId ?? "";
  rows.sort((a, b) => (place(a) < place(b) ? -1 : 1));
  await tx`
    insert into tombstones (organization_id, key_version, email_hash, user_id_hash, batch_id, deleted_at)
    select ${organizationId}, ${key.version}, decode(email, 'hex'), decode(user_id, 'hex'), ${batchId}, app_now()
    from unnest(${rows.map((row) => row.email)}::text[], ${rows.map((row) => row.userId)}::text[]) as t(email, user_id)`;
}

/**
 * Removes every tombstone of these people, by address or by ID, under every key: somebody deleted twice has two. Afterwards the
 * address and the ID can be used again. Answers how many went.
 */
export async function liftTombstones(tx: Transaction, organizationId: number, people: Identifiers[]): Promise<number> {
  let lifted = 0;
  for (const key of tombstoneKeys()) {
    const prints = people.map(fingerprinter(organizationId, key));
    const gone = await tx`
      with doomed as (
        select t.id from unnest(${prints.flatMap(({ email }) => email ?? [])}::text[]) as wanted(hex)
        -- Looked up one at a time, whatever the statistics say: hence the offset.
        cross join lateral (
          select id from tombstones
          where organization_id = ${organizationId} and email_hash = decode(hex, 'hex') and key_version = ${key.version} offset 0) as t
        union
        select t.id from unnest(${prints.flatMap(({ userId }) => userId ?? [])}::text[]) as wanted(hex)
        cross join lateral (
          select id from tombstones
          where organization_id = ${organizationId} and user_id_hash = decode(hex, 'hex') and key_version = ${key.version} offset 0) as t
        order by id
      )
      delete from tombstones t using doomed d where t.organization_id = ${organizationId} and t.id = d.id`;
    lifted += gone.count;
  }
  return lifted;
}
