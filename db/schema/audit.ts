// The audit log: one hash chain an organization (spec 8). Appended to by lib/audit alone.
import { sql } from "drizzle-orm";
import { bigint, check, foreignKey, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytes, id, instant, organizationId } from "./columns";
import { organizations } from "./organizations";

/** Append-only: triggers refuse update and delete. Each entry's hash covers the one before (lib/audit.ts). */
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
