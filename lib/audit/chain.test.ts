import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { CHAIN_START, canonicalJson, chainHash } from "./chain";

const entry = {
  organizationId: 1,
  sequence: 1,
  at: new Date("2026-11-22T10:00:00.000Z"),
  adminId: 2,
  action: "batch.confirmed",
  batchId: null,
  details: '{"users":3}',
  address: null,
};

test("an entry's hash covers every field and the entry before", () => {
  const base = chainHash(CHAIN_START, entry).toString("hex");
  expect(chainHash(CHAIN_START, { ...entry }).toString("hex")).toBe(base);
  const changed = [
    chainHash(Buffer.alloc(32, 1), entry),
    chainHash(CHAIN_START, { ...entry, organizationId: 2 }),
    chainHash(CHAIN_START, { ...entry, sequence: 2 }),
    chainHash(CHAIN_START, { ...entry, at: new Date("2026-11-22T10:00:00.001Z") }),
    chainHash(CHAIN_START, { ...entry, adminId: null }),
    chainHash(CHAIN_START, { ...entry, action: "batch.stopped" }),
    chainHash(CHAIN_START, { ...entry, batchId: "x" }),
    chainHash(CHAIN_START, { ...entry, details: '{"users":4}' }),
    chainHash(CHAIN_START, { ...entry, address: "127.0.0.1" }),
  ].map((hash) => hash.toString("hex"));
  expect(new Set([base, ...changed]).size).toBe(changed.length + 1);
});

test("the same details are the same bytes, whatever order they were given in", () => {
  expect(canonicalJson({ b: 1, a: "x" })).toBe('{"a":"x","b":1}');
  expect(canonicalJson({ a: "x", b: 1 })).toBe(canonicalJson({ b: 1, a: "x" }));
});

test("the hash is what the README says: SHA-256 over the hash before and the JSON list of the fields, the first after 32 zero bytes", () => {
  expect(CHAIN_START).toEqual(Buffer.alloc(32));
  const list = '[1,1,"2026-11-22T10:00:00.000Z",2,"batch.confirmed",null,"{\\"users\\":3}",null]';
  const expected = createHash("sha256").update(Buffer.alloc(32)).update(list).digest();
  expect(chainHash(CHAIN_START, entry)).toEqual(expected);
});
