// Lists of people uploaded for another purpose than a deletion: to add users, to find deleted ones. Written by lib/lists.
import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { admins } from "./admins";
import { bytes, exactText, id, instant, organizationId } from "./columns";
import { organizations } from "./organizations";

export const listPurpose = pgEnum("list_purpose", ["add_users", "find_deleted_users", "hold_users"]);

/** `ready`: checked, each row decided, waiting for the admin. `processing`: what the admin ordered is being done. */
export const listState = pgEnum("list_state", [
  "uploading",
  "checking",
  "ready",
  "processing",
  "completed",
  "terminated",
  "cancelled",
  "expired",
]);

/** What a row is, or became. add_users: `to_add` until added. find_deleted_users: `deleted` until restored or reusable. hold_users: `to_hold` until held. */
export const listOutcome = pgEnum("list_outcome", [
  "to_add",
  "added",
  "exists",
  "tombstoned",
  "invalid",
  "deleted",
  "not_deleted",
  "restored",
  "reusable",
  "to_hold",
  "held",
  "not_found",
  "mismatch",
  "duplicate",
]);

export const lists = pgTable(
  "lists",
  {
    organizationId: organizationId(),
    id: uuid("id").notNull().defaultRandom(),
    purpose: listPurpose("purpose").notNull(),
    state: listState("state").notNull().default("uploading"),

    fileName: text("file_name").notNull(),
    fileBytes: integer("file_bytes").notNull(),
    /** Lower-case hex, as the browser computed it; the assembled bytes must agree. */
    fileSha256: exactText("file_sha256").notNull(),
    slices: integer("slices").notNull(),
    encoding: text("encoding"),
    delimiter: text("delimiter"),
    ignoredColumns: text("ignored_columns").array(),
    /** Why the file did not pass: [{code, line?, column?, params?}] of lib/csv. */
    refusals: jsonb("refusals"),

    /** Checking and processing are leased work: who holds the token may write, until the lease runs out. */
    token: bigint("token", { mode: "number" }).notNull().default(0),
    leaseUntil: instant("lease_until"),
    attempts: integer("attempts").notNull().default(0),
    checkedBytes: integer("checked_bytes").notNull().default(0),

    rows: integer("rows"),
    /** What was ordered, with its details; its shape is the purpose's own. */
    ordered: jsonb("ordered"),
    /** Rows up to this number are done. Moves with the rows, in their transaction. */
    doneToRow: integer("done_to_row").notNull().default(0),
    /** What the preview showed; its shape is the purpose's own. */
    preview: jsonb("preview"),
    /** Counts by outcome, as they stand. */
    counts: jsonb("counts"),

    uploadedBy: id("uploaded_by").notNull(),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    uploadedAt: instant("uploaded_at"),
    readyAt: instant("ready_at"),
    orderedAt: instant("ordered_at"),
    endedAt: instant("ended_at"),
    /** When the values of its rows were dropped. */
    valuesDroppedAt: instant("values_dropped_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    foreignKey({ columns: [t.organizationId], foreignColumns: [organizations.id] }),
    foreignKey({ columns: [t.organizationId, t.uploadedBy], foreignColumns: [admins.organizationId, admins.id] }),
    index("lists_by_date").on(t.organizationId, t.purpose, t.createdAt.desc(), t.id),
    check("list_below_15_mb", sql`${t.fileBytes} between 0 and 15728639`),
    check("list_sha256_is_hex", sql`${t.fileSha256} ~ '^[0-9a-f]{64}$'`),
    check(
      "list_checked",
      sql`${t.state} not in ('ready', 'processing', 'completed') or (${t.rows} is not null and ${t.counts} is not null)`,
    ),
    check("list_ordered", sql`${t.state} <> 'processing' or ${t.orderedAt} is not null`),
    check(
      "list_ended",
      sql`(${t.state} in ('completed', 'terminated', 'cancelled', 'expired')) = (${t.endedAt} is not null)`,
    ),
    check("list_terminated_with_reasons", sql`(${t.state} = 'terminated') = (${t.refusals} is not null)`),
  ],
);

/** The rows of a list, for as long as they may be kept: a day. No foreign key to the list, as with staged_rows. */
export const listRows = pgTable(
  "list_rows",
  {
    organizationId: organizationId(),
    listId: uuid("list_id").notNull(),
    rowNumber: integer("row_number").notNull(),
    email: text("email").notNull(),
    userId: text("user_id").notNull(),
    name: text("name").notNull().default(""),
    /** Names of groups as written in the file. */
    groups: text("groups").notNull().default(""),
    normalizedEmail: exactText("normalized_email"),
    normalizedUserId: exactText("normalized_user_id"),
    /** Fingerprints under the newest key, for set-based look-up of tombstones. */
    emailHash: bytes("email_hash"),
    userIdHash: bytes("user_id_hash"),
    /** Addresses and IDs that a row in disorder may name, as in staged_rows: lets a deletion find it. */
    mentions: text("mentions").array(),
    /** Why the row is invalid: RowProblem of lib/csv, or the purpose's own. */
    problem: text("problem"),
    /** Null until the list is checked. */
    outcome: listOutcome("outcome"),
    reason: text("reason"),
    sameAsRow: integer("same_as_row"),
    earlierDeletedAt: instant("earlier_deleted_at"),
    earlierBatchId: uuid("earlier_batch_id"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.listId, t.rowNumber] }),
    index("list_rows_by_outcome").on(t.organizationId, t.listId, t.outcome, t.rowNumber),
    index("list_rows_email").on(t.organizationId, t.normalizedEmail).where(sql`normalized_email is not null`),
    index("list_rows_user_id").on(t.organizationId, t.normalizedUserId).where(sql`normalized_user_id is not null`),
    index("list_rows_mentions")
      .using("gin", t.organizationId, t.mentions)
      .with({ fastupdate: false })
      .where(sql`mentions is not null`),
    check("list_row_number_after_header", sql`${t.rowNumber} >= 2`),
    check(
      "list_row_deleted_when",
      sql`${t.outcome} not in ('tombstoned', 'deleted') or (${t.earlierDeletedAt} is not null and ${t.earlierBatchId} is not null)`,
    ),
  ],
);
