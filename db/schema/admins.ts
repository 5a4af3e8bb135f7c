// Who signs in, with which role, and the sessions that prove it. Read on every request by lib/auth.
import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import { exactText, id, instant, organizationId } from "./columns";
import { language, organizations } from "./organizations";

export const role = pgEnum("role", ["full_admin", "sub_admin"]);
export const signInMethod = pgEnum("sign_in_method", ["password", "oidc"]);

/** An address has one admin row for ever: removal is a date, a new invitation revives the row. */
export const admins = pgTable(
  "admins",
  {
    organizationId: organizationId(),
    id: bigint("id", { mode: "number" }).generatedByDefaultAsIdentity().notNull(),
    name: text("name").notNull(),
    email: text("email").notNull(),
    normalizedEmail: exactText("normalized_email").notNull(),
    role: role("role").notNull(),
    passwordHash: text("password_hash"),
    language: language("language"),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    removedAt: instant("removed_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("admins_address").on(t.organizationId, t.normalizedEmail),
    foreignKey({ columns: [t.organizationId], foreignColumns: [organizations.id] }),
  ],
);

/** Which organization an address signs in to. Exempt from the organization rule: it is how the organization is found. */
export const signInAddresses = pgTable(
  "sign_in_addresses",
  {
    normalizedEmail: exactText("normalized_email").primaryKey(),
    organizationId: organizationId(),
    adminId: id("admin_id").notNull(),
  },
  (t) => [foreignKey({ columns: [t.organizationId, t.adminId], foreignColumns: [admins.organizationId, admins.id] })],
);

/**
 * Whom a single sign-on provider's account signs in as. Exempt from the organization rule, as sign_in_addresses is. An account is
 * one admin's, an admin has one; a trigger takes the row when the admin is removed.
 */
export const signInIdentities = pgTable(
  "sign_in_identities",
  {
    /** `iss` without a slash at its end, and `sub`, as the provider signed them. */
    issuer: exactText("issuer").notNull(),
    subject: exactText("subject").notNull(),
    organizationId: organizationId(),
    adminId: id("admin_id").notNull(),
    linkedAt: instant("linked_at").notNull().default(sql`app_now()`),
  },
  (t) => [
    primaryKey({ columns: [t.issuer, t.subject] }),
    unique("one_identity_an_admin").on(t.organizationId, t.adminId),
    foreignKey({ columns: [t.organizationId, t.adminId], foreignColumns: [admins.organizationId, admins.id] }),
  ],
);

/** authenticated_at moves only when a password (or single sign-on) succeeds; ended_at is final. */
export const adminSessions = pgTable(
  "admin_sessions",
  {
    organizationId: organizationId(),
    id: uuid("id").notNull().defaultRandom(),
    adminId: id("admin_id").notNull(),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    authenticatedAt: instant("authenticated_at").notNull().default(sql`app_now()`),
    /** To within a few minutes: a write a request would be too many. */
    lastUsedAt: instant("last_used_at").notNull().default(sql`app_now()`),
    endedAt: instant("ended_at"),
    method: signInMethod("method").notNull().default("password"),
    /** What signed in, in our words (`Firefox, Windows`), and from where: for the admin's own list under /account. */
    browser: text("browser"),
    address: text("address"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    foreignKey({ columns: [t.organizationId, t.adminId], foreignColumns: [admins.organizationId, admins.id] }),
    index("admin_sessions_open").on(t.organizationId, t.adminId).where(sql`ended_at is null`),
    check("session_ends_after_it_began", sql`${t.endedAt} >= ${t.createdAt}`),
  ],
);

/**
 * Who was asked to become an admin. Nobody is one by it: whoever accepts gets a row of admins, or the one of the same address
 * back. Sent again, it has another link and another end.
 */
export const adminInvitations = pgTable(
  "admin_invitations",
  {
    organizationId: organizationId(),
    id: uuid("id").notNull().defaultRandom(),
    name: text("name").notNull(),
    email: text("email").notNull(),
    normalizedEmail: exactText("normalized_email").notNull(),
    role: role("role").notNull(),
    language: language("language").notNull(),
    /** Of the link in the mail; lower-case hex of SHA-256. */
    linkHash: exactText("link_hash").notNull(),
    invitedBy: id("invited_by").notNull(),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    sentAt: instant("sent_at").notNull().default(sql`app_now()`),
    expiresAt: instant("expires_at").notNull(),
    acceptedAt: instant("accepted_at"),
    withdrawnAt: instant("withdrawn_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("admin_invitations_link").on(t.organizationId, t.linkHash),
    uniqueIndex("one_open_invitation")
      .on(t.organizationId, t.normalizedEmail)
      .where(sql`accepted_at is null and withdrawn_at is null`),
    foreignKey({ columns: [t.organizationId, t.invitedBy], foreignColumns: [admins.organizationId, admins.id] }),
    check("invitation_ends_once", sql`${t.acceptedAt} is null or ${t.withdrawnAt} is null`),
    check("invitation_link_ends", sql`${t.expiresAt} > ${t.sentAt}`),
  ],
);

/** *Forgot password*: a link sent by mail, used up when a password is set. */
export const passwordResets = pgTable(
  "password_resets",
  {
    organizationId: organizationId(),
    id: uuid("id").notNull().defaultRandom(),
    adminId: id("admin_id").notNull(),
    /** Of the link in the mail; lower-case hex of SHA-256. */
    linkHash: exactText("link_hash").notNull(),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("password_resets_link").on(t.organizationId, t.linkHash),
    foreignKey({ columns: [t.organizationId, t.adminId], foreignColumns: [admins.organizationId, admins.id] }),
    index("password_resets_by_admin").on(t.organizationId, t.adminId),
  ],
);

/** Counters of rate-limiter-flexible; keys are hashed, so no address or network stands in them. Exempt by name. */
export const rateLimits = pgTable("rate_limits", {
  key: varchar("key", { length: 255 }).primaryKey(),
  points: integer("points").notNull().default(0),
  expire: bigint("expire", { mode: "number" }),
});
