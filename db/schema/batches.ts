// A deletion batch and everything that becomes of it (spec 2 to 6). Written by lib/batches and lib/processing.
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
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

/** Spec 5. */
export const batchState = pgEnum("batch_state", [
  "uploading",
  "checking",
  "ready",
  "awaiting_approval",
  "scheduled",
  "processing",
  "completed",
  "completed_with_errors",
  "terminated",
  "cancelled",
  "declined",
  "expired",
]);

/** Spec 4, in the order of the ledger. */
export const outcome = pgEnum("outcome", [
  "deleted",
  "not_found",
  "already_deleted",
  "duplicate",
  "invalid",
  "mismatch",
  "protected",
  "failed",
  "cancelled",
]);

export const deletionBatches = pgTable(
  "deletion_batches",
  {
    organizationId: organizationId(),
    id: uuid("id").notNull().defaultRandom(),
    state: batchState("state").notNull().default("uploading"),

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

    /** Checking is leased work: who holds the token may write, until the lease runs out. */
    checkToken: bigint("check_token", { mode: "number" }).notNull().default(0),
    checkLeaseUntil: instant("check_lease_until"),
    checkAttempts: integer("check_attempts").notNull().default(0),
    checkedBytes: integer("checked_bytes").notNull().default(0),

    rows: integer("rows"),
    /** Grows with every preview; Confirm names the one it saw. */
    previewNumber: integer("preview_number").notNull().default(0),
    /** What the preview showed: BatchPreview of lib/batches/preview.ts. */
    preview: jsonb("preview"),
    /** Final counts by outcome, written once when the batch ends. */
    counts: jsonb("counts"),
    reference: text("reference"),

    uploadedBy: id("uploaded_by").notNull(),
    confirmedBy: id("confirmed_by"),
    approvedBy: id("approved_by"),
    declinedBy: id("declined_by"),
    /** Free text of whoever declined: stands here alone, never in the audit log or a mail. */
    declineReason: text("decline_reason"),
    stoppedBy: id("stopped_by"),
    createdAt: instant("created_at").notNull().default(sql`app_now()`),
    uploadedAt: instant("uploaded_at"),
    previewedAt: instant("previewed_at"),
    confirmedAt: instant("confirmed_at"),
    /** Set where Confirm led to an approval: from then on the batch starts only with one. */
    approvalAskedAt: instant("approval_asked_at"),
    approvedAt: instant("approved_at"),
    startsAt: instant("starts_at"),
    startedAt: instant("started_at"),
    stopRequestedAt: instant("stop_requested_at"),
    endedAt: instant("ended_at"),
    /** When the values of the rows that did not delete were dropped (30 days after the end, or with the batch). */
    valuesDroppedAt: instant("values_dropped_at"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.id] }),
    foreignKey({ columns: [t.organizationId], foreignColumns: [organizations.id] }),
    foreignKey({ columns: [t.organizationId, t.uploadedBy], foreignColumns: [admins.organizationId, admins.id] }),
    foreignKey({ columns: [t.organizationId, t.confirmedBy], foreignColumns: [admins.organizationId, admins.id] }),
    foreignKey({ columns: [t.organizationId, t.approvedBy], foreignColumns: [admins.organizationId, admins.id] }),
    foreignKey({ columns: [t.organizationId, t.declinedBy], foreignColumns: [admins.organizationId, admins.id] }),
    foreignKey({ columns: [t.organizationId, t.stoppedBy], foreignColumns: [admins.organizationId, admins.id] }),
    index("deletion_batches_by_date").on(t.organizationId, t.createdAt.desc(), t.id),
    index("deletion_batches_by_file").on(t.organizationId, t.fileSha256),
    check("file_below_15_mb", sql`${t.fileBytes} between 0 and 15728639`),
    check("sha256_is_hex", sql`${t.fileSha256} ~ '^[0-9a-f]{64}$'`),
    check("reference_length", sql`char_length(${t.reference}) <= 200`),
    check(
      "previewed",
      sql`${t.state} not in ('ready', 'awaiting_approval', 'scheduled', 'processing', 'completed', 'completed_with_errors') or (${t.preview} is not null and ${t.rows} is not null)`,
    ),
    check(
      "ordered_by_somebody",
      sql`${t.state} not in ('awaiting_approval', 'scheduled', 'processing', 'completed', 'completed_with_errors', 'declined') or (${t.confirmedBy} is not null and ${t.confirmedAt} is not null)`,
    ),
    check("uploader_confirms", sql`${t.confirmedBy} is null or ${t.confirmedBy} = ${t.uploadedBy}`),
    check("second_pair_of_eyes", sql`${t.approvedBy} is null or ${t.approvedBy} <> ${t.confirmedBy}`),
    check("approval_asked", sql`${t.state} <> 'awaiting_approval' or ${t.approvalAskedAt} is not null`),
    check(
      "approved_before_it_starts",
      sql`${t.state} not in ('scheduled', 'processing', 'completed', 'completed_with_errors') or ${t.approvalAskedAt} is null or ${t.approvedBy} is not null`,
    ),
    check("declined_by_another", sql`${t.state} <> 'declined' or ${t.declinedBy} <> ${t.confirmedBy} is true`),
    check("decline_reason_length", sql`char_length(${t.declineReason}) <= 500`),
    check(
      "start_is_known",
      sql`${t.state} not in ('scheduled', 'processing', 'completed', 'completed_with_errors') or ${t.startsAt} is not null`,
    ),
    check(
      "started",
      sql`${t.state} not in ('processing', 'completed', 'completed_with_errors') or ${t.startedAt} is not null`,
    ),
    check(
      "ended",
      sql`(${t.state} in ('completed', 'completed_with_errors', 'terminated', 'cancelled', 'declined', 'expired')) = (${t.endedAt} is not null)`,
    ),
    check("counted", sql`${t.state} not in ('completed', 'completed_with_errors') or ${t.counts} is not null`),
    check("terminated_with_reasons", sql`(${t.state} = 'terminated') = (${t.refusals} is not null)`),
  ],
);

