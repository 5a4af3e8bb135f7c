// What the dialog shows of a batch, as plain data with its words in the reader's language: the truth after a reload, the preview,
// the reasons of a file that did not pass. Called by readPreview in actions.ts; its types are used by the dialog.
import { shownName } from "@/app/_components/shown-name";
import type { FullAdmin } from "@/lib/auth";
import { type Batch, batchRows, confirmTerms, earlierBatchOfSameFile, readBatch, reviewBatch } from "@/lib/batches";
import { explainRefusal, explainRow, type Language } from "@/lib/explanations";
import type { Counts, Outcome } from "@/lib/outcomes";

/** Rows shown of each outcome; the whole list is a download. */
const FIRST_ROWS = 6;
/** A value that names somebody is shorter; a longer one is shown cut, for a line may hold 64 kB. */
const SHOWN_CHARACTERS = 200;

type File = { batchId: string; fileName: string; fileBytes: number };

export type ShownRow = {
  rowNumber: number;
  email: string;
  userId: string;
  /** Why it does not delete; empty for a row that will. */
  why: string;
  learner: { name: string; groups: string[]; lastActiveAt: Date | null } | null;
};

export type ShownPreview = File & {
  at: "ready";
  previewNumber: number;
  rows: number;
  users: number;
  counts: Counts;
  learningData: NonNullable<Batch["preview"]>["learningData"];
  activeLately: number;
  /** What became of learners that an earlier preview of this batch still would have deleted. */
  changed: Counts | null;
  firstRows: { outcome: Outcome; rows: ShownRow[] }[];
  encoding: string | null;
  delimiter: string | null;
  ignoredColumns: string[];
  earlier: { batchId: string; createdAt: Date; state: Batch["state"] } | null;
  terms: Awaited<ReturnType<typeof confirmTerms>>;
};

export type Terminated = File & { at: "terminated"; reasons: string[] };

/** Past the dialog: ordered, and maybe done by now. */
export type Ordered = File & { at: "ordered"; state: Batch["state"]; users: number; startsAt: Date | null };

export type Shown =
  | (File & { at: "uploading" | "checking"; checked: number })
  | ShownPreview
  | Terminated
  | Ordered
  | (File & { at: "over"; state: Batch["state"] })
  | (File & { at: "not_yours"; uploadedBy: string })
  | { at: "not_found" };

export async function showBatch(admin: FullAdmin, batchId: string, language: Language): Promise<Shown> {
  const batch = await readBatch(admin, batchId);
  if (!batch) return { at: "not_found" };
  const file = { batchId, fileName: shownName(batch.fileName), fileBytes: batch.fileBytes };
  const { state } = batch;
  switch (state) {
    case "awaiting_approval":
    case "scheduled":
    case "processing":
    case "completed":
    case "completed_with_errors":
      return {
        ...file,
        at: "ordered",
        // Its time has come: to whoever ordered it, it has begun.
        state: batch.due ? "processing" : state,
        users: batch.preview?.counts.deleted ?? 0,
        startsAt: batch.startsAt,
      };
    case "cancelled":
    case "declined":
    case "expired":
      return { ...file, at: "over", state };
    case "terminated":
      return {
        ...file,
        at: "terminated",
        reasons: (batch.refusals ?? []).map((refusal) => explainRefusal(language, refusal)),
      };
    default:
      // Only the uploader goes on with a file (spec 2, step 11); another full admin sees it in the list.
      if (batch.uploadedBy.adminId !== admin.adminId)
        return { ...file, at: "not_yours", uploadedBy: batch.uploadedBy.name };
      if (state === "ready") return { ...file, ...(await showPreview(admin, batch, language)) };
      return { ...file, at: state, checked: batch.checked };
  }
}

/** What the approver sees: the preview as it was confirmed, summed anew, and when it would start. */
export async function showReview(admin: FullAdmin, batchId: string, language: Language) {
  const review = await reviewBatch(admin, batchId);
  if (!review.ok) return review;
  const batch = await readBatch(admin, batchId);
  if (!batch) return { ok: false, code: "not_found" } as const;
  const { fileName, fileBytes } = batch;
  const shown = await showPreview(admin, batch, language);
  const { delayHours, brake } = review;
  const preview: ShownPreview = {
    batchId,
    fileName: shownName(fileName),
    fileBytes,
    ...shown,
    terms: { ...shown.terms, delayHours, brake },
  };
  return { ok: true, preview, confirmedBy: batch.confirmedBy?.name ?? "" } as const;
}

async function showPreview(
  admin: FullAdmin,
  batch: Batch,
  language: Language,
): Promise<Omit<ShownPreview, keyof File>> {
  const { preview } = batch;
  if (!preview) throw new Error("ready without a preview");
  const users = preview.counts.deleted ?? 0;
  const outcomes = (Object.keys(preview.counts) as Outcome[]).filter((name) => (preview.counts[name] ?? 0) > 0);
  const [terms, earlier, ...rows] = await Promise.all([
    confirmTerms(admin, users),
    earlierBatchOfSameFile(admin, batch.id),
    ...outcomes.map((outcome) => firstRows(admin, batch.id, outcome, language)),
  ]);
  return {
    at: "ready",
    previewNumber: batch.previewNumber,
    rows: batch.rows ?? 0,
    users,
    counts: preview.counts,
    learningData: preview.learningData,
    activeLately: preview.activeLately,
    changed: preview.changed ?? null,
    firstRows: outcomes.map((outcome, at) => ({ outcome, rows: rows[at] ?? [] })),
    encoding: batch.encoding,
    delimiter: batch.delimiter,
    ignoredColumns: batch.ignoredColumns,
    earlier: earlier ? { ...earlier, state: earlier.state as Batch["state"] } : null,
    terms,
  };
}

async function firstRows(admin: FullAdmin, batchId: string, outcome: Outcome, language: Language): Promise<ShownRow[]> {
  // Before Confirm the pinned learners have no outcome yet: they are what is to do.
  const filter = { outcome: outcome === "deleted" ? ("to_do" as const) : outcome };
  const rows = await batchRows(admin, batchId, filter, 0, FIRST_ROWS);
  return rows.map((row) => ({
    rowNumber: row.rowNumber,
    email: cut(row.values?.email ?? ""),
    userId: cut(row.values?.userId ?? ""),
    why: row.outcome
      ? explainRow(language, admin.organizationName, {
          ...row,
          outcome: row.outcome,
          values: row.values ? "kept" : "deleted",
        })
      : "",
    learner: row.learner && {
      name: row.learner.name,
      groups: row.learner.groups,
      lastActiveAt: row.learner.lastActiveAt,
    },
  }));
}

const cut = (value: string): string =>
  value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value;
