// The fingerprint itself: HMAC-SHA-256 under a secret key with its version (spec 7). Called by the files beside it, and by
// lib/lists while it stages. Values come in normalised by lib/identifiers, and never go out.
import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { env } from "../env";

export type TombstoneKey = { version: number; key: Buffer };
export type Identifiers = { email: string | null; userId: string | null };
/** In hex, as text arrays carry them to the database. */
export type Fingerprints = { email: string | null; userId: string | null };

/** HMAC-SHA-256 over organization, kind and normalised value. Pure: the same input is the same 32 bytes for ever. */
export function fingerprint(key: Buffer, organizationId: number, kind: "email" | "user_id", value: string): Buffer {
  return hmac(key, organizationId, kind, value).digest();
}

const hmac = (key: Buffer, organizationId: number, kind: "email" | "user_id", value: string) =>
  createHmac("sha256", prepared(key)).update(`${organizationId}\0${kind}\0${value}`);

const preparedKeys = new WeakMap<Buffer, KeyObject>();

/** A key is prepared once: it goes into millions of fingerprints. */
function prepared(key: Buffer): KeyObject {
  const known = preparedKeys.get(key) ?? createSecretKey(key);
  preparedKeys.set(key, known);
  return known;
}

/** All keys, the one that writes first. A rotation adds one in front; the old ones stay as long as their tombstones do. */
export const tombstoneKeys = (): TombstoneKey[] => env().TOMBSTONE_KEY;

/** The key that writes; its version stands in the tombstone. */
export function newestKey(): TombstoneKey {
  const key = tombstoneKeys()[0];
  if (!key) throw new Error("no tombstone key");
  return key;
}

/** One function for many learners of an organization. Without `key`, under the one that writes. */
export function fingerprinter(
  organizationId: number,
  { key }: TombstoneKey = newestKey(),
): (of: Identifiers) => Fingerprints {
  const hex = (kind: "email" | "user_id", value: string | null) =>
    value === null ? null : hmac(key, organizationId, kind, value).digest("hex");
  return ({ email, userId }) => ({ email: hex("email", email), userId: hex("user_id", userId) });
}
