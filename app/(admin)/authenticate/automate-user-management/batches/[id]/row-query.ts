// Which rows of a batch were asked for, as it stands in the address, and the address of the pages beside. Pure.
// Used by the rows of the batch page; whatever is malformed is as if it had not been asked.
import type { Route } from "next";
import type { RowFilter, RowPlace } from "@/lib/batches";
import { OUTCOMES } from "@/lib/outcomes";
import { batchPath, withQuery } from "../batch-paths";
import type { SearchParams } from "../batch-query";

export type RowQuery = { outcome: RowFilter["outcome"]; search: string | undefined; place: RowPlace; from: number };

export function readRowQuery(query: SearchParams): RowQuery {
  const one = (name: string) => {
    const value = query[name];
    // The database knows no NUL.
    return (typeof value === "string" && value.replaceAll("\0", "").trim()) || undefined;
  };
  const whole = (name: string) => (/^\d{1,9}$/.test(one(name) ?? "") ? Number(one(name)) : undefined);
  const [after, before] = [whole("after"), whole("before")];
  return {
    outcome: one("outcome") === "to_do" ? "to_do" : OUTCOMES.find((name) => name === one("outcome")),
    search: one("q")?.slice(0, 320),
    place: after ?? (before === undefined ? 0 : { before }),
    // The place of the page's first row among all that are asked for; a keyset does not know it.
    from: after === undefined && before === undefined ? 1 : Math.max(1, whole("at") ?? 1),
  };
}

export function rowsPath(
  batchId: string,
  { outcome, search }: Pick<RowQuery, "outcome" | "search">,
  place?: { after?: number; before?: number; at: number },
): Route {
  return withQuery(batchPath(batchId), { outcome, q: search, ...place });
}
