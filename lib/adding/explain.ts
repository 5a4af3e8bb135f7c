// Why a row or a form did not add a user, and what to do, in the reader's words (spec 7, 8). Pure. Used by the results file, the
// preview and the form; what is wrong with an address or an ID is said by lib/explanations, as for every other file.
import type { RowProblem } from "../csv";
import { explainRefusal, explainRow, type FileRefusalCode, type Language, shortBatchId } from "../explanations";
import type { ListOutcome, ListRefusal } from "../lists/purpose";
import type { ExistsBy } from "./learners";
import { MAX_GROUP_LENGTH, MAX_GROUPS, MAX_NAME_LENGTH, type PersonProblem } from "./person";

type Dictionary = {
  exists: Record<ExistsBy, string>;
  sameRow: (row: string) => string;
  tombstoned: (date: string, batch: string) => string;
  valuesGone: string;
  notDone: string;
  stillToAdd: string;
  added: string;
  problems: Record<PersonProblem, string>;
  tooManyNewGroups: (count: string, most: string) => string;
};

const en: Dictionary = {
  exists: {
    email: "A user with this e-mail address is already there.",
    user_id: "A user with this ID is already there.",
    both: "This user is already there.",
    two_learners: "The e-mail address belongs to one user and the ID to another. Nobody was added.",
  },
  sameRow: (row) => `Same as row ${row}.`,
  tombstoned: (date, batch) =>
    `This user was deleted on ${date}, in batch ${batch}. To add them again you need the CSV kept from then: upload it under Find deleted users, and choose Allow reuse or Restore.`,
  valuesGone: "This user has been deleted meanwhile. The values of the row are not kept.",
  notDone: "Could not be added, for a fault on our side. Upload the row again.",
  stillToAdd: "Will be added.",
  added: "Added.",
  problems: {
    name_too_long: `The name is longer than ${MAX_NAME_LENGTH} characters.`,
    name_control: "The name has control characters in it.",
    group_too_long: `The name of a group is longer than ${MAX_GROUP_LENGTH} characters. Separate groups with a comma.`,
    group_control: "The name of a group has control characters in it.",
    too_many_groups: `There are more than ${MAX_GROUPS} groups in the row.`,
  },
  tooManyNewGroups: (count, most) =>
    `The file names ${count} groups that are not there yet; at most ${most} can be made with one file. Check whether the column groups holds groups, or make the file smaller.`,
};

const id: Dictionary = {
  exists: {
    email: "Pengguna dengan alamat email ini sudah ada.",
    user_id: "Pengguna dengan ID ini sudah ada.",
    both: "Pengguna ini sudah ada.",
    two_learners: "Alamat email milik satu pengguna dan ID milik pengguna lain. Tidak ada yang ditambahkan.",
  },
  sameRow: (row) => `Sama dengan baris ${row}.`,
  tombstoned: (date, batch) =>
    `Pengguna ini dihapus pada ${date}, dalam batch ${batch}. Untuk menambahkannya lagi Anda memerlukan CSV yang disimpan saat itu: unggah di Cari pengguna yang dihapus, lalu pilih Izinkan pemakaian ulang atau Pulihkan.`,
  valuesGone: "Pengguna ini sudah telanjur dihapus. Nilai pada baris ini tidak disimpan.",
  notDone: "Tidak dapat ditambahkan karena gangguan di pihak kami. Unggah lagi baris ini.",
  stillToAdd: "Akan ditambahkan.",
  added: "Ditambahkan.",
  problems: {
    name_too_long: `Nama lebih panjang dari ${MAX_NAME_LENGTH} karakter.`,
    name_control: "Ada karakter kontrol di dalam nama.",
    group_too_long: `Nama grup lebih panjang dari ${MAX_GROUP_LENGTH} karakter. Pisahkan grup dengan koma.`,
    group_control: "Ada karakter kontrol di dalam nama grup.",
    too_many_groups: `Ada lebih dari ${MAX_GROUPS} grup pada baris ini.`,
  },
  tooManyNewGroups: (count, most) =>
    `File menyebut ${count} grup yang belum ada; satu file hanya dapat membuat paling banyak ${most}. Periksa apakah kolom groups memang berisi grup, atau perkecil file.`,
};

const DICTIONARIES: Record<Language, Dictionary> = { en, id };
const LOCALES: Record<Language, string> = { en: "en-GB", id: "id-ID" };
const DAY = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
/** Made once: a results file formats hundreds of thousands of dates. */
const DATES = { en: new Intl.DateTimeFormat("en-GB", DAY), id: new Intl.DateTimeFormat("id-ID", DAY) };

export type RowToAdd = {
  outcome: ListOutcome;
  problem: string | null;
  reason: string | null;
  sameAsRow: number | null;
  earlierDeletedAt: Date | null;
  earlierBatchId: string | null;
  values: object | null;
};

/** One sentence on what became of a row, or will. `ended`: nothing more happens to the list. */
export function explainAddRow(language: Language, row: RowToAdd, ended: boolean): string {
  const words = DICTIONARIES[language];
  if (row.values === null) return words.valuesGone;
  switch (row.outcome) {
    case "exists":
      return row.sameAsRow === null
        ? words.exists[(row.reason ?? "both") as ExistsBy]
        : words.sameRow(String(row.sameAsRow));
    case "tombstoned":
      return words.tombstoned(
        row.earlierDeletedAt ? DATES[language].format(row.earlierDeletedAt) : "",
        shortBatchId(row.earlierBatchId ?? ""),
      );
    case "invalid":
      return explainPerson(language, row.problem ?? "email_malformed");
    case "to_add":
      return ended ? words.notDone : words.stillToAdd;
    default:
      return words.added;
  }
}

/** Who stands in the way of somebody to be added. */
export const explainExists = (language: Language, by: ExistsBy): string => DICTIONARIES[language].exists[by];

/** What is wrong with an address, an ID, a name or groups. */
export function explainPerson(language: Language, problem: string): string {
  const words = DICTIONARIES[language].problems;
  if (problem in words) return words[problem as PersonProblem];
  // The words for addresses and IDs are those of every file.
  const reason = problem as RowProblem;
  const nothing = { sameAsRow: null, earlierDeletedAt: null, earlierBatchId: null, values: "kept" } as const;
  return explainRow(language, "", { outcome: "invalid", reason, ...nothing });
}

/** One sentence on why a file did not pass, with its place. */
export function explainAddRefusal(language: Language, refusal: ListRefusal): string {
  if (refusal.code !== "too_many_new_groups")
    return explainRefusal(language, refusal as ListRefusal & { code: FileRefusalCode });
  const number = new Intl.NumberFormat(LOCALES[language]);
  const { count = 0, most = 0 } = refusal.params ?? {};
  return DICTIONARIES[language].tooManyNewGroups(number.format(Number(count)), number.format(Number(most)));
}
