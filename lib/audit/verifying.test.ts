import { expect, test } from "vitest";
import { CHAIN_START, type ChainHead, chainHash } from "./chain";
import { breakAt, disagreement } from "./verifying";

type Row = Parameters<typeof breakAt>[2];

function chain(length: number): Row[] {
  const rows: Row[] = [];
  for (let sequence = 1; sequence <= length; sequence++) {
    const previous_hash = rows.at(-1)?.hash ?? CHAIN_START;
    const row = { sequence, at: new Date(sequence), finer: false, admin_id: 1, action: "a.b", batch_id: null };
    rows.push(sealed({ ...row, details: "{}", address: null, previous_hash, hash: CHAIN_START }));
  }
  return rows;
}

const sealed = (row: Row): Row => ({
  ...row,
  hash: chainHash(row.previous_hash, { ...row, organizationId: 7, adminId: row.admin_id, batchId: row.batch_id }),
});

function firstBreak(rows: Row[]) {
  let before: ChainHead = { sequence: 0, hash: CHAIN_START };
  for (const row of rows) {
    const broken = breakAt(7, before, row);
    if (broken) return broken;
    before = row;
  }
  return null;
}

test("a whole chain has no break", () => expect(firstBreak(chain(5))).toBeNull());

test.each([
  ["a changed entry", (row: Row): Row => ({ ...row, action: "a.c" })],
  ["another time, below what the hash covers", (row: Row): Row => ({ ...row, finer: true })],
  ["another hash", (row: Row): Row => ({ ...row, hash: CHAIN_START })],
  ["another hash before", (row: Row): Row => ({ ...row, previous_hash: CHAIN_START })],
  ["an entry written anew, with a hash that fits it", (row: Row): Row => sealed({ ...row, admin_id: 2 })],
])("%s is named", (_what, change) => {
  const rows = chain(5);
  rows[2] = change(rows[2] as Row);
  expect(firstBreak(rows)).toEqual({ kind: "changed", from: 3 });
});

test("removed entries are named, the first and those in between", () => {
  expect(firstBreak(chain(5).slice(1))).toEqual({ kind: "removed", from: 1, to: 1 });
  expect(firstBreak(chain(5).filter(({ sequence }) => sequence !== 3 && sequence !== 4))).toEqual({
    kind: "removed",
    from: 3,
    to: 4,
  });
});

test("entries that changed places, or of another organization, do not pass", () => {
  const rows = chain(4);
  const [one, two, three, four] = rows as [Row, Row, Row, Row];
  expect(firstBreak([one, { ...three, sequence: 2 }, { ...two, sequence: 3 }, four])).toEqual({
    kind: "changed",
    from: 2,
  });
  expect(breakAt(8, { sequence: 0, hash: CHAIN_START }, one)).toEqual({ kind: "changed", from: 1 });
});

test("an entry is whole in itself only after the very one before it", () => {
  const [one, two] = chain(2) as [Row, Row];
  // The first was written anew, with a hash that fits it: the second, which is as it was, still names the old one.
  const anew = sealed({ ...one, action: "a.c" });
  expect(breakAt(7, anew, two)).toEqual({ kind: "changed", from: 1 });
  // Both are false: it is the second that cannot be believed.
  expect(breakAt(7, anew, { ...two, action: "a.c" })).toEqual({ kind: "changed", from: 2 });
  // Before the first there is none to blame.
  const stranger = sealed({ ...one, previous_hash: anew.hash });
  expect(breakAt(7, { sequence: 0, hash: CHAIN_START }, stranger)).toEqual({ kind: "changed", from: 1 });
});

test("a certificate that knew another hash of an entry names it; one that knew this, or nothing, does not", () => {
  const [, row] = chain(2) as [Row, Row];
  const hash = row.hash.toString("hex");
  expect(disagreement(new Map([[2, hash]]), row)).toBeNull();
  expect(disagreement(new Map([[1, "00"]]), row)).toBeNull();
  expect(disagreement(new Map(), row)).toBeNull();
  expect(disagreement(new Map([[2, "00"]]), row)).toEqual({ kind: "certificate", from: 2 });
});
