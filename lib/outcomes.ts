// What can become of a row, and what follows from it (spec 4 to 6). Pure. Who decides: lib/batches/resolve.ts when a file is
// checked, lib/processing/chunk.ts when its learners are deleted.
import { batchState, outcome } from "@/db/schema/batches";

/** In the order of the ledger. */
export const OUTCOMES = outcome.enumValues;
export type Outcome = (typeof OUTCOMES)[number];
export type Counts = Partial<Record<Outcome, number>>;

export const BATCH_STATES = batchState.enumValues;
export type BatchState = (typeof BATCH_STATES)[number];

/** States in which nothing more will happen to any row. */
export const ENDED: readonly BatchState[] = [
  "completed",
  "completed_with_errors",
  "terminated",
  "cancelled",
  "declined",
  "expired",
];
/** States in which something goes on that a screen should follow. */
export const LIVE: readonly BatchState[] = ["uploading", "checking", "scheduled", "processing"];

/** Rows that leave nothing to do: `completed` is a batch of these alone (spec 5). */
const NOTHING_TO_DO: readonly Outcome[] = ["deleted", "duplicate", "already_deleted"];

/** Spec 5: `completed` when every row is deleted, duplicate or already_deleted. */
export function endState(counts: Counts): "completed" | "completed_with_errors" {
  return OUTCOMES.some((name) => !NOTHING_TO_DO.includes(name) && (counts[name] ?? 0) > 0)
    ? "completed_with_errors"
    : "completed";
}

export const totalRows = (counts: Counts): number => OUTCOMES.reduce((sum, name) => sum + (counts[name] ?? 0), 0);

/** Rows of the results file: all that did not delete (spec 6). */
export const notDeleted = (counts: Counts): number => totalRows(counts) - (counts.deleted ?? 0);

export function addCounts(...all: Counts[]): Counts {
  const sum: Counts = {};
  for (const counts of all) for (const name of OUTCOMES) if (counts[name]) sum[name] = (sum[name] ?? 0) + counts[name];
  return sum;
}

/**
 * Spec 8: over the threshold the number has to be typed. "100 users or 10 % of the learners, whichever comes first".
 * @param users how many would be deleted; @param learners how many the organization has
 */
export function mustTypeCount(users: number, learners: number, threshold: { users: number; percent: number }): boolean {
  return users > threshold.users || users * 100 > learners * threshold.percent;
}

/** Spec 8: what would bring the orders of 24 hours over the brake's share of the learners waits at least 24 hours. */
export function brakeHolds(
  users: number,
  orderedInADay: number,
  learnersADayAgo: number,
  brakePercent: number,
): boolean {
  return (users + orderedInADay) * 100 > learnersADayAgo * brakePercent;
}
