// Why a row of a list of deleted users is what it is, in the reader's words. Pure. Called by the results file and by the page.
import { explainRow, type Language, shortBatchId } from "../explanations";

export type FoundToExplain = {
  outcome: string;
  problem: string | null;
  reason: string | null;
  sameAsRow: number | null;
  earlierDeletedAt: Date | null;
  earlierBatchId: string | null;
};

type Words = {
  deleted: (date: string, batch: string) => string;
  exists: string;
  one_leads_nowhere: string;
  two_learners: string;
  restored: string;
  restoredAs: (row: string) => string;
  reusable: string;
  not_deleted: string;
};

const WORDS: Record<Language, Words> = {
  en: {
    deleted: (date, batch) => `Deleted on ${date} in batch ${batch}.`,
    exists: "Not restored: somebody has this address or ID by now.",
    one_leads_nowhere:
      "Only one of e-mail address and ID leads to a deleted user, so the row cannot be restored. Give that one alone.",
    two_learners:
      "The address and the ID lead to two different deletions, so the row cannot be restored. Give one of them.",
    restored: "Restored, without learning data.",
    restoredAs: (row) => `Same user as row ${row}, which was restored.`,
    reusable: "The address and the ID can be used again.",
    not_deleted: "Nobody with this address or ID was deleted here.",
  },
  id: {
    deleted: (date, batch) => `Dihapus pada ${date} dalam batch ${batch}.`,
    exists: "Tidak dipulihkan: alamat atau ID ini sudah dipakai orang lain.",
    one_leads_nowhere:
      "Hanya salah satu dari alamat email dan ID yang mengarah ke pengguna yang dihapus, jadi baris ini tidak dapat dipulihkan. Isi yang itu saja.",
    two_learners:
      "Alamat dan ID mengarah ke dua penghapusan yang berbeda, jadi baris ini tidak dapat dipulihkan. Isi salah satunya saja.",
    restored: "Dipulihkan, tanpa data pembelajaran.",
    restoredAs: (row) => `Pengguna yang sama dengan baris ${row}, yang telah dipulihkan.`,
    reusable: "Alamat dan ID ini dapat dipakai lagi.",
    not_deleted: "Tidak ada pengguna dengan alamat atau ID ini yang dihapus di sini.",
  },
};

const DAY = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
const DATES = { en: new Intl.DateTimeFormat("en-GB", DAY), id: new Intl.DateTimeFormat("id-ID", DAY) };

/** Why a deleted row cannot be or was not restored; empty for one that can be. */
export function explainReason(language: Language, reason: string | null): string {
  const words = WORDS[language];
  return reason === "exists" || reason === "one_leads_nowhere" || reason === "two_learners" ? words[reason] : "";
}

/** One or two sentences on a row. */
export function explainFound(language: Language, row: FoundToExplain): string {
  const words = WORDS[language];
  switch (row.outcome) {
    case "deleted": {
      const date = row.earlierDeletedAt ? DATES[language].format(row.earlierDeletedAt) : "";
      const when = words.deleted(date, shortBatchId(row.earlierBatchId ?? ""));
      return [when, explainReason(language, row.reason)].filter(Boolean).join(" ");
    }
    case "restored":
      return row.sameAsRow === null ? words.restored : words.restoredAs(String(row.sameAsRow));
    case "reusable":
      return words.reusable;
    case "invalid":
      return explainRow(language, "", {
        outcome: "invalid",
        reason: row.problem,
        sameAsRow: null,
        earlierDeletedAt: null,
        earlierBatchId: null,
        values: "kept",
      });
    default:
      return words.not_deleted;
  }
}
