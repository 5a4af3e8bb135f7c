// Owns how passwords are kept and checked: argon2id. Called by the files beside it
// and the seed's maker of demo accounts.
import { hash, verify } from "@node-rs/argon2";

/** OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane. The algorithm is the package's default. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Longer ones are refused before any work is done on them. */
export const MAX_PASSWORD_LENGTH = 1000;
/** In characters. Length is what makes one hard to guess (NIST SP 800-63B): nothing is asked of its composition. */
export const SHORTEST_PASSWORD = 12;

export type PasswordProblem = "too_short" | "too_long";

/** Why this cannot be a new password, or undefined. Pure. */
export function passwordProblem(password: string): PasswordProblem | undefined {
  if (password.length > MAX_PASSWORD_LENGTH) return "too_long";
  return [...password.normalize("NFKC")].length < SHORTEST_PASSWORD ? "too_short" : undefined;
}

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFKC"), COST);
}

let nobodys: Promise<string> | undefined;

/**
 * Whether this is the password. With no hash to compare (unknown address, no password set) the same work is done against a
 * hash of nobody's, and the answer is no: a stranger learns nothing from the time it took.
 */
export async function verifyPassword(password: string, passwordHash: string | null | undefined): Promise<boolean> {
  nobodys ??= hashPassword(crypto.randomUUID());
  const decoy = await nobodys;
  const matches = await verify(passwordHash ?? decoy, password.normalize("NFKC"));
  return matches && typeof passwordHash === "string";
}
