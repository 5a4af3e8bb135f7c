// How the values of a file's row go into the database: as COPY reads them, with the keys that identity is decided by. Called where
// a file is checked: lib/batches/checking.ts and lib/lists/checking.ts.
import { once } from "node:events";
import type { CsvRow } from "./csv";
import { normalizeEmail, normalizeUserId } from "./identifiers";

/** Longest wait for the database to take more of a COPY. */
const COPY_PATIENCE_MS = 60_000;

/**
 * Sends lines into a `copy … from stdin` that has been opened. An error on the server's side would leave the stream waiting for
 * ever, so nothing waits on it without a bound; and it is ended, or the rollback would be refused.
 */
export async function sendCopy(
  copy: NodeJS.WritableStream & { destroy(error?: Error): unknown },
  texts: AsyncIterable<string>,
): Promise<void> {
  const failed = once(copy, "error").then(([error]) => Promise.reject(error));
  failed.catch(() => {});
  const signal = () => ({ signal: AbortSignal.timeout(COPY_PATIENCE_MS) });
  try {
    for await (const text of texts) {
      if (!copy.write(text)) await Promise.race([once(copy, "drain", signal()), failed]);
    }
    copy.end();
    await Promise.race([once(copy, "finish", signal()), failed]);
  } catch (error) {
    copy.destroy(error as Error);
    throw error;
  }
}

export const COPY_NULL = "\\N";
const SPECIAL = /[\\\t\n\r]/g;
const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** A value as COPY reads it. */
export const copyText = (value: string): string =>
  SPECIAL.test(value) ? value.replace(SPECIAL, (character) => ESCAPES[character] ?? "") : value;

/** An array as PostgreSQL reads it, then as COPY does. */
export const copyArray = (values: string[]): string =>
  copyText(`{${values.map((value) => `"${value.replace(/["\\]/g, "\\$&")}"`).join(",")}}`);

/** Longer values can be nobody's address or ID; left out of the index, whose entries are bounded. */
const MAX_KEY_BYTES = 1024;

/** The values that identity is decided by, or null. Kept for invalid rows too, so that a deletion can find and blank them. */
export const keysOf = ({ email, userId }: Pick<CsvRow, "email" | "userId">) => ({
  email: keyOf(email, normalizeEmail),
  userId: keyOf(userId, normalizeUserId),
});

function keyOf(value: string, normalize: (value: string) => string): string | null {
  const key = value === "" ? "" : normalize(value);
  return key === "" || Buffer.byteLength(key) > MAX_KEY_BYTES ? null : key;
}

/** A guess at a character must not come back, in a results file, as if it were certain (spec 3: nobody is deleted on a guess). */
export const withoutGuesses = (row: CsvRow): CsvRow =>
  row.problem === "uncertain_encoding"
    ? {
        ...row,
        email: row.email.replace(/\P{ASCII}/gu, "\ufffd"),
        userId: row.userId.replace(/\P{ASCII}/gu, "\ufffd"),
      }
    : row;

/** What a row in disorder may name, besides what stands where it should: every address in its values, and each value whole. */
export function mentionsOf({
  email,
  userId,
  problem,
}: Pick<CsvRow, "email" | "userId" | "problem">): string[] | undefined {
  if (!problem && !userId.includes("@")) return undefined;
  const addresses = `${email} ${userId}`.match(/[^\s,;:<>"'()[\]{}|]+@[^\s,;:<>"'()[\]{}|]+/gu) ?? [];
  const values = [...addresses.map((address) => address.replace(/[.]+$/, "")), email, userId].flatMap((value) => [
    normalizeEmail(value),
    normalizeUserId(value),
  ]);
  const kept = [...new Set(values)]
    .filter((value) => value !== "" && Buffer.byteLength(value) <= MAX_KEY_BYTES)
    .slice(0, 20);
  return kept.length > 0 ? kept : undefined;
}
