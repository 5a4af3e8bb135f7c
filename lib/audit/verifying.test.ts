import { expect, test } from "vitest";
import { CHAIN_START, type ChainHead, chainHash } from "./chain";
import { breakAt } from "./verifying";

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
