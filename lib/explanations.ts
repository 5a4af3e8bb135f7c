// Why a row did not delete, and why a file did not pass, in the reader's words (spec 3, 4, 6). Pure. Used by the results file,
// the batch page and the preview; the codes they explain come from lib/csv, lib/batches/resolve.ts and lib/processing.
import type { Refusal, RefusalCode, RowProblem } from "./csv";
import type { Outcome } from "./outcomes";

export type Language = "en" | "id";

export type RowToExplain = {
  outcome: Outcome;
  reason: string | null;
  sameAsRow: number | null;
  earlierDeletedAt: Date | null;
  earlierBatchId: string | null;
  /** `dropped`: kept no longer, 30 days after the end. `deleted`: they named somebody deleted. */
  values: "kept" | "deleted" | "dropped";
};

/** The words of a batch in running text: first eight letters of its id, as the batch page shows it. */
export const shortBatchId = (batchId: string): string => batchId.slice(0, 8);

/** Every reason that a file does not pass: those of its content, and that it did not arrive as it was sent. */
export type FileRefusalCode = RefusalCode | "upload_damaged";

type Dictionary = {
  deleted: string;
  notFound: (organization: string) => string;
  leadingZeros: string;
  alreadyDeleted: (date: string, batch: string) => string;
  oneLeadsNowhere: string;
  twoLearners: string;
  sameLearner: (row: string) => string;
  admin: string;
  hold: string;
  failed: (code: string) => string;
  cancelled: string;
  valuesGone: string;
  problems: Record<RowProblem, string>;
  refusals: Record<FileRefusalCode, (place: { line: string; column: string }) => string>;
};

const en: Dictionary = {
  deleted: "",
  notFound: (organization) => `Nobody in ${organization} has this e-mail address or ID.`,
  leadingZeros:
    "Nobody has this ID, but somebody has the same digits with other leading zeros. Excel drops leading zeros: set the column to Text.",
  alreadyDeleted: (date, batch) => `Deleted earlier, on ${date}, in batch ${batch}.`,
  oneLeadsNowhere: "Only one of e-mail address and ID leads to a learner. Give one of them, or correct the other.",
  twoLearners: "The e-mail address and the ID belong to two different learners. Neither was deleted.",
  sameLearner: (row) => `Same learner as row ${row}.`,
  admin: "This learner is an admin of the organization. Admins are never deleted.",
  hold: "This learner is on hold.",
  failed: (code) =>
    `Could not be deleted after repeated tries over 24 hours (${code}). The learner is still there, whole.`,
  cancelled: "The batch was stopped before this row. The learner is still there, whole.",
  valuesGone: "The values of this row belonged to a deleted learner and are not kept.",
  problems: {
    both_empty: "Both the e-mail address and the ID are empty.",
    too_many_fields: "The row has more fields than the header. Put a value that contains the delimiter in quotes.",
    uncertain_encoding: "The value has a character that can't be read with certainty. Save the file as UTF-8.",
    email_malformed: "This is not an e-mail address.",
    email_two_at: "The e-mail address has two @ signs.",
    email_space: "The e-mail address has a space in it.",
    email_too_long: "The e-mail address is too long.",
    email_compatibility: "The e-mail address has look-alike characters, such as a full-width @.",
    email_invisible: "The e-mail address has invisible characters in it.",
    control_characters: "The e-mail address has control characters in it.",
    id_too_long: "The ID is longer than 255 characters.",
    id_control: "The ID has control characters in it.",
    id_scientific:
      "Excel has turned the ID into scientific notation, such as 1.23E+15. Set the column to Text and fill in the ID again.",
  },
  refusals: {
    too_large: () => "The file is 15 MB or larger. Split it into smaller files.",
    not_csv_name: () => "Only CSV is supported: the file's name must end with .csv.",
    not_csv: () => "Only CSV is supported: this file is something else under the name of a CSV.",
    empty: () => "The file is empty.",
    no_rows: () => "The file has a header, but no rows.",
    header_missing: ({ column }) =>
      `The header ${column} is missing. Both headers must be there, even if a column is empty.`,
    header_doubled: ({ column }) => `The header ${column} is there twice.`,
    encoding: ({ line }) => `The file is in no supported encoding${line}. Save it as “CSV UTF-8”.`,
    quote_unclosed: ({ line }) => `A quote is opened and never closed${line}.`,
    quote_stray: ({ line }) =>
      `A quote stands where none can${line}. Write a quote inside a value twice, and put the value in quotes.`,
    line_too_long: ({ line }) => `A line is longer than 64 kB${line}.`,
    too_many_columns: ({ line }) => `There are more than 256 columns${line}.`,
    line_not_whole: ({ line }) => `Every line of this file is one quoted field, but for one that is not${line}.`,
    upload_damaged: () => "The file did not arrive as it was sent. Upload it again.",
  },
};

