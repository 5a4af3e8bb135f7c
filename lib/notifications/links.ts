// Owns the link that asks a further recipient: what stands in it, and how it is known again. Pure.
// Called by recipients.ts, which sends it, and confirming.ts, which is shown one.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** How long a link works (days). */
export const LINK_DAYS = 7;

/** Names organization and recipient in the clear, so that no look-up crosses organizations; the secret alone opens anything. */
export function newLink(organizationId: number, recipientId: number): { link: string; hash: string } {
  const secret = randomBytes(32).toString("base64url");
  return { link: `${organizationId}-${recipientId}-${secret}`, hash: hashOf(secret) };
}

export type Link = { organizationId: number; recipientId: number; secret: string };

/** The parts of a link, or nothing where it is none of ours. */
export function readLink(link: string): Link | undefined {
  const [, organizationId, recipientId, secret] = /^(\d{1,15})-(\d{1,15})-([\w-]{43})$/.exec(link) ?? [];
  return secret ? { organizationId: Number(organizationId), recipientId: Number(recipientId), secret } : undefined;
}

export const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** In constant time. */
export function isSecretOf(secret: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(secret)), Buffer.from(hash.padEnd(64).slice(0, 64)));
}
