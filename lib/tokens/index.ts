// Owns the tokens of HR systems (spec 8, API access): made with the password given anew, shown once, stored hashed, revocable.
// Called by the section API access; who a token acts for is proven by lib/auth/tokens.ts.
import { sql, transaction } from "@/db/client";
import { appendAudit } from "@/lib/audit";
import type { FreshAdmin, FullAdmin } from "@/lib/auth";
import { newSecret, type TokenScope, tokenText } from "@/lib/auth/tokens";
import { notThere } from "../not-there";

export type { TokenScope };

/** Days until a token ends: by default, and at most. */
export const TOKEN_DAYS = { usual: 90, most: 365 };
/** Living tokens of an organization; more would be nobody's to look after. */
export const MOST_TOKENS = 50;

export type Token = {
  id: string;
  name: string;
  scope: TokenScope;
  /** Its last four characters. */
  hint: string;
  adminName: string;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
  /** `revoked`: by somebody, or with its admin. */
  state: "living" | "revoked" | "over";
};

/** Living ones first, then the newest; those that ended over 30 days ago are left out. */
export async function listTokens({ organizationId }: FullAdmin): Promise<Token[]> {
  return sql<Token[]>`
    select t.id, t.name, t.scope, t.hint, a.name as "adminName", t.created_at as "createdAt", t.expires_at as "expiresAt",
      t.last_used_at as "lastUsedAt",
      case when t.revoked_at is not null then 'revoked' when t.expires_at <= app_now() then 'over' else 'living' end as state
    from api_tokens t join admins a on a.organization_id = t.organization_id and a.id = t.admin_id
    where t.organization_id = ${organizationId} and least(t.revoked_at, t.expires_at) > app_now() - interval '30 days'
    order by (t.revoked_at is null and t.expires_at > app_now()) desc, t.created_at desc, t.id limit 200`;
}

export type NewToken = { name: string; scope: TokenScope; days: number };
export type TokenAnswer =
  | { ok: true; id: string; token: string }
  | { ok: false; code: "name" | "days" | "too_many_tokens" };

/** Makes a token. Its text is in the answer and nowhere else. */
export async function createToken(admin: FreshAdmin, { name, scope, days }: NewToken): Promise<TokenAnswer> {
  const called = name.trim();
  if (!called || called.length > 100) return { ok: false, code: "name" };
  if (!Number.isInteger(days) || days < 1 || days > TOKEN_DAYS.most) return { ok: false, code: "days" };
  const { organizationId, adminId } = admin;
  const { secret, hash } = newSecret();
  return transaction(async (tx) => {
    // One after the other: two at once would each find room for one more. And an admin demoted meanwhile makes none.
    const [still] = await tx`
      select id from admins where organization_id = ${organizationId} and id = ${adminId} and role = 'full_admin' and removed_at is null
      for no key update`;
    if (!still) throw new Error("no full admin any more");
    const [living] = await tx<{ count: number }[]>`
      select count(*) as count from api_tokens
      where organization_id = ${organizationId} and revoked_at is null and expires_at > app_now()`;
    if ((living?.count ?? 0) >= MOST_TOKENS) return { ok: false, code: "too_many_tokens" } as const;
    const [made] = await tx<{ id: string }[]>`
      insert into api_tokens (organization_id, admin_id, name, scope, secret_hash, hint, expires_at)
      values (${organizationId}, ${adminId}, ${called}, ${scope}, ${hash}, ${secret.slice(-4)}, app_now() + ${`${days} days`}::interval)
      returning id`;
    if (!made) throw new Error("token not made");
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: "token.created",
      address: admin.address,
      details: { tokenId: made.id, scope, days },
    });
    return { ok: true, id: made.id, token: tokenText(organizationId, made.id, secret) } as const;
  });
}

/** Ends a token at once and for good, whoever made it. */
export async function revokeToken(
  admin: FreshAdmin,
  tokenId: string,
): Promise<{ ok: true } | { ok: false; code: "not_found" }> {
  const { organizationId, adminId } = admin;
  return transaction(async (tx) => {
    const [revoked] = await tx`
      update api_tokens set revoked_at = app_now(), revoked_by = ${adminId}
      where organization_id = ${organizationId} and id = ${tokenId} and revoked_at is null returning id`;
    if (!revoked) return notThere(admin);
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: "token.revoked",
      address: admin.address,
      details: { tokenId },
    });
    return { ok: true } as const;
  });
}
