// What Add users shows of a list and of the form's answer, as plain data with its words in the reader's language. Called by
// actions.ts; its types are used by the dialogs.
import { shownName } from "@/app/_components/shown-name";
import type { AddUserAnswer } from "@/lib/adding";
import { explainAddRefusal, explainAddRow, explainExists, explainPerson } from "@/lib/adding/explain";
import type { FullAdmin } from "@/lib/auth";
import type { Language } from "@/lib/explanations";
import { type ListCounts, type ListOutcome, listRows, readList } from "@/lib/lists";
import type { AddPreview } from "@/lib/lists/purposes/add-users";

/** Rows shown of each outcome; the whole list is a download. */
const FIRST_ROWS = 6;
/** A value that names somebody is shorter; a longer one is shown cut, for a line may hold 64 kB. */
const SHOWN_CHARACTERS = 200;

type File = { listId: string; fileName: string; fileBytes: number };

export type ShownRow = {
  rowNumber: number;
  email: string;
  userId: string;
  name: string;
  groups: string;
  /** Why it adds nobody; empty for a row that will. */
  why: string;
};

export type ShownPreview = File & {
  at: "ready";
  rows: number;
  users: number;
  counts: ListCounts;
  newGroups: string[];
  newGroupCount: number;
  firstRows: { outcome: ListOutcome; rows: ShownRow[] }[];
  encoding: string | null;
  delimiter: string | null;
  ignoredColumns: string[];
};

export type ShownList =
  | (File & { at: "uploading" | "checking"; checked: number })
  | ShownPreview
  | (File & { at: "processing"; done: number; users: number })
  | (File & { at: "completed"; rows: number; counts: ListCounts; kept: boolean })
  | (File & { at: "terminated"; reasons: string[] })
  | (File & { at: "over" })
  | (File & { at: "not_yours"; uploadedBy: string })
  | { at: "not_found" };

export async function showList(admin: FullAdmin, listId: string, language: Language): Promise<ShownList> {
  const list = await readList(admin, "add_users", listId);
  if (!list) return { at: "not_found" };
  const file = { listId, fileName: shownName(list.fileName), fileBytes: list.fileBytes };
  const { state, counts, rows } = list;
  switch (state) {
    case "completed":
      return { ...file, at: "completed", rows: rows ?? 0, counts, kept: list.valuesDroppedAt === null };
    case "processing":
      return { ...file, at: "processing", done: list.done, users: (counts.to_add ?? 0) + (counts.added ?? 0) };
    case "terminated": {
      const reasons = (list.refusals ?? []).map((refusal) => explainAddRefusal(language, refusal));
      return { ...file, at: "terminated", reasons };
    }
    case "cancelled":
    case "expired":
      return { ...file, at: "over" };
    default:
      // Only the uploader goes on with a file.
      if (list.uploadedBy.adminId !== admin.adminId)
        return { ...file, at: "not_yours", uploadedBy: list.uploadedBy.name };
      if (state !== "ready") return { ...file, at: state, checked: list.checked };
  }
  const outcomes = (Object.keys(counts) as ListOutcome[]).filter((name) => (counts[name] ?? 0) > 0);
  const preview = (list.preview ?? { newGroups: [], newGroupCount: 0 }) as AddPreview;
  return {
    ...file,
    at: "ready",
    rows: rows ?? 0,
    users: counts.to_add ?? 0,
    counts,
    ...preview,
    firstRows: await Promise.all(
      outcomes.map(async (outcome) => ({ outcome, rows: await firstRows(admin, listId, outcome, language) })),
    ),
    encoding: list.encoding,
    delimiter: list.delimiter,
    ignoredColumns: list.ignoredColumns,
  };
}

async function firstRows(
  admin: FullAdmin,
  listId: string,
  outcome: ListOutcome,
  language: Language,
): Promise<ShownRow[]> {
  const rows = await listRows(admin, listId, { outcomes: [outcome] }, 0, FIRST_ROWS);
  return rows.map((row) => ({
    rowNumber: row.rowNumber,
    email: cut(row.values?.email ?? ""),
    userId: cut(row.values?.userId ?? ""),
    name: cut(row.values?.name ?? ""),
    groups: cut(row.values?.groups ?? ""),
    why: outcome === "to_add" ? "" : explainAddRow(language, row, false),
  }));
}

const cut = (value: string): string =>
  value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value;

export type FormAnswer =
  | { ok: true }
  | { ok: false; code: "malformed" }
  /** Under which field it is said, and what. */
  | { ok: false; code: "refused"; field: "email" | "userId" | "name" | "groups"; why: string }
  | { ok: false; code: "both_empty" }
  | { ok: false; code: "new_groups"; names: string[] }
  | { ok: false; code: "tombstoned"; by: "email" | "user_id"; deletedAt: Date; batchId: string };

export function describeAnswer(answer: AddUserAnswer, language: Language): FormAnswer {
  if (answer.ok) return { ok: true };
  switch (answer.code) {
    case "email_invalid":
      return { ok: false, code: "refused", field: "email", why: explainPerson(language, answer.problem) };
    case "user_id_invalid":
      return { ok: false, code: "refused", field: "userId", why: explainPerson(language, answer.problem) };
    case "person_invalid": {
      const field = answer.problem.startsWith("name") ? "name" : "groups";
      return { ok: false, code: "refused", field, why: explainPerson(language, answer.problem) };
    }
    case "exists": {
      const field = answer.by === "user_id" ? "userId" : "email";
      return { ok: false, code: "refused", field, why: explainExists(language, answer.by) };
    }
    default:
      return answer;
  }
}
