import { expect, test } from "vitest";
import { fingerprint } from "./fingerprint";

const key = Buffer.alloc(32, 1);

test("the same value always leaves the same fingerprint", () => {
  expect(fingerprint(key, 7, "email", "ann@example.com").toString("hex")).toBe(
    fingerprint(key, 7, "email", "ann@example.com").toString("hex"),
  );
  expect(fingerprint(key, 7, "email", "ann@example.com").toString("hex")).toBe(
    "9b31d5c6e8f6f39d9a3eb6589b8639ecc9529d38d5e49e0ee59c369c245a74a1",
  );
});

test("another key, organization, kind or value leaves another", () => {
  const prints = [
    fingerprint(key, 7, "email", "ann@example.com"),
    fingerprint(Buffer.alloc(32, 2), 7, "email", "ann@example.com"),
    fingerprint(key, 8, "email", "ann@example.com"),
    fingerprint(key, 7, "user_id", "ann@example.com"),
    fingerprint(key, 7, "email", "ann@example.co"),
    // 7 + "1x" must not be 71 + "x".
    fingerprint(key, 71, "user_id", "x"),
    fingerprint(key, 7, "user_id", "1x"),
  ].map((print) => print.toString("hex"));
  expect(new Set(prints).size).toBe(prints.length);
});
