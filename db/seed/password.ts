// The password hash as lib/auth/passwords.ts keeps it (NFKC, argon2id, OWASP's cost); db cannot call lib for it.
// Called by the launcher, admin:create and the fixtures of the tests.
import { hash } from "@node-rs/argon2";

const ARGON2ID = 2;

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFKC"), { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 });
}