const id: Dictionary = {
  deleted: "",
  notFound: (organization) => `Tidak ada pengguna di ${organization} dengan alamat email atau ID ini.`,
  leadingZeros:
    "Tidak ada pengguna dengan ID ini, tetapi ada yang angkanya sama dengan nol di depan yang berbeda. Excel membuang nol di depan: atur kolomnya sebagai Teks.",
  alreadyDeleted: (date, batch) => `Sudah dihapus sebelumnya, pada ${date}, dalam batch ${batch}.`,
  oneLeadsNowhere:
    "Hanya salah satu dari alamat email dan ID yang mengarah ke pembelajar. Isi salah satunya saja, atau perbaiki yang lain.",
  twoLearners: "Alamat email dan ID ini milik dua pembelajar yang berbeda. Keduanya tidak dihapus.",
  sameLearner: (row) => `Pembelajar yang sama dengan baris ${row}.`,
  admin: "Pembelajar ini adalah admin organisasi. Admin tidak pernah dihapus.",
  hold: "Penghapusan pembelajar ini sedang ditangguhkan.",
  failed: (code) =>
    `Tidak dapat dihapus setelah dicoba berulang kali selama 24 jam (${code}). Pembelajar masih ada, utuh.`,
  cancelled: "Batch dihentikan sebelum baris ini. Pembelajar masih ada, utuh.",
  valuesGone: "Nilai pada baris ini milik pembelajar yang telah dihapus dan tidak disimpan.",
  problems: {
    both_empty: "Alamat email dan ID sama-sama kosong.",
    too_many_fields:
      "Baris ini memiliki lebih banyak kolom daripada header. Apit nilai yang memuat pemisah dengan tanda kutip.",
    uncertain_encoding: "Ada karakter yang tidak dapat dibaca dengan pasti. Simpan file sebagai UTF-8.",
    email_malformed: "Ini bukan alamat email.",
    email_two_at: "Alamat email memiliki dua tanda @.",
    email_space: "Ada spasi di dalam alamat email.",
    email_too_long: "Alamat email terlalu panjang.",
    email_compatibility: "Alamat email memuat karakter yang mirip, misalnya @ lebar penuh.",
    email_invisible: "Ada karakter tak terlihat di dalam alamat email.",
    control_characters: "Ada karakter kontrol di dalam alamat email.",
    id_too_long: "ID lebih panjang dari 255 karakter.",
    id_control: "Ada karakter kontrol di dalam ID.",
    id_scientific:
      "Excel mengubah ID menjadi notasi ilmiah, misalnya 1,23E+15. Atur kolomnya sebagai Teks lalu isi kembali ID-nya.",
  },
  refusals: {
    too_large: () => "Ukuran file 15 MB atau lebih. Bagi menjadi beberapa file yang lebih kecil.",
    not_csv_name: () => "Hanya CSV yang didukung: nama file harus diakhiri dengan .csv.",
    not_csv: () => "Hanya CSV yang didukung: isi file ini bukan CSV.",
    empty: () => "File kosong.",
    no_rows: () => "File memiliki header, tetapi tidak ada baris.",
    header_missing: ({ column }) => `Header ${column} tidak ada. Kedua header harus ada, meskipun kolomnya kosong.`,
    header_doubled: ({ column }) => `Header ${column} muncul dua kali.`,
    encoding: ({ line }) => `Enkode file tidak didukung${line}. Simpan sebagai “CSV UTF-8”.`,
    quote_unclosed: ({ line }) => `Ada tanda kutip yang dibuka tetapi tidak ditutup${line}.`,
    quote_stray: ({ line }) =>
      `Ada tanda kutip di tempat yang tidak semestinya${line}. Tulis tanda kutip di dalam nilai dua kali, dan apit nilainya dengan tanda kutip.`,
    line_too_long: ({ line }) => `Ada baris yang lebih panjang dari 64 kB${line}.`,
    too_many_columns: ({ line }) => `Ada lebih dari 256 kolom${line}.`,
    line_not_whole: ({ line }) => `Setiap baris file ini diapit tanda kutip, kecuali satu${line}.`,
    upload_damaged: () => "File yang diterima tidak sama dengan yang dikirim. Unggah lagi.",
  },
};

const DICTIONARIES: Record<Language, Dictionary> = { en, id };

const DAY = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
/** Made once: a results file formats hundreds of thousands of dates. */
const DATES = { en: new Intl.DateTimeFormat("en-GB", DAY), id: new Intl.DateTimeFormat("id-ID", DAY) };

/** One sentence on what became of a row; empty for a deleted one. */
export function explainRow(language: Language, organizationName: string, row: RowToExplain): string {
  const words = DICTIONARIES[language];
  const number = row.sameAsRow === null ? "" : String(row.sameAsRow);
  switch (row.outcome) {
    case "deleted":
      return words.deleted;
    case "duplicate":
      return words.sameLearner(number);
    case "already_deleted":
      return words.alreadyDeleted(
        row.earlierDeletedAt ? DATES[language].format(row.earlierDeletedAt) : "",
        shortBatchId(row.earlierBatchId ?? ""),
      );
    default:
      return [cause(words, organizationName, row), row.values === "deleted" ? words.valuesGone : ""]
        .filter(Boolean)
        .join(" ");
  }
}

function cause(words: Dictionary, organizationName: string, { outcome, reason }: RowToExplain): string {
  switch (outcome) {
    case "invalid":
      return words.problems[reason as RowProblem] ?? words.problems.email_malformed;
    case "not_found":
      return reason === "leading_zeros" ? words.leadingZeros : words.notFound(organizationName);
    case "mismatch":
      return reason === "two_learners" ? words.twoLearners : words.oneLeadsNowhere;
    case "protected":
      return reason === "hold" ? words.hold : words.admin;
    case "failed":
      return words.failed(reason ?? "unknown");
    default:
      return words.cancelled;
  }
}

/** One sentence on why a file did not pass, with its place. */
export function explainRefusal(language: Language, refusal: Omit<Refusal, "code"> & { code: FileRefusalCode }): string {
  const words = DICTIONARIES[language].refusals;
  const line =
    refusal.line === undefined
      ? ""
      : language === "id"
        ? ` (baris ${refusal.line} pada file)`
        : ` (line ${refusal.line} of the file)`;
  return words[refusal.code]({ line, column: refusal.column ?? "" });
}
