// What a deleted learner leaves, and under which key (spec 7).
import { generateKeyPairSync } from "node:crypto";
import { beforeAll, expect, test, vi } from "vitest";
import { fingerprint, fingerprinter, newestKey, tombstoneKeys } from "./fingerprint";

beforeAll(() => {
  const { privateKey } = generateKeyPairSync("ed25519");
  vi.stubEnv("DATABASE_URL", "postgres://nobody@127.0.0.1/none");
  vi.stubEnv("NEXTAUTH_SECRET", "x".repeat(32));
  vi.stubEnv("CRON_SECRET", "x".repeat(32));
  vi.stubEnv("CERTIFICATE_KEY", privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"));
  const [newest, older] = [Buffer.alloc(32, 2), Buffer.alloc(32, 1)].map((bytes) => bytes.toString("base64"));
  vi.stubEnv("TOMBSTONE_KEY", `9:${newest},3:${older}`);
});

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

test("the first key writes, all are read, whatever their versions", () => {
  expect(newestKey()).toEqual({ version: 9, key: Buffer.alloc(32, 2) });
  expect(tombstoneKeys().map(({ version }) => version)).toEqual([9, 3]);
});

test("a learner's fingerprints are those of address and ID, and what a learner does not have leaves none", () => {
  const newest = (kind: "email" | "user_id", value: string) =>
    fingerprint(newestKey().key, 7, kind, value).toString("hex");
  expect(fingerprinter(7)({ email: "ann@example.com", userId: "007" })).toEqual({
    email: newest("email", "ann@example.com"),
    userId: newest("user_id", "007"),
  });
  expect(fingerprinter(7)({ email: null, userId: "007" })).toEqual({ email: null, userId: newest("user_id", "007") });
  expect(fingerprinter(7)({ email: "a@b.c", userId: null })).toEqual({ email: newest("email", "a@b.c"), userId: null });
  // An ID may be "0"; only what is absent is absent.
  expect(fingerprinter(7)({ email: null, userId: "" }).userId).toBe(newest("user_id", ""));
});

test("under an older key, somebody deleted before the rotation is still found", () => {
  const [, older] = tombstoneKeys();
  const found = fingerprinter(7, older)({ email: "ann@example.com", userId: null });
  expect(found.email).toBe(fingerprint(key, 7, "email", "ann@example.com").toString("hex"));
  // The same bytes in another buffer are the same key.
  expect(fingerprint(Buffer.alloc(32, 1), 7, "email", "ann@example.com").toString("hex")).toBe(found.email);
});
