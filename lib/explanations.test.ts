import { describe, expect, test } from "vitest";
import type { RowProblem } from "./csv";
import {
  explainRefusal,
  explainRow,
  type FileRefusalCode,
  type Language,
  type RowToExplain,
  shortBatchId,
} from "./explanations";
import { OUTCOMES } from "./outcomes";

const row = { reason: null, sameAsRow: null, earlierDeletedAt: null, earlierBatchId: null, values: "kept" as const };

describe.each(["en", "id"] as Language[])("in %s", (language) => {
  test.each(OUTCOMES.filter((outcome) => outcome !== "deleted"))("%s is explained in a sentence", (outcome) => {
    expect(explainRow(language, "Enigma Hub", { ...row, outcome })).toMatch(/^.{10,}\.$/);
  });
  test("a deleted row needs no words", () => {
    expect(explainRow(language, "Enigma Hub", { ...row, outcome: "deleted" })).toBe("");
  });
  test("a duplicate names the row it repeats", () => {
    expect(explainRow(language, "Enigma Hub", { ...row, outcome: "duplicate", sameAsRow: 1234 })).toContain("1234");
  });
  test("what was deleted earlier names the date and the batch", () => {
    const words = explainRow(language, "x", {
      ...row,
      outcome: "already_deleted",
      earlierDeletedAt: new Date("2026-03-02T00:00:00Z"),
      earlierBatchId: "9977a70f-dc76-4c09-bec2-a882fa16b723",
    });
    expect(words).toMatch(/2 (March|Maret) 2026.*9977a70f/);
  });
  test("whether a learner is an admin or on hold is told apart", () => {
    const admin = explainRow(language, "x", { ...row, outcome: "protected", reason: "admin" });
    expect(explainRow(language, "x", { ...row, outcome: "protected", reason: "hold" })).not.toBe(admin);
  });
  test("a refusal names its place", () => {
    expect(explainRefusal(language, { code: "quote_unclosed", line: 17 })).toContain("17");
    expect(explainRefusal(language, { code: "header_missing", column: "unique_user_id" })).toContain("unique_user_id");
  });
  test("every problem of a row has a sentence of its own", () => {
    const said = PROBLEMS.map((reason) => explainRow(language, "x", { ...row, outcome: "invalid", reason }));
    for (const sentence of said) expect(sentence).toMatch(/^[A-Z].{10,}\.$/);
    // A control character in an address and one in an ID are told apart, as everything else is.
    expect(new Set(said).size).toBe(PROBLEMS.length);
  });
  test("every cause of a row is told apart from the others", () => {
    const causes: Partial<RowToExplain>[] = [
      { outcome: "not_found" },
      { outcome: "not_found", reason: "leading_zeros" },
      { outcome: "mismatch", reason: "two_learners" },
      { outcome: "mismatch", reason: "one_leads_nowhere" },
      { outcome: "protected", reason: "admin" },
      { outcome: "protected", reason: "hold" },
      { outcome: "failed", reason: "23503" },
      { outcome: "cancelled" },
      { outcome: "duplicate", sameAsRow: 2 },
    ];
    const said = causes.map((cause) => explainRow(language, "x", { ...row, ...cause } as RowToExplain));
    for (const sentence of said) expect(sentence).toMatch(/^[A-Z].{10,}\.$/);
    expect(new Set(said).size).toBe(causes.length);
  });
  test("a cause has its own words, not another's", () => {
    const said = (cause: Partial<RowToExplain>) => explainRow(language, "x", { ...row, ...cause } as RowToExplain);
    expect(said({ outcome: "protected", reason: "hold" })).toMatch(/on hold|ditangguhkan/);
    expect(said({ outcome: "protected", reason: "admin" })).toMatch(/admin/);
    expect(said({ outcome: "mismatch", reason: "two_learners" })).toMatch(/two different|dua pembelajar/);
    expect(said({ outcome: "mismatch", reason: "one_leads_nowhere" })).not.toMatch(/two different|dua pembelajar/);
    expect(said({ outcome: "duplicate", sameAsRow: null })).not.toMatch(/null/);
  });
  test("what failed names the cause's code, and says that there is one where none is known", () => {
    expect(explainRow(language, "x", { ...row, outcome: "failed", reason: "23503" })).toContain("(23503)");
    expect(explainRow(language, "x", { ...row, outcome: "failed" })).toMatch(/\(\w+\)/);
  });
  test("who is not found is not found in this organization", () => {
    expect(explainRow(language, "Enigma Hub", { ...row, outcome: "not_found" })).toContain("Enigma Hub");
  });
  test("a reason that is none of ours is still an invalid row, not an empty cell", () => {
    expect(explainRow(language, "x", { ...row, outcome: "invalid", reason: "none" })).toMatch(/^.{10,}\.$/);
  });
  test("values that went with a deletion are said to be gone, behind the cause; those of old rows are not", () => {
    const plain = explainRow(language, "x", { ...row, outcome: "mismatch" });
    const gone = explainRow(language, "x", { ...row, outcome: "mismatch", values: "deleted" });
    expect(gone).toMatch(/^.{10,}\. [A-Z].{10,}\.$/);
    expect(gone.startsWith(`${plain} `)).toBe(true);
    expect(explainRow(language, "x", { ...row, outcome: "mismatch", values: "dropped" })).toBe(plain);
  });
  test("an earlier deletion whose date or batch is not known leaves no word of a program", () => {
    const words = explainRow(language, "x", { ...row, outcome: "already_deleted" });
    expect(words).not.toMatch(/undefined|null|Invalid|1970/);
    expect(words).toMatch(/^.{10,}\.$/);
  });
  test("every reason of a refusal has a sentence of its own, with the place where there is one", () => {
    const said = REFUSALS.map((code) => explainRefusal(language, { code, line: 17, column: "unique_user_id" }));
    for (const sentence of said) expect(sentence).toMatch(/^[A-Z].{10,}[.”]$/);
    expect(new Set(said).size).toBe(REFUSALS.length);
    for (const code of WITH_LINE) {
      const place = language === "id" ? " (baris 17 pada file)" : " (line 17 of the file)";
      expect(explainRefusal(language, { code, line: 17 }), code).toContain(place);
      expect(explainRefusal(language, { code }), code).not.toMatch(/undefined|\(line|\(baris/);
    }
    for (const code of ["header_missing", "header_doubled"] as const) {
      expect(explainRefusal(language, { code, column: "unique_user_id" }), code).toContain("unique_user_id");
      expect(explainRefusal(language, { code }), code).not.toContain("undefined");
    }
  });
});

test("a batch is called by the first eight letters of its id", () => {
  expect(shortBatchId("9977a70f-dc76-4c09-bec2-a882fa16b723")).toBe("9977a70f");
});

const PROBLEMS: readonly RowProblem[] = [
  "both_empty",
  "too_many_fields",
  "uncertain_encoding",
  "email_malformed",
  "email_two_at",
  "email_space",
  "email_too_long",
  "email_compatibility",
  "email_invisible",
  "control_characters",
  "id_too_long",
  "id_control",
  "id_scientific",
];
const WITH_LINE = [
  "encoding",
  "quote_unclosed",
  "quote_stray",
  "line_too_long",
  "too_many_columns",
  "line_not_whole",
] as const satisfies readonly FileRefusalCode[];
const REFUSALS: readonly FileRefusalCode[] = [
  ...WITH_LINE,
  "too_large",
  "not_csv_name",
  "not_csv",
  "empty",
  "no_rows",
  "header_missing",
  "header_doubled",
  "upload_damaged",
];
