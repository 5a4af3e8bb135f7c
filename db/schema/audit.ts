// What proves itself: the audit log, one hash chain an organization (spec 8), appended to by lib/audit alone; and the deletion
// certificates (spec 6), written once by lib/certificate.
import { sql } from "drizzle-orm";
import { bigint, check, foreignKey, index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { deletionBatches } from "./batches";
import { bytes, exactText, id, instant, organizationId } from "./columns";
import { organizations } from "./organizations";

/** Append-only: triggers refuse update and delete. Each entry's hash covers the one before (lib/audit). */
export const auditEntries = pgTable(
  "audit_entries",
  {
    organizationId: organizationId(),
    sequence: bigint("sequence", { mode: "number" }).notNull(),
    at: instant("at").notNull(),
    adminId: id("admin_id"),
    action: text("action").notNull(),
    batchId: uuid("batch_id"),
    /** Canonical JSON as text: the bytes that the hash covers. Codes and counts, never personal data or free text. */
    details: text("details").notNull(),
    address: text("address"),
    previousHash: bytes("previous_hash").notNull(),
    hash: bytes("hash").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.sequence] }),
    foreignKey({ columns: [t.organizationId], foreignColumns: [organizations.id] }),
    // Newest first, by what the page filters: nothing, who, what.
    index("audit_entries_by_time").on(t.organizationId, t.at, t.sequence),
    index("audit_entries_by_admin").on(t.organizationId, t.adminId, t.at, t.sequence),
    index("audit_entries_by_action").on(t.organizationId, t.action, t.at, t.sequence),
    check("hashes_are_sha256", sql`octet_length(${t.hash}) = 32 and octet_length(${t.previousHash}) = 32`),
  ],
);

/** The last entry of each chain. Locked last, by whoever appends. */
export const auditHeads = pgTable(
  "audit_heads",
  {
    organizationId: organizationId(),
    sequence: bigint("sequence", { mode: "number" }).notNull(),
    hash: bytes("hash").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId] }),
    foreignKey({ columns: [t.organizationId], foreignColumns: [organizations.id] }),
  ],
);

/** One a finished batch, as it was signed: asked for again it says the same. Goes with the batch. */
export const certificates = pgTable(
  "certificates",
  {
    organizationId: organizationId(),
    batchId: uuid("batch_id").notNull(),
    /** Canonical JSON as text: the bytes that the signature covers (lib/certificate/canonical.ts). */
    content: text("content").notNull(),
    keyId: exactText("key_id").notNull(),
    signature: bytes("signature").notNull(),
    issuedAt: instant("issued_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.batchId] }),
    foreignKey({
      columns: [t.organizationId, t.batchId],
      foreignColumns: [deletionBatches.organizationId, deletionBatches.id],
    }),
    check("signature_is_ed25519", sql`octet_length(${t.signature}) = 64`),
  ],
);
