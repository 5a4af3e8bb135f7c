import { expect, test } from "vitest";
import { endOf, isDay, lastDayOf } from "./day";

test("a day is one that there is, written year first", () => {
  for (const day of ["2026-12-31", "2028-02-29"]) expect(isDay(day)).toBe(true);
  for (const day of ["2026-02-29", "2026-13-01", "31.12.2026", "2026-1-1", "", "2026-12-31 "])
    expect(isDay(day)).toBe(false);
});

test("a hold protects to the end of its last day", () => {
  expect(endOf("2026-12-31").toISOString()).toBe("2027-01-01T00:00:00.000Z");
  expect(lastDayOf(endOf("2026-12-31"))).toBe("2026-12-31");
});
