// The password hash as the product stores it: argon2id, cost after OWASP's password storage cheat sheet.
// Called by the seed, admin:create and the fixtures; lib/auth verifies with whatever cost stands in the hash.
import { hash } from "@node-rs/argon2";

const ARGON2ID = 2;

export function hashPassword(password: string): Promise<string> {
  return hash(password, { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 });
}
