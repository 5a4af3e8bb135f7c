// Owns how often something may be tried, counted in Postgres so that every process counts together. Called by sign-in.ts and by
// lib/finding.
// Keys are keyed hashes: the table names no address and no network (db/schema/admins.ts).
import { createHmac } from "node:crypto";
import { isIPv6 } from "node:net";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { sql } from "@/db/client";
import { env } from "@/lib/env";

const LIMITS = {
  /** Wrong tries only: a success gives its own back, so an office behind one address is not shut out by signing in. */
  account: { points: 10, seconds: 15 * 60 },
  network: { points: 50, seconds: 15 * 60 },
  /** Every look-up of a deleted user by an admin. */
  look_up: { points: 60, seconds: 60 * 60 },
} as const;

export type Limit = keyof typeof LIMITS;

const client = {
  query: async (query: { text: string; values: (string | number | null)[] }) => {
    const rows = await sql.unsafe(query.text, query.values);
    return { rows, rowCount: rows.count };
  },
};

let limiters: Record<Limit, RateLimiterPostgres> | undefined;

function limiter(limit: Limit): RateLimiterPostgres {
  const make = (name: Limit) =>
    new RateLimiterPostgres({
      storeClient: client,
      storeType: "client",
      tableName: "rate_limits",
      tableCreated: true,
      keyPrefix: name,
      points: LIMITS[name].points,
      duration: LIMITS[name].seconds,
    });
  limiters ??= { account: make("account"), network: make("network"), look_up: make("look_up") };
  return limiters[limit];
}

/** Counts one try. @returns how many minutes to wait when there were too many, else undefined. */
export async function countTry(limit: Limit, value: string): Promise<number | undefined> {
  try {
    await limiter(limit).consume(limitKey(env().NEXTAUTH_SECRET, value));
    return undefined;
  } catch (error) {
    if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 60_000));
    throw error;
  }
}

/** Takes one try back: it succeeded. */
export async function giveBackTry(limit: Limit, value: string): Promise<void> {
  await limiter(limit).reward(limitKey(env().NEXTAUTH_SECRET, value));
}

/** Under which key a value is counted: a hash nobody can compute without the secret. Pure. */
export function limitKey(secret: string, value: string): string {
  return createHmac("sha256", `rate limit ${secret}`).update(value).digest("base64url");
}

/** One household or office: a whole IPv4 address, the first 64 bits of an IPv6 one (whoever has one has them all). Pure. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : new Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  const groups = [...left, ...zeros, ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}
