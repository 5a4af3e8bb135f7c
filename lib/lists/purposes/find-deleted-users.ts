// Find deleted users, by file (spec 7): each row says whether it was deleted, when and by which batch.
import type { Purpose } from "../purpose";
import { markTombstoned } from "../tombstoned";

export const findDeletedUsers: Purpose = {
  columns: [],
  firstOutcome: "not_deleted",
  fingerprints: true,
  async decide(tx, list) {
    await markTombstoned(tx, list, "not_deleted", "deleted");
    return {};
  },
  async process() {
    return { toRow: undefined, counts: {} };
  },
  afterProcessing: "ready",
  results: {
    columns: ["row_number", "primary_email_address", "unique_user_id", "outcome", "message"],
    cells: (row) => [row.rowNumber, row.values?.email ?? "", row.values?.userId ?? "", row.outcome, ""],
  },
};
