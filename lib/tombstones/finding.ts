// Whether somebody was deleted: when, and by which batch (spec 7). Called while a file is checked, by a chunk whose learners are
// gone already, when somebody is added, and by Find deleted users.
import type { Sql, Transaction } from "@/db/client";
import { fingerprinter, type Identifiers, tombstoneKeys } from "./fingerprint";

/** `id` tells whether an address and an ID lead to the same deletion. */
export type Tombstone = { id: number; batchId: string; deletedAt: Date };
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

/** Which of these identifiers belong to somebody deleted; the latest deletion counts, under whichever key. */
export async function findTombstones<T extends Identifiers>(
  tx: Sql | Transaction,
  organizationId: number,
  candidates: T[],
): Promise<TombstoneMatch<T>[]> {
  const matches = new Map<T, TombstoneMatch<T>>();
  for (const key of tombstoneKeys()) {
    const byHash = { email: new Map<string, T[]>(), userId: new Map<string, T[]>() };
    const print = fingerprinter(organizationId, key);
    for (const candidate of candidates) {
      const hash = print(candidate);
      for (const kind of ["email", "userId"] as const) {
        const hex = hash[kind];
        const same = hex && byHash[kind].get(hex);
        if (same) same.push(candidate);
        else if (hex) byHash[kind].set(hex, [candidate]);
      }
    }
    const found = await tx<
      { kind: "email" | "userId"; hash: string; id: number; batch_id: string; deleted_at: Date }[]
    >`
      select 'email' as kind, hex as hash, t.id, t.batch_id, t.deleted_at
      from unnest(${[...byHash.email.keys()]}::text[]) as wanted(hex)
      cross join lateral (
        select id, batch_id, deleted_at from tombstones
        where organization_id = ${organizationId} and email_hash = decode(hex, 'hex') and key_version = ${key.version}
        order by deleted_at desc, id desc limit 1) as t
      union all
      select 'userId', hex, t.id, t.batch_id, t.deleted_at
      from unnest(${[...byHash.userId.keys()]}::text[]) as wanted(hex)
      cross join lateral (
        select id, batch_id, deleted_at from tombstones
        where organization_id = ${organizationId} and user_id_hash = decode(hex, 'hex') and key_version = ${key.version}
        order by deleted_at desc, id desc limit 1) as t`;
    for (const { kind, hash, id, batch_id, deleted_at } of found) {
      const by = kind === "email" ? "byEmail" : "byUserId";
      const tombstone = { id, batchId: batch_id, deletedAt: deleted_at };
      for (const of of byHash[kind].get(hash) ?? []) {
        const match = matches.get(of) ?? { of };
        match[by] = later(match[by], tombstone);
        matches.set(of, match);
      }
    }
  }
  return [...matches.values()];
}

/** The one to tell of, where address and ID lead to two deletions: the later. */
export function toldTombstone({ byEmail, byUserId }: Omit<TombstoneMatch<unknown>, "of">): Tombstone | undefined {
  return later(byEmail, byUserId);
}

function later<A extends Tombstone | undefined, B extends Tombstone | undefined>(one: A, other: B): A | B {
  return one && other ? (other.deletedAt > one.deletedAt ? other : one) : (one ?? other);
}
