// Which batches of a list go on by themselves, and when the next one starts: what Follow of User Deletion asks for. Pure.
// Used by the page of all batches.
import type { Batch } from "@/lib/batches";

/** Asked for one by one, so not all of a page. Whatever changes draws the whole list anew. */
const MOST = 6;
/** An upload that has not moved for so long was left; nothing is to be followed any more. */
const LEFT_MS = 3_600_000;

export function followed(batches: Batch[]): { live: string[]; startsAt: string | null } {
  const live = batches.filter(
    ({ state, due, createdAt }) =>
      state === "checking" ||
      state === "processing" ||
      due ||
      (state === "uploading" && Date.now() - createdAt.getTime() < LEFT_MS),
  );
  const starts = batches.flatMap(({ state, due, startsAt }) =>
    state === "scheduled" && !due && startsAt ? [startsAt.getTime()] : [],
  );
  return {
    live: live.slice(0, MOST).map(({ id }) => id),
    startsAt: starts.length > 0 ? new Date(Math.min(...starts)).toISOString() : null,
  };
}
