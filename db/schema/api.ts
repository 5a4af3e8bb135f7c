// Tokens of the API (spec 8) and the answers it must be able to give twice. Written by lib/tokens.
import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, pgEnum, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { admins } from "./admins";
import { exactText, id, instant, organizationId } from "./columns";

export const tokenScope = pgEnum("token_scope", ["read", "order"]);

/** A token acts for the full admin who made it, and dies when that admin is demoted or removed. Revocation is final. */
export const apiTokens = pgTable(
  "api_tokens",
  {
    organizationId: organizationId(),
    id: uuid("id").notNull().defaultRandom(),
    adminId: id("admin_id").notNull(),
    name: text("name").notNull(),
    scope: tokenScope("scope").notNull(),
    /** Lower-case hex of the secret's SHA-256: 256 random bits need no slow hash. */
    secretHash: exactText("secret_hash").notNull(),
    /** The last characters of the token, by which its owner knows it again. */
    hint: exactText("hint").notNull(),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    expiresAt: instant("expires_at").notNull(),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
    revokedBy: id("revoked_by"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    foreignKey({ columns: [t.organizationId, t.adminId], foreignColumns: [admins.organizationId, admins.id] }),
    foreignKey({ columns: [t.organizationId, t.revokedBy], foreignColumns: [admins.organizationId, admins.id] }),
    index("api_tokens_by_admin").on(t.organizationId, t.adminId),
    check("token_name_length", sql`char_length(${t.name}) between 1 and 100`),
    check("token_hash_is_hex", sql`${t.secretHash} ~ '^[0-9a-f]{64}$'`),
    check("token_ends", sql`${t.expiresAt} > ${t.createdAt}`),
  ],
);

/** A request with an idempotency key, for a day: the same again gets the same answer, another under the same key is refused. */
export const apiRequests = pgTable(
  "api_requests",
  {
    organizationId: organizationId(),
    tokenId: uuid("token_id").notNull(),
    /** Lower-case hex of the key's SHA-256: a caller may put anything into it. */
    keyHash: exactText("key_hash").notNull(),
    /** Of what was asked: method, address and body. */
    requestHash: exactText("request_hash").notNull(),
    /** Null while the request is under way. */
    status: integer("status"),
    /** JSON as it was sent. */
    answer: text("answer"),
    leaseUntil: instant("lease_until"),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.tokenId, t.keyHash] }),
    foreignKey({ columns: [t.organizationId, t.tokenId], foreignColumns: [apiTokens.organizationId, apiTokens.id] }),
    check("answered", sql`(${t.status} is null) = (${t.answer} is null)`),
  ],
);
