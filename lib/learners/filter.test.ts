// What a search looks for: nothing that was typed is a wildcard, and nothing typed breaks it.
import { expect, test } from "vitest";
import { pattern, searchTerm } from "./filter";

test("wildcards and the escape character stand for themselves", () => {
  expect(pattern("100%")).toBe("%100\\%%");
  expect(pattern("a_b")).toBe("%a\\_b%");
  expect(pattern("a\\b")).toBe("%a\\\\b%");
});

test("letter case, spaces around and doubled spaces do not matter", () => {
  expect(searchTerm("  Ratna   WIJAYA ")).toBe("ratna wijaya");
  expect(searchTerm("AMÉLIE")).toBe("amélie");
  expect(searchTerm("Ame\u0301lie")).toBe("amélie");
});

test("what the database cannot hold is dropped, and the rest is bounded", () => {
  expect(searchTerm("a\u0000nn")).toBe("ann");
  expect(searchTerm("   ")).toBe("");
  expect(searchTerm("x".repeat(10_000))).toHaveLength(300);
});
