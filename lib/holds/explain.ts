// Why a row put nobody on hold, in the reader's words. Pure. Used by the preview and the results file of the purpose hold_users;
// what is wrong with an address or an ID is said by lib/explanations, as for every other file.
import { explainRow, type Language } from "../explanations";
import type { ListRow } from "../lists/reading";
import { REASON_CHARACTERS } from "./day";

/** What is wrong with a row that lib/csv finds in order. */
export type HoldProblem = "reason_missing" | "reason_too_long" | "day_malformed" | "day_past";

const WORDS: Record<Language, Record<HoldProblem | "twoLearners" | "toHold" | "held" | "gone", string>> = {
  en: {
    reason_missing: "The reason is missing. Write one in the column reason.",
    reason_too_long: `The reason is longer than ${REASON_CHARACTERS} characters.`,
    day_malformed: "The last day is not one. Write it as 2027-01-31 in the column ends_on, or leave it empty.",
    day_past: "The last day has passed already.",
    twoLearners: "The e-mail address and the ID belong to two different learners. Neither was put on hold.",
    toHold: "Will be on hold.",
    held: "On hold.",
    gone: "This learner has been deleted meanwhile. The values of the row are not kept.",
  },
  id: {
    reason_missing: "Alasannya tidak ada. Tulis alasan di kolom reason.",
    reason_too_long: `Alasannya lebih panjang dari ${REASON_CHARACTERS} karakter.`,
    day_malformed: "Tanggal berakhirnya tidak valid. Tulis seperti 2027-01-31 di kolom ends_on, atau kosongkan.",
    day_past: "Tanggal berakhirnya sudah lewat.",
    twoLearners: "Alamat email dan ID ini milik dua pembelajar yang berbeda. Penghapusan keduanya tidak ditangguhkan.",
    toHold: "Penghapusannya akan ditangguhkan.",
    held: "Penghapusannya ditangguhkan.",
    gone: "Pembelajar ini sudah telanjur dihapus. Nilai pada baris ini tidak disimpan.",
  },
};

/** One sentence on what became of a row. */
export function explainHoldRow(language: Language, organizationName: string, row: ListRow): string {
  const words = WORDS[language];
  if (row.outcome === "to_hold") return words.toHold;
  if (row.outcome === "held") return words.held;
  if (row.values === null) return words.gone;
  if (row.problem && row.problem in words) return words[row.problem as HoldProblem];
  if (row.outcome === "mismatch" && row.reason === "two_learners") return words.twoLearners;
  return explainRow(language, organizationName, {
    outcome:
      row.outcome === "duplicate" || row.outcome === "mismatch" || row.outcome === "invalid"
        ? row.outcome
        : "not_found",
    reason: row.problem ?? row.reason,
    sameAsRow: row.sameAsRow,
    earlierDeletedAt: null,
    earlierBatchId: null,
    values: "kept",
  });
}
