// The ledger's colours for what a row is: what a deletion took, what came back, what there is nothing to do about, what to
// correct. Used by the chips and by the rows.
import type { FoundOutcome } from "./row-query";

export const SWATCHES: Record<FoundOutcome, string> = {
  deleted: "deleted",
  not_deleted: "not_found",
  restored: "protected",
  reusable: "already_deleted",
  invalid: "invalid",
};
