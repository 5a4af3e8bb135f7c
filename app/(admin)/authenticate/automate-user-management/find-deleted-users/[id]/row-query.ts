// Which rows of a list were asked for, as it stands in the address, and the address of the pages beside. Pure. Used by the page;
// whatever is malformed is as if it had not been asked.
import type { Route } from "next";
import type { FoundPlace } from "@/lib/finding";
import type { ListOutcome } from "@/lib/lists";
import { withQuery } from "../../batches/batch-paths";
import { listPath } from "../list-paths";

/** Outcomes a row of such a list can have, in the order of the chips. */
export const FOUND_OUTCOMES = ["deleted", "not_deleted", "restored", "reusable", "invalid"] as const;
export type FoundOutcome = (typeof FOUND_OUTCOMES)[number] & ListOutcome;

export type RowQuery = { outcome: FoundOutcome | undefined; place: FoundPlace; from: number };

export function readRowQuery(query: Record<string, string | string[] | undefined>): RowQuery {
  const whole = (name: string) => {
    const value = query[name];
    return typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
  };
  const [after, before] = [whole("after"), whole("before")];
  return {
    outcome: FOUND_OUTCOMES.find((name) => name === query.outcome),
    place: after ?? (before === undefined ? 0 : { before }),
    // The place of the page's first row among all that are asked for; a keyset does not know it.
    from: after === undefined && before === undefined ? 1 : Math.max(1, whole("at") ?? 1),
  };
}

export function rowsPath(
  listId: string,
  outcome: FoundOutcome | undefined,
  place?: { after?: number; before?: number; at: number },
): Route {
  return withQuery(listPath(listId), { outcome, ...place });
}
