// Owns the words of the result mail, in both languages, and how a mail writes figures and times. Pure.
// Called by result-mail.tsx; lib keeps its own words because it never imports app.
import type { Outcome } from "@/lib/outcomes";

export type Language = "en" | "id";
/** Why somebody gets the mail: it closes the mail, and says "you uploaded" only to whoever did. */
export type Reason = "uploader" | "full_admin" | "recipient";
/** What the mail has to tell; each has its own headline, first paragraph and advice. */
export type Variant = "all_deleted" | "some_not" | "none" | "stopped";

/** What stands around a figure of the list: the outcome's name, and what it means. */
type OutcomeWords = { label: string; meaning?: string };

export type Words = {
  outcomes: Record<Outcome, OutcomeWords>;
  /** Subject and headline (look.md: they are the same). `deleted` users, `rest` rows that were not. */
  headline: (variant: Variant, deleted: number, rest: number) => string;
  /** What a client shows beside the subject. */
  preheader: Record<Variant, string>;
  /** The sentence around the batch's name: before it, and after it with the time. */
  ended: (stopped: boolean, when: string) => { before: string; after: string };
  /** What that means for the people in the file. */
  consequence: (variant: Variant, deleted: number) => string;
  next: string;
  advice: {
    nothing: string;
    keepCopy: string;
    noneLeft: string;
    file: string;
    correct: string;
    uploadRest: string;
    protected: string;
    failed: string;
  };
  download: string;
  view: string;
  access: (organization: string) => string;
  kept: (byReader: boolean, date: string) => string;
  orderedBy: (name: string) => string;
  reason: (reason: Reason | undefined, organization: string) => string;
  auditHead: string;
  ledger: string;
  figure: (value: number) => string;
  date: (at: Date) => string;
  moment: (at: Date) => string;
};

/** UTC, and it says so (look.md): a mail does not know its reader's zone. */
function formats(locale: string, joint: string) {
  const number = new Intl.NumberFormat(locale);
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const time = new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  });
  return {
    figure: (value: number) => number.format(value),
    date: (at: Date) => `${day.format(at)} (UTC)`,
    moment: (at: Date) => `${day.format(at)} ${joint} ${time.format(at)} UTC`,
  };
}

const english = formats("en-GB", "at");
const users = (n: number) => `${english.figure(n)} ${n === 1 ? "user was" : "users were"} deleted`;
const rows = (n: number) => `${english.figure(n)} ${n === 1 ? "row was" : "rows were"} not`;

const en: Words = {
  ...english,
  outcomes: {
    deleted: { label: "Deleted" },
    not_found: { label: "Not found", meaning: "nobody has this e-mail address or ID" },
    already_deleted: { label: "Already deleted", meaning: "in an earlier batch" },
    duplicate: { label: "Duplicate", meaning: "an earlier row names the same learner" },
    invalid: { label: "Invalid", meaning: "no e-mail address or ID, or a malformed one" },
    mismatch: { label: "Mismatch", meaning: "e-mail address and ID are not one learner’s" },
    protected: { label: "Protected", meaning: "admins, or learners on hold" },
    failed: { label: "Failed", meaning: "could not be deleted after repeated tries" },
    cancelled: { label: "Cancelled", meaning: "the batch was stopped before" },
  },
  headline: (variant, deleted, rest) => {
    const done = deleted === 0 ? "No users were deleted" : users(deleted);
    if (variant === "stopped")
      return `Deletion stopped: ${done.replace(/^No/, "no")}${deleted ? `, ${rows(rest)}` : ""}`;
    return variant === "some_not" ? `${done}, ${rows(rest)}` : done;
  },
  preheader: {
    all_deleted: "There is nothing more to do.",
    some_not: "The results file says why, row by row.",
    none: "Nobody was removed, and no learning data.",
    stopped: "What is deleted stays deleted. The rest was left as it was.",
  },
  ended: (stopped, when) => ({
    before: "The batch ",
    after: stopped ? ` was stopped by an admin and ended on ${when}.` : ` finished on ${when}.`,
  }),
  consequence: (variant, deleted) => {
    if (deleted === 0) return "No user and no learning data was removed.";
    const until = variant === "stopped" ? "The users deleted until then" : "The deleted users";
    const rest = variant === "stopped" ? " Nobody else was touched." : "";
    if (deleted > 1) return `${until} and all their learning data are gone for good.${rest}`;
    return `${variant === "stopped" ? "The user deleted until then" : "The deleted user"} and all the learning data are gone for good.${rest}`;
  },
  next: "What to do next",
  advice: {
    nothing: "There is nothing more to do.",
    keepCopy: "Keep your copy of the CSV: it is needed if one of these users is to be added again.",
    noneLeft: "Everybody in the file had been deleted before.",
    file: "The results file lists every row that was not deleted, with the reason.",
    correct: "Correct the rows in it, then upload the results file itself.",
    uploadRest: "To delete the remaining users, upload the results file itself.",
    protected: "Protected users stay for as long as they are admins or on hold.",
    failed: "Users whose deletion failed are still there whole: upload the results file again later.",
  },
  download: "Download the results file",
  view: "View the batch",
  access: (organization) => `The link opens for signed-in full admins of ${organization}.`,
  kept: (byReader, date) => `What ${byReader ? "you" : "was"} uploaded for these rows is kept until ${date}.`,
  orderedBy: (name) => `Ordered by ${name}.`,
  reason: (reason, organization) => {
    const place = "a recipient under Automate user management, Notifications";
    if (reason === "uploader") return "You get this message because you uploaded the file.";
    if (reason === "recipient") return `You get this message because you are ${place}.`;
    if (reason === "full_admin")
      return `You get this message because you are a full admin of ${organization} and whoever uploaded the file no longer is.`;
    return `You get this message because you uploaded the file, or are ${place}.`;
  },
  auditHead: "Last hash of the audit log",
  ledger: "Rows by outcome",
};

