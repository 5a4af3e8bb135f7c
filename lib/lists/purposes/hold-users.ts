// Holds by file (spec 8) come with Safeguards; until then nothing makes such a list.
import type { Purpose } from "../purpose";

export const holdUsers: Purpose = {
  columns: [],
  firstOutcome: "not_found",
  fingerprints: false,
  decide: async () => ({}),
  process: async () => ({ toRow: undefined, counts: {} }),
  afterProcessing: "completed",
  results: {
    columns: ["row_number", "primary_email_address", "unique_user_id", "outcome"],
    cells: (row) => [row.rowNumber],
  },
};
