// Owns the proof that a request of the API comes with a living token (spec 8): what a token looks like, and for whom it acts.
// Called by app/api/v1; tokens are made and revoked by lib/tokens.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { sql } from "@/db/client";
import { networkAddress } from "./network-address";
import type { FullAdmin } from "./proof";

declare const token: unique symbol;

export type TokenScope = "read" | "order";

/**
 * The full admin a token acts for, as the database has them now, with the token's limits. Lib functions that take a FullAdmin take
 * it; what asks for the password again (settings, approval, tombstones, tokens) demands a FreshAdmin, which no token ever is.
 */
export type TokenHolder = FullAdmin & {
  readonly tokenId: string;
  readonly scope: TokenScope;
  readonly [token]: true;
};

/** No session row has this id, so nothing that asks one for its password finds it. */
const NO_SESSION = "00000000-0000-0000-0000-000000000000";
const SHAPE = /^la_(\d{1,15})_([0-9a-f]{32})_([\w-]{43})$/;

/** Recognisable as ours, and naming organization and row in the clear; the secret alone opens anything. */
export function newSecret(): { secret: string; hash: string } {
  const secret = randomBytes(32).toString("base64url");
  return { secret, hash: hashOf(secret) };
}

export const tokenText = (organizationId: number, id: string, secret: string): string =>
  `la_${organizationId}_${id.replaceAll("-", "")}_${secret}`;

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/**
 * Who calls, by the bearer token alone: cookies count for nothing here. Undefined where there is no token, or none that lives:
 * unknown, wrong, revoked, past its end, and one whose admin is no full admin any more are one answer.
 */
export async function tokenHolder(request: Request): Promise<TokenHolder | undefined> {
  const [, organization, id, secret] =
    SHAPE.exec(/^Bearer (\S{1,200})$/.exec(request.headers.get("authorization") ?? "")?.[1] ?? "") ?? [];
  if (!organization || !id || !secret) return undefined;
  const [row] = await sql<(Omit<TokenHolder, typeof token> & { hash: string; stale: boolean })[]>`
    select t.organization_id as "organizationId", o.name as "organizationName", a.id as "adminId", a.name, a.email, a.role, a.language,
      t.id as "tokenId", t.scope, t.created_at as "authenticatedAt", t.secret_hash as hash,
      coalesce(t.last_used_at < app_now() - interval '1 minute', true) as stale
    from api_tokens t
    join admins a on a.organization_id = t.organization_id and a.id = t.admin_id and a.removed_at is null and a.role = 'full_admin'
    join organizations o on o.id = t.organization_id
    where t.organization_id = ${Number(organization)} and t.id = ${id} and t.revoked_at is null and t.expires_at > app_now()`;
  if (!row) return undefined;
  const { hash, stale, ...holder } = row;
  if (!timingSafeEqual(Buffer.from(hashOf(secret)), Buffer.from(hash))) return undefined;
  if (stale)
    await sql`
      update api_tokens set last_used_at = app_now() where organization_id = ${row.organizationId} and id = ${row.tokenId}`;
  return { ...holder, sessionId: NO_SESSION, address: await networkAddress() } as TokenHolder;
}
