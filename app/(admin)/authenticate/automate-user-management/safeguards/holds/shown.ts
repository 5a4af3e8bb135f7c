// What the dialog shows of a file of holds, as plain data with its words in the reader's language. Called by actions.ts; its types
// are used by the dialog.
import { shownName } from "@/app/_components/shown-name";
import type { FullAdmin } from "@/lib/auth";
import { explainRefusal, type FileRefusalCode, type Language } from "@/lib/explanations";
import { explainHoldRow } from "@/lib/holds/explain";
import { type ListCounts, listRows, readList } from "@/lib/lists";

/** Rows shown of those that put nobody on hold; the whole list is a download. */
const FIRST_ROWS = 8;
/** A value that names somebody is shorter; a longer one is shown cut, for a line may hold 64 kB. */
const SHOWN_CHARACTERS = 120;

type File = { listId: string; fileName: string; fileBytes: number };

export type ShownPreview = File & {
  at: "ready";
  rows: number;
  users: number;
  /** The first rows that put nobody on hold. */
  others: { rowNumber: number; who: string; why: string }[];
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
  const list = await readList(admin, "hold_users", listId);
  if (!list) return { at: "not_found" };
  const file = { listId, fileName: shownName(list.fileName), fileBytes: list.fileBytes };
  const { state, counts, rows } = list;
  switch (state) {
    case "completed":
      return { ...file, at: "completed", rows: rows ?? 0, counts, kept: list.valuesDroppedAt === null };
    case "processing":
      return { ...file, at: "processing", done: list.done, users: (counts.to_hold ?? 0) + (counts.held ?? 0) };
    case "terminated": {
      const reasons = (list.refusals ?? []).map((refusal) =>
        explainRefusal(language, { ...refusal, code: refusal.code as FileRefusalCode }),
      );
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
  const outcomes = ["invalid", "mismatch", "not_found", "duplicate"] as const;
  const others = await listRows(admin, listId, { outcomes }, 0, FIRST_ROWS);
  return {
    ...file,
    at: "ready",
    rows: rows ?? 0,
    users: counts.to_hold ?? 0,
    others: others.map((row) => ({
      rowNumber: row.rowNumber,
      who: [row.values?.email, row.values?.userId].filter(Boolean).join(", ").slice(0, SHOWN_CHARACTERS),
      why: explainHoldRow(language, admin.organizationName, row),
    })),
  };
}