const indonesian = formats("id-ID", "pukul");
const pengguna = (n: number) => `${indonesian.figure(n)} pengguna telah dihapus`;
const baris = (n: number) => `${indonesian.figure(n)} baris tidak`;

const id: Words = {
  ...indonesian,
  outcomes: {
    deleted: { label: "Dihapus" },
    not_found: { label: "Tidak ditemukan", meaning: "tidak ada yang memiliki alamat email atau ID ini" },
    already_deleted: { label: "Sudah dihapus", meaning: "dalam batch sebelumnya" },
    duplicate: { label: "Duplikat", meaning: "baris sebelumnya menyebut pembelajar yang sama" },
    invalid: { label: "Tidak valid", meaning: "alamat email atau ID kosong atau salah format" },
    mismatch: { label: "Tidak cocok", meaning: "alamat email dan ID bukan milik satu pembelajar" },
    protected: { label: "Dilindungi", meaning: "admin, atau pembelajar yang penghapusannya ditangguhkan" },
    failed: { label: "Gagal", meaning: "tidak dapat dihapus meski sudah dicoba berkali-kali" },
    cancelled: { label: "Dibatalkan", meaning: "batch dihentikan sebelum sampai di sini" },
  },
  headline: (variant, deleted, rest) => {
    const done = deleted === 0 ? "Tidak ada pengguna yang dihapus" : pengguna(deleted);
    if (variant === "stopped")
      return `Penghapusan dihentikan: ${done.replace(/^Tidak/, "tidak")}${deleted ? `, ${baris(rest)}` : ""}`;
    return variant === "some_not" ? `${done}, ${baris(rest)}` : done;
  },
  preheader: {
    all_deleted: "Tidak ada lagi yang perlu dilakukan.",
    some_not: "File hasil menjelaskan alasannya baris demi baris.",
    none: "Tidak ada pengguna maupun data pembelajaran yang hilang.",
    stopped: "Yang sudah dihapus tetap terhapus. Selebihnya tidak berubah.",
  },
  ended: (stopped, when) => ({
    before: "Batch ",
    after: stopped ? ` dihentikan oleh seorang admin dan berakhir pada ${when}.` : ` selesai pada ${when}.`,
  }),
  consequence: (variant, deleted) => {
    if (deleted === 0) return "Tidak ada pengguna maupun data pembelajaran yang hilang.";
    if (variant === "stopped")
      return "Pengguna yang sempat dihapus beserta semua data pembelajarannya hilang untuk selamanya. Pengguna lain tidak tersentuh.";
    return "Pengguna yang dihapus beserta semua data pembelajarannya hilang untuk selamanya.";
  },
  next: "Langkah selanjutnya",
  advice: {
    nothing: "Tidak ada lagi yang perlu dilakukan.",
    keepCopy: "Simpan salinan CSV Anda: file itu diperlukan jika salah satu pengguna ini hendak ditambahkan lagi.",
    noneLeft: "Semua orang dalam file ini sudah dihapus sebelumnya.",
    file: "File hasil memuat setiap baris yang tidak dihapus beserta alasannya.",
    correct: "Perbaiki baris-baris di dalamnya, lalu unggah file hasil itu.",
    uploadRest: "Untuk menghapus pengguna yang tersisa, unggah file hasil itu.",
    protected: "Pengguna yang dilindungi tetap ada selama mereka menjadi admin atau penghapusannya ditangguhkan.",
    failed: "Pengguna yang gagal dihapus masih utuh: unggah lagi file hasil itu nanti.",
  },
  download: "Unduh file hasil",
  view: "Lihat batch",
  access: (organization) => `Link hanya terbuka bagi admin penuh ${organization} yang sudah masuk.`,
  kept: (byReader, date) =>
    byReader
      ? `Data yang Anda unggah untuk baris-baris ini disimpan sampai ${date}.`
      : `Data yang diunggah untuk baris-baris ini disimpan sampai ${date}.`,
  orderedBy: (name) => `Diperintahkan oleh ${name}.`,
  reason: (reason, organization) => {
    const place = "terdaftar sebagai penerima di Otomatiskan pengelolaan pengguna, Notifikasi";
    if (reason === "uploader") return "Anda menerima pesan ini karena Anda yang mengunggah file tersebut.";
    if (reason === "recipient") return `Anda menerima pesan ini karena Anda ${place}.`;
    if (reason === "full_admin")
      return `Anda menerima pesan ini karena Anda admin penuh ${organization}, sedangkan yang mengunggah file tersebut bukan lagi admin penuh.`;
    return `Anda menerima pesan ini karena Anda mengunggah file tersebut, atau ${place}.`;
  },
  auditHead: "Hash terakhir log audit",
  ledger: "Baris menurut hasil",
};

export const WORDS: Record<Language, Words> = { en, id };