/**
 * A file on its way in, of a deletion batch or a list: both have ids that are unique over all. Gone once staged, or a day after
 * an upload that stopped half-way.
 */
export const uploadSlices = pgTable(
  "upload_slices",
  {
    organizationId: organizationId(),
    uploadId: uuid("upload_id").notNull(),
    sliceIndex: integer("slice_index").notNull(),
    content: bytes("content").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.uploadId, t.sliceIndex] }),
    foreignKey({ columns: [t.organizationId], foreignColumns: [organizations.id] }),
    check("slice_index_in_range", sql`${t.sliceIndex} between 0 and 15`),
  ],
);

// staged_rows, pinned_learners and outcomes have no foreign key to the batch: it goes last of all it left, and a check a row
// would be most of the cost of staging. All three are written only by a transaction that holds the batch's own token.

/** The values of a row as uploaded, for as long as they may be kept. A row whose values had to go is not here any more. */
export const stagedRows = pgTable(
  "staged_rows",
  {
    organizationId: organizationId(),
    batchId: uuid("batch_id").notNull(),
    rowNumber: integer("row_number").notNull(),
    email: text("email").notNull(),
    userId: text("user_id").notNull(),
    normalizedEmail: exactText("normalized_email"),
    normalizedUserId: exactText("normalized_user_id"),
    /** Why the row is invalid: RowProblem of lib/csv. */
    problem: text("problem"),
    /**
     * Addresses and IDs that the values of a row in disorder may name: columns swapped, an unquoted comma, `Ann <ann@…>`. Never
     * leads to a learner; only lets a deletion find the row and drop it. Null for the rows, nearly all, that are in order.
     */
    mentions: text("mentions").array(),
    /** One of the values belongs to a deleted learner: goes when the batch ends (spec 7). */
    namesDeleted: boolean("names_deleted").notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.batchId, t.rowNumber] }),
    index("staged_rows_email").on(t.organizationId, t.normalizedEmail).where(sql`normalized_email is not null`),
    index("staged_rows_user_id").on(t.organizationId, t.normalizedUserId).where(sql`normalized_user_id is not null`),
    index("staged_rows_mentions")
      .using("gin", t.organizationId, t.mentions)
      // New entries at once: a list of pending ones would be read to its end by every chunk.
      .with({ fastupdate: false })
      .where(sql`mentions is not null`),
    check("row_number_after_header", sql`${t.rowNumber} >= 2`),
  ],
);

/**
 * The learners a preview found to delete, pinned: never somebody added later under the same address. A pin is what is left to
 * do; the chunk that settles the learner, one way or another, removes it.
 */
