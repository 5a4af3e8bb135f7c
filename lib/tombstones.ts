// Tombstones: the keyed fingerprint left of a deleted learner (spec 7). Written by lib/processing in the transaction that
// deletes; looked up when a file is checked. Values come in normalised by lib/identifiers, and never go out.
import { createHmac } from "node:crypto";
import type { Sql, Transaction } from "@/db/client";
import { env } from "./env";

export type TombstoneKey = { version: number; key: Buffer };
type Identifiers = { email: string | null; userId: string | null };

/** HMAC-SHA-256 over organization, kind and normalised value. Pure: the same input is the same 32 bytes for ever. */
export function fingerprint(key: Buffer, organizationId: number, kind: "email" | "user_id", value: string): Buffer {
  return createHmac("sha256", key).update(`${organizationId}\0${kind}\0${value}`).digest();
}

const hashes = ({ key }: TombstoneKey, organizationId: number, learner: Identifiers) => ({
  email: learner.email === null ? null : fingerprint(key, organizationId, "email", learner.email),
  userId: learner.userId === null ? null : fingerprint(key, organizationId, "user_id", learner.userId),
});

/** One tombstone a learner, with the newest key. Sorted by hash, so that the index is written in order. */
export async function writeTombstones(
  tx: Transaction,
  organizationId: number,
  batchId: string,
  learners: Identifiers[],
): Promise<void> {
  const key = env().TOMBSTONE_KEY[0];
  if (!key) throw new Error("no tombstone key");
  const rows = learners.map((learner) => hashes(key, organizationId, learner));
  rows.sort((a, b) => Buffer.compare(a.email ?? a.userId ?? Buffer.alloc(0), b.email ?? b.userId ?? Buffer.alloc(0)));
  await tx`
    insert into tombstones (organization_id, key_version, email_hash, user_id_hash, batch_id, deleted_at)
    select ${organizationId}, ${key.version}, decode(email, 'hex'), decode(user_id, 'hex'), ${batchId}, app_now()
    from unnest(${rows.map((row) => row.email?.toString("hex") ?? null)}::text[], ${rows.map((row) => row.userId?.toString("hex") ?? null)}::text[]) as t(email, user_id)`;
}

export type Tombstone = { batchId: string; deletedAt: Date };
export type TombstoneMatch<T> = { of: T; byEmail?: Tombstone; byUserId?: Tombstone };

/** Whether the organization has a tombstone of another batch, at all or since a moment: spares hashing a whole file for nothing. */
export async function hasTombstones(
  tx: Sql | Transaction,
  organizationId: number,
  exceptBatchId: string,
  since?: Date,
): Promise<boolean> {
  const [row] = await tx<{ any: boolean }[]>`
    select exists (
      select 1 from tombstones
      where organization_id = ${organizationId} and deleted_at >= ${since ?? new Date(0)} and batch_id <> ${exceptBatchId}) as any`;
  return row?.any ?? false;
}

/** Which of these identifiers belong to somebody deleted; the latest deletion counts. Tries every key version. */
export async function findTombstones<T extends Identifiers>(
  tx: Sql | Transaction,
  organizationId: number,
  candidates: T[],
): Promise<TombstoneMatch<T>[]> {
  const matches = new Map<T, TombstoneMatch<T>>();
  for (const key of env().TOMBSTONE_KEY) {
    const byHash = { email: new Map<string, T[]>(), userId: new Map<string, T[]>() };
    for (const candidate of candidates) {
      const hash = hashes(key, organizationId, candidate);
      for (const kind of ["email", "userId"] as const) {
        const hex = hash[kind]?.toString("hex");
        if (hex) byHash[kind].set(hex, [...(byHash[kind].get(hex) ?? []), candidate]);
      }
    }
    const found = await tx<{ kind: "email" | "userId"; hash: string; batch_id: string; deleted_at: Date }[]>`
      select 'email' as kind, hex as hash, t.batch_id, t.deleted_at
      from unnest(${[...byHash.email.keys()]}::text[]) as wanted(hex)
      cross join lateral (
        select batch_id, deleted_at from tombstones
        where organization_id = ${organizationId} and email_hash = decode(hex, 'hex') and key_version = ${key.version}
        order by deleted_at desc limit 1) as t
      union all
      select 'userId', hex, t.batch_id, t.deleted_at
      from unnest(${[...byHash.userId.keys()]}::text[]) as wanted(hex)
      cross join lateral (
        select batch_id, deleted_at from tombstones
        where organization_id = ${organizationId} and user_id_hash = decode(hex, 'hex') and key_version = ${key.version}
        order by deleted_at desc limit 1) as t
      order by deleted_at`;
    for (const { kind, hash, batch_id, deleted_at } of found) {
      for (const of of byHash[kind].get(hash) ?? []) {
        const match = matches.get(of) ?? { of };
        match[kind === "email" ? "byEmail" : "byUserId"] = { batchId: batch_id, deletedAt: deleted_at };
        matches.set(of, match);
      }
    }
  }
  return [...matches.values()];
}
