// Owns how often something may be tried, counted in Postgres so that every process counts together. Called by sign-in.ts,
// lib/finding, lib/notifications and lib/tokens.
// Keys are keyed hashes: the table names no address and no network (db/schema/admins.ts).
import { createHmac } from "node:crypto";
import { isIPv6 } from "node:net";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { sql } from "@/db/client";
import { API_LIMITS } from "@/lib/api/limits";
import { env } from "@/lib/env";

const LIMITS = {
  /** Wrong tries only: a success gives its own back, so an office behind one address is not shut out by signing in. */
  account: { points: 10, seconds: 15 * 60 },
  network: { points: 50, seconds: 15 * 60 },
  /** Ways begun to the provider of single sign-on, from one network: each asks it for its discovery document. */
  single_sign_on: { points: 100, seconds: 15 * 60 },
  /** Refusals for too many tries that the audit log takes of an account: one says it, a thousand would only bury the rest. */
  refusal_noted: { points: 1, seconds: 15 * 60 },
  /** Every look-up of a deleted user by an admin. */
  look_up: { points: 60, seconds: 60 * 60 },
  /** Links sent to further recipients by an organization: each is a mail to somebody who has not asked for one. */
  recipient_link: { points: 30, seconds: 60 * 60 },
  /** Buttons of such links pressed, from one network. */
  recipient_confirmation: { points: 60, seconds: 15 * 60 },
  /** Requests of one token of the API, and of those the ones that begin something. */
  ...API_LIMITS,
  /** Requests to the API with a token that is none, from one network. */
  api_refused: { points: 300, seconds: 15 * 60 },
  /** Asking for a link to a new password: by address, whether known or not, and by who asks. */
  reset: { points: 5, seconds: 60 * 60 },
  reset_network: { points: 50, seconds: 60 * 60 },
  /** Every invitation sent by an admin, again or for the first time: each is a mail to somebody's address. */
  invitation: { points: 30, seconds: 60 * 60 },
  /** Every certificate that somebody of a network lets check, signed in or not. */
  verify: { points: 60, seconds: 15 * 60 },
} as const;

export type Limit = keyof typeof LIMITS;

const client = {
  query: async (query: { text: string; values: (string | number | null)[] }) => {
    const rows = await sql.unsafe(query.text, query.values);
    return { rows, rowCount: rows.count };
  },
};

const limiters = new Map<Limit, RateLimiterPostgres>();

function limiter(name: Limit): RateLimiterPostgres {
  const made =
    limiters.get(name) ??
    new RateLimiterPostgres({
      storeClient: client,
      storeType: "client",
      tableName: "rate_limits",
      tableCreated: true,
      keyPrefix: name,
      points: LIMITS[name].points,
      duration: LIMITS[name].seconds,
    });
  limiters.set(name, made);
  return made;
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

/** How a count stands after one more: for whoever has to say so in headers. Seconds until it begins anew. */
export type Standing = { allowed: boolean; limit: number; remaining: number; seconds: number };

/** Counts one request, and says how many are left. */
export async function countRequest(limit: Limit, value: string): Promise<Standing> {
  const standing = ({ remainingPoints, msBeforeNext }: RateLimiterRes, allowed: boolean): Standing => ({
    allowed,
    limit: LIMITS[limit].points,
    remaining: Math.max(0, remainingPoints),
    seconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
  });
  try {
    return standing(await limiter(limit).consume(limitKey(env().NEXTAUTH_SECRET, value)), true);
  } catch (error) {
    if (error instanceof RateLimiterRes) return standing(error, false);
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
