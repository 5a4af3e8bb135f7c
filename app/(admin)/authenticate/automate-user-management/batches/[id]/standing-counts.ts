// Which rows of a batch have which outcome at this moment: what is done while it runs, what the preview decided before. Pure.
// Used by the ledger and the chips of the batch page, which have to say the same.
import type { Batch } from "@/lib/batches";
import { type Counts, type Outcome, totalRows } from "@/lib/outcomes";

/** States in which there are rows to show. */
const WITH_ROWS: readonly Batch["state"][] = [
  "ready",
  "awaiting_approval",
  "scheduled",
  "processing",
  "completed",
  "completed_with_errors",
];

export const hasRows = (batch: Batch): boolean => WITH_ROWS.includes(batch.state);

/** Before the start nobody is deleted: the learners that the preview pinned are still to do. */
export function standingCounts(batch: Batch): { counts: Counts; toDo: number; all: number } {
  const begun = batch.startedAt !== null;
  const { deleted: pinned = 0, ...decided } = batch.preview?.counts ?? {};
  const counts: Counts = begun ? batch.counts : decided;
  const toDo = begun ? batch.toDo : pinned;
  return { counts, toDo, all: totalRows(counts) + toDo };
}

export function rowsWith(batch: Batch, outcome: Outcome | "to_do" | undefined): number {
  const { counts, toDo, all } = standingCounts(batch);
  return outcome === undefined ? all : outcome === "to_do" ? toDo : (counts[outcome] ?? 0);
}
