import { beforeEach, expect, test } from "vitest";
import { noteReader, somebodyReads } from "./readers";

beforeEach(() => {
  delete (globalThis as { learningAdminReadAt?: number }).learningAdminReadAt;
});

test("whoever asks for a page reads", () => {
  expect(somebodyReads()).toBe(false);
  noteReader(new Headers());
  expect(somebodyReads()).toBe(true);
});

test("whoever does something does not", () => {
  noteReader(new Headers({ "next-action": "7f" }));
  expect(somebodyReads()).toBe(false);
});
