// The benchmark's CSV: a mix of outcomes, close to 15 MB at 440,000 rows. Called by e2e/bench/run.ts.
import type { FileRow } from "./plain-sql";

/** Rows for learners `from + 1` … of makeOrganization: 96 % to delete, the rest not found, duplicate, mismatch, invalid. */
export function mixedRows(count: number, from: number): (FileRow & { valid: boolean })[] {
  return Array.from({ length: count }, (_, index) => {
    const n = from + index + 1;
    const email = `learner${n}@bench.example`;
    const row = { rowNumber: index + 2, email, userId: index % 2 === 0 ? `B-${n}` : "", valid: true };
    if (index % 50 === 10) return { ...row, email: `nobody${n}@bench.example`, userId: "" };
    if (index % 100 === 21) return { ...row, email: `learner${n - 1}@bench.example`, userId: "" };
    if (index % 200 === 33) return { ...row, userId: `B-${n - 1}` };
    if (index % 200 === 77) return { ...row, email: "no address", userId: "", valid: false };
    return row;
  });
}

export const toCsv = (rows: FileRow[]): Buffer =>
  Buffer.from(
    `primary_email_address,unique_user_id\n${rows.map(({ email, userId }) => `${email},${userId}`).join("\n")}\n`,
  );
