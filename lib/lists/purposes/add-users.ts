// Add users, by file (spec 8).
import type { Purpose } from "../purpose";

export const addUsers: Purpose = {
  columns: [{ name: "name" }, { name: "groups" }],
  firstOutcome: "to_add",
  fingerprints: true,
  decide: async () => ({}),
  process: async () => ({ toRow: undefined, counts: {} }),
  afterProcessing: "completed",
  results: { columns: [], cells: (row) => [row.rowNumber] },
};
