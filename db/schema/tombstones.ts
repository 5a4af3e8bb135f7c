// The keyed fingerprint that a deleted learner leaves (spec 7). Written by lib/processing, read by lib/tombstones.
import { sql } from "drizzle-orm";
import { bigint, check, foreignKey, index, pgTable, primaryKey, smallint, uuid } from "drizzle-orm/pg-core";
import { bytes, instant, organizationId } from "./columns";
import { organizations } from "./organizations";

/** The keyed fingerprint of a deleted learner (spec 7): HMACs, key version, batch and date. Nothing else. */
export const tombstones = pgTable(
  "tombstones",
  {
    organizationId: organizationId(),
    id: bigint("id", { mode: "number" }).generatedByDefaultAsIdentity().notNull(),
    keyVersion: smallint("key_version").notNull(),
    emailHash: bytes("email_hash"),
    userIdHash: bytes("user_id_hash"),
    batchId: uuid("batch_id").notNull(),
    deletedAt: instant("deleted_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    foreignKey({ columns: [t.organizationId], foreignColumns: [organizations.id] }),
    index("tombstones_email").on(t.organizationId, t.emailHash).where(sql`email_hash is not null`),
    index("tombstones_user_id").on(t.organizationId, t.userIdHash).where(sql`user_id_hash is not null`),
    /** For the end of their time, batch by batch. All entries of a batch follow one another: hardly a cost to the deletion. */
    index("tombstones_by_batch").on(t.organizationId, t.batchId),
    check("tombstone_of_somebody", sql`${t.emailHash} is not null or ${t.userIdHash} is not null`),
    check("tombstone_is_sha256", sql`octet_length(${t.emailHash}) = 32 and octet_length(${t.userIdHash}) = 32`),
  ],
);
