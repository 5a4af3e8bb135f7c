// Owns the secret of a single-use link: what stands in the mail, and the hash by which the database knows it again. Called by
// password-reset.ts and by lib/admins. The organization stands in front, so that every statement can name it.
import { createHash, randomBytes } from "node:crypto";

export type Link = {
  /** What stands in the address, `12-…`: who has it may do what the link is for. */
  readonly text: string;
  readonly hash: string;
};

/** 256 bits from the system: nobody guesses one, so opening links needs no counting of tries. */
export function makeLink(organizationId: number): Link {
  const text = `${organizationId}-${randomBytes(32).toString("base64url")}`;
  return { text, hash: hashOf(text) };
}

/** What an address leads to look up, or undefined where it is no link of ours. */
export function readLink(text: unknown): { organizationId: number; hash: string } | undefined {
  const match = typeof text === "string" ? /^([1-9]\d{0,14})-[\w-]{43}$/.exec(text) : null;
  return match ? { organizationId: Number(match[1]), hash: hashOf(match[0]) } : undefined;
}

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
