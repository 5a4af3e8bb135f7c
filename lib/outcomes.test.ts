import { describe, expect, test } from "vitest";
import { OUTCOME_WORDS } from "./csv/spreadsheet";
import {
  addCounts,
  BATCH_STATES,
  brakeHolds,
  ENDED,
  endState,
  LIVE,
  mustTypeCount,
  notDeleted,
  OUTCOMES,
  totalRows,
} from "./outcomes";
import { typedCountMatches } from "./typed-count";

describe("the end of a batch (spec 5)", () => {
  test("deleted, duplicate and already_deleted rows leave nothing to do", () => {
    expect(endState({ deleted: 3, duplicate: 1, already_deleted: 2 })).toBe("completed");
    expect(endState({})).toBe("completed");
  });
  test.each(OUTCOMES.filter((name) => !["deleted", "duplicate", "already_deleted"].includes(name)))(
    "one %s row is an error",
    (name) => {
      expect(endState({ deleted: 100, [name]: 1 })).toBe("completed_with_errors");
    },
  );
  test("an outcome counted zero times is none", () => {
    expect(endState({ deleted: 1, invalid: 0 })).toBe("completed");
  });
});

test("a batch goes on by itself, waits for somebody, or has ended: each state is one of these (spec 5)", () => {
  const waiting = ["ready", "awaiting_approval"];
  expect([...LIVE, ...waiting, ...ENDED].sort()).toEqual([...BATCH_STATES].sort());
  expect([...LIVE].sort()).toEqual(["checking", "processing", "scheduled", "uploading"]);
});

test("every row is counted once, and the results file has those that did not delete", () => {
  const counts = addCounts({ deleted: 5, invalid: 1 }, { deleted: 2, failed: 3 });
  expect(counts).toEqual({ deleted: 7, invalid: 1, failed: 3 });
  expect(totalRows(counts)).toBe(11);
  expect(notDeleted(counts)).toBe(4);
});

describe("when the number has to be typed (spec 8: over 100 users or 10 % of the learners)", () => {
  const threshold = { users: 100, percent: 10 };
  test.each([
    [100, 1000, false],
    [101, 1_000_000, true],
    [30, 300, false],
    [31, 300, true],
    [1, 9, true],
    [1, 10, false],
  ])("%i of %i: %s", (users, learners, expected) => {
    expect(mustTypeCount(users, learners, threshold)).toBe(expected);
  });
});

describe("the typed number (spec 2, step 11)", () => {
  test.each(["3000", "3.000", "3,000", " 3000 ", "3\u00a0000", "3 000"])("%j is 3,000", (typed) => {
    expect(typedCountMatches(typed, 3000)).toBe(true);
  });
  test.each(["", "300", "3.00", "30.00", "3,0,0,0", "3000.0", "-3000", "3e3", "３０００", "3000 users", ".3000"])(
    "%j is not",
    (typed) => {
      expect(typedCountMatches(typed, 3000)).toBe(false);
    },
  );
  test("a million", () => {
    expect(typedCountMatches("1.234.567", 1_234_567)).toBe(true);
    expect(typedCountMatches("1.234.568", 1_234_567)).toBe(false);
    expect(typedCountMatches("12.345", 12_345)).toBe(true);
    expect(typedCountMatches("440,000", 440_000)).toBe(true);
  });
});

describe("the brake (spec 8: over 50 % of the learners within 24 hours)", () => {
  test.each([
    [50, 0, 100, false],
    [51, 0, 100, true],
    [30, 20, 100, false],
    [30, 21, 100, true],
  ])("%i now, %i ordered before, of %i: %s", (users, ordered, learners, expected) => {
    expect(brakeHolds(users, ordered, learners, 50)).toBe(expected);
  });
});

test("the words a results file is known by are the outcomes, and those of rows that were not added", () => {
  expect([...OUTCOME_WORDS].sort()).toEqual([...OUTCOMES, "exists", "tombstoned"].sort());
});
