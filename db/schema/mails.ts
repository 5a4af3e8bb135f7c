// The mail outbox and who else gets result mails. Written with the deed it tells of, sent by lib/mails.
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
  uuid,
} from "drizzle-orm/pg-core";
import { admins } from "./admins";
import { exactText, id, instant, organizationId } from "./columns";
import { language, organizations } from "./organizations";

export const mailState = pgEnum("mail_state", ["pending", "sent", "kept", "unknown", "refused"]);

/** What became of a mail after the provider took it, by its webhook; a later one of these outweighs an earlier one. */
export const deliveryEvent = pgEnum("delivery_event", ["delayed", "delivered", "bounced", "complained"]);

/** The outbox. Written with the deed it tells of; sent in a second pass (lib/mails.ts). */
export const mails = pgTable(
  "mails",
  {
    organizationId: organizationId(),
    id: uuid("id").notNull().defaultRandom(),
    kind: text("kind").notNull(),
    batchId: uuid("batch_id"),
    adminId: id("admin_id"),
    recipient: text("recipient").notNull(),
    language: language("language").notNull(),
    /** The exact bytes of the provider's request, as text: a retry sends the same. */
    payload: text("payload").notNull(),
    idempotencyKey: exactText("idempotency_key").notNull(),
    state: mailState("state").notNull().default("pending"),
    attempts: integer("attempts").notNull().default(0),
    token: bigint("token", { mode: "number" }).notNull().default(0),
    leaseUntil: instant("lease_until"),
    retryAt: instant("retry_at"),
    /** Of the first attempt whose outcome is unknown: past 23 h the provider has forgotten the key. */
    firstTriedAt: instant("first_tried_at"),
    errorCode: text("error_code"),
    providerId: text("provider_id"),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    sentAt: instant("sent_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    unique("one_mail_a_recipient").on(t.organizationId, t.idempotencyKey),
    foreignKey({ columns: [t.organizationId], foreignColumns: [organizations.id] }),
    foreignKey({ columns: [t.organizationId, t.adminId], foreignColumns: [admins.organizationId, admins.id] }),
    index("mails_by_batch").on(t.organizationId, t.batchId),
    check("sent_when", sql`(${t.state} in ('sent', 'kept')) = (${t.sentAt} is not null)`),
  ],
);

/** What the provider's webhook has said of a mail. An event counts once, however often it is sent; no event is ever changed. */
export const mailEvents = pgTable(
  "mail_events",
  {
    organizationId: organizationId(),
    /** The provider's id of the event (header `svix-id`). */
    eventId: exactText("event_id").notNull(),
    mailId: uuid("mail_id").notNull(),
    event: deliveryEvent("event").notNull(),
    /** By the provider's clock. */
    occurredAt: instant("occurred_at").notNull(),
    receivedAt: instant("received_at").notNull().default(sql`app_now()`),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.eventId] }),
    foreignKey({ columns: [t.organizationId, t.mailId], foreignColumns: [mails.organizationId, mails.id] }),
    index("mail_events_by_mail").on(t.organizationId, t.mailId),
  ],
);

/** Further recipients of result mails (spec 8, Notifications). Nobody gets one who has not asked for it by the button of a link. */
export const mailRecipients = pgTable(
  "mail_recipients",
  {
    organizationId: organizationId(),
    id: bigint("id", { mode: "number" }).generatedByDefaultAsIdentity().notNull(),
    email: text("email").notNull(),
    normalizedEmail: exactText("normalized_email").notNull(),
    language: language("language").notNull().default("en"),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    /** Of the link in the mail that asks; lower-case hex of SHA-256. Gone when it was used. */
    linkHash: exactText("link_hash"),
    linkExpiresAt: instant("link_expires_at"),
    confirmedAt: instant("confirmed_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    check("link_ends", sql`(${t.linkHash} is null) = (${t.linkExpiresAt} is null)`),
    unique("mail_recipients_address").on(t.organizationId, t.normalizedEmail),
    foreignKey({ columns: [t.organizationId], foreignColumns: [organizations.id] }),
  ],
);

/** Which mail a provider's message id belongs to. Exempt from the organization rule: it is how a webhook finds it. */
export const providerMessages = pgTable("provider_messages", {
  providerId: exactText("provider_id").primaryKey(),
  organizationId: organizationId(),
  mailId: uuid("mail_id").notNull(),
});