export const pinnedLearners = pgTable(
  "pinned_learners",
  {
    organizationId: organizationId(),
    batchId: uuid("batch_id").notNull(),
    learnerId: id("learner_id").notNull(),
    rowNumber: integer("row_number").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.batchId, t.learnerId] }),
    index("pinned_learners_by_row").on(t.organizationId, t.batchId, t.rowNumber),
  ],
);

/**
 * What became of a row: final, appended once. What is still to do stands in pinned_learners.
 * Before Confirm the outcomes other than `deleted` stand here already; a new preview writes them anew.
 */
export const outcomes = pgTable(
  "outcomes",
  {
    organizationId: organizationId(),
    batchId: uuid("batch_id").notNull(),
    rowNumber: integer("row_number").notNull(),
    outcome: outcome("outcome").notNull(),
    /** The finer cause: a RowProblem, `admin`, `hold`, `leading_zeros`, `one_leads_nowhere`, `two_learners`, an error code. */
    reason: text("reason"),
    sameAsRow: integer("same_as_row"),
    /** For already_deleted: when, and by which batch. */
    earlierDeletedAt: instant("earlier_deleted_at"),
    earlierBatchId: uuid("earlier_batch_id"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.batchId, t.rowNumber] }),
    index("outcomes_by_outcome")
      .on(t.organizationId, t.batchId, t.outcome, t.rowNumber)
      .where(sql`outcome <> 'deleted'`),
    index("outcomes_same_as").on(t.organizationId, t.batchId, t.sameAsRow).where(sql`same_as_row is not null`),
    check("duplicate_of_a_row", sql`(${t.outcome} = 'duplicate') = (${t.sameAsRow} is not null)`),
    check("already_deleted_when", sql`(${t.outcome} = 'already_deleted') = (${t.earlierDeletedAt} is not null)`),
  ],
);

/** The unit of work: pinned learners first_learner_id … last_learner_id, in one transaction. */
export const deletionChunks = pgTable(
  "deletion_chunks",
  {
    organizationId: organizationId(),
    batchId: uuid("batch_id").notNull(),
    firstLearnerId: id("first_learner_id").notNull(),
    lastLearnerId: id("last_learner_id").notNull(),
    learners: integer("learners").notNull(),
    /** Fencing: whoever claimed last holds the highest token; nobody else's writes count. */
    token: bigint("token", { mode: "number" }).notNull().default(0),
    leaseUntil: instant("lease_until"),
    attempts: integer("attempts").notNull().default(0),
    firstFailedAt: instant("first_failed_at"),
    retryAt: instant("retry_at"),
    errorCode: text("error_code"),
    doneAt: instant("done_at"),
    deleted: integer("deleted").notNull().default(0),
    alreadyDeleted: integer("already_deleted").notNull().default(0),
    notFound: integer("not_found").notNull().default(0),
    protected: integer("protected").notNull().default(0),
    failed: integer("failed").notNull().default(0),
    cancelled: integer("cancelled").notNull().default(0),
    /** What went with the deleted learners, and the seats that stayed as references: Removed of lib/processing/chunk.ts. */
    removed: jsonb("removed"),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.batchId, t.firstLearnerId] }),
    index("deletion_chunks_to_do").on(t.organizationId, t.batchId, t.firstLearnerId).where(sql`done_at is null`),
    foreignKey({
      columns: [t.organizationId, t.batchId],
      foreignColumns: [deletionBatches.organizationId, deletionBatches.id],
    }),
    check("range_in_order", sql`${t.firstLearnerId} <= ${t.lastLearnerId} and ${t.learners} >= 1`),
    check(
      "every_learner_counted",
      sql`${t.doneAt} is null or ${t.learners} = ${t.deleted} + ${t.alreadyDeleted} + ${t.notFound} + ${t.protected} + ${t.failed} + ${t.cancelled}`,
    ),
  ],
);

export const workKind = pgEnum("work_kind", ["deletion_batch", "list", "mail"]);

/** What a run reads to know where to go. Exempt from the organization rule: it is how the organization is found. */
export const dueWork = pgTable(
  "due_work",
  {
    organizationId: organizationId(),
    /** Id of the deletion batch, the list, or the mail that belongs to neither. */
    workId: uuid("work_id").notNull(),
    kind: workKind("kind").notNull().default("deletion_batch"),
    dueAt: instant("due_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.workId] }),
    index("due_work_by_time").on(t.dueAt),
    foreignKey({ columns: [t.organizationId], foreignColumns: [organizations.id] }),
  ],
);
