import { describe, expect, test } from "vitest";
import { explainRefusal, explainRow, type Language } from "./explanations";
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
});
