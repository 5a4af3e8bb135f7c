// Months by their names, across the turn of a year.
import { expect, test } from "vitest";
import { addMonths, isMonth, monthsFrom } from "./months";

test("months are added across the turn of a year, both ways", () => {
  expect(addMonths("2026-11", 1)).toBe("2026-12");
  expect(addMonths("2026-12", 1)).toBe("2027-01");
  expect(addMonths("2026-01", -1)).toBe("2025-12");
  expect(addMonths("2026-11", -12)).toBe("2025-11");
  expect(addMonths("2026-11", 0)).toBe("2026-11");
});

test("a range has both its ends", () => {
  expect(monthsFrom("2025-11", "2026-02")).toEqual(["2025-11", "2025-12", "2026-01", "2026-02"]);
  expect(monthsFrom("2026-02", "2026-02")).toEqual(["2026-02"]);
  expect(monthsFrom("2026-02", "2026-01")).toEqual([]);
});

test("only a month is a month", () => {
  for (const text of ["2026-11", "2026-01"]) expect(isMonth(text)).toBe(true);
  for (const text of ["2026-13", "2026-00", "2026-1", "all", "0026-01", "2026-11-01", ""])
    expect(isMonth(text)).toBe(false);
});
