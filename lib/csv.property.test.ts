// Owns two promises of spec section 3 for files nobody thought of: what was written is read, and any bytes get an answer.
// Run by vitest.

import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readBackFromSpreadsheet, readCsv, safeForSpreadsheet } from "./csv";

const NAMES = { email: "primary_email_address", userId: "unique_user_id", name: "name" } as const;
type Person = Record<keyof typeof NAMES, string>;

/** Under mutation testing every change of the code runs these again: there a few of the same files must do. */
const files = (many: number) =>
  process.env.MUTATION_TESTS ? { numRuns: many / 10, seed: 7, endOnFailure: true } : { numRuns: many };

const awkward = fc.constantFrom(
  "",
  " ",
  "\t",
  ",",
  ";",
  '"',
  '""',
  "\n",
  "\r",
  "\r\n",
  "'",
  "=",
  "a@b.c",
  "007",
  "é",
  "\u0085",
  "\u2028",
  "\ufeff",
  "😀",
);
const anyText = fc
  .array(fc.oneof(awkward, fc.string({ unit: "grapheme", maxLength: 5 })), { maxLength: 4 })
  .map((parts) => parts.join("").replaceAll("\0", "").toWellFormed());
const text1252 = fc
  .array(fc.constantFrom("", " ", ",", ";", "\t", '"', "\n", "a", "7", "@", "é", "ÿ", "€", "\u00a0"), { maxLength: 6 })
  .map((parts) => parts.join(""));

const shape = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t"),
  quoted: fc.boolean(),
  order: fc.shuffledSubarray(["email", "userId", "name"] as const, { minLength: 3 }),
  sep: fc.boolean(),
  lineEnds: fc.array(fc.constantFrom("\n", "\r\n", "\r"), { minLength: 1, maxLength: 4 }),
  endsWithLineEnd: fc.boolean(),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

function write(people: Person[], { delimiter, quoted, order, sep, lineEnds, endsWithLineEnd }: Shape): string {
  const lines = [NAMES, ...people].map((person) =>
    stringify([order.map((key) => person[key])], {
      delimiter,
      quoted,
      quoted_empty: quoted,
      quoted_match: /[\r\n]/,
      eof: false,
    }),
  );
  if (sep) lines.unshift(`sep=${delimiter}`);
  return lines
    .map((line, i) => (i < lines.length - 1 || endsWithLineEnd ? line + lineEnds[i % lineEnds.length] : line))
    .join("");
}

/** What must come back: every line but the blank ones, under the number of its line. */
function expected(people: Person[], { quoted, delimiter }: Shape) {
  return people.flatMap((person, i) => {
    const values = Object.values(person);
    // A tab among tabs has to be quoted, and what is quoted is no blank.
    const blank = !quoted && values.every((value) => (delimiter === "\t" ? /^ *$/ : /^[ \t]*$/).test(value));
    return blank ? [] : [[i + 2, person.email, person.userId]];
  });
}

function read(bytes: Uint8Array) {
  const result = readCsv("x.csv", bytes);
  if (!result.ok) return result.refusals.map((refusal) => refusal.code);
  return [...result.csv.rows()].flat().map(({ rowNumber, email, userId }) => [rowNumber, email, userId]);
}

const encoders: Record<string, (text: string) => Uint8Array> = {
  "utf-8": (text) => Buffer.from(text),
  "utf-8-bom": (text) => Buffer.from(`\ufeff${text}`),
  "utf-16le": (text) => Buffer.from(`\ufeff${text}`, "utf16le"),
  "utf-16be": (text) => Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
};

it.each(Object.entries(encoders))("what csv-stringify writes in %s comes back equal, with its numbers", (_, encode) => {
  const people = fc.array(fc.record({ email: anyText, userId: anyText, name: anyText }), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(people, shape, (written, how) => {
      const rows = expected(written, how);
      expect(read(encode(write(written, how)))).toEqual(rows.length > 0 ? rows : ["no_rows"]);
    }),
    files(300),
  );
});

it("what csv-stringify writes in Windows-1252 comes back equal, with its numbers", () => {
  const people = fc.array(fc.record({ email: text1252, userId: text1252, name: text1252 }), { maxLength: 8 });
  fc.assert(
    fc.property(people, shape, (some, how) => {
      // "é" before an ASCII letter is no UTF-8, so the file can only be Windows-1252.
      const written = [...some, { email: "a@b.c", userId: "", name: "éa" }];
      const bytes = Buffer.from(write(written, how).replaceAll("€", "\x80"), "latin1");
      expect(read(bytes)).toEqual(expected(written, how));
    }),
    files(300),
  );
});

it("lines that sit whole in one quoted field give what the lines themselves give", () => {
  const oneLine = anyText.map((text) => text.replace(/[\r\n]/g, ""));
  const people = fc.array(fc.record({ email: oneLine, userId: oneLine, name: oneLine }), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(people, shape, (written, how) => {
      const plain = write(written, { ...how, sep: false, lineEnds: ["\n"], endsWithLineEnd: true });
      const wrapped = plain.replace(/[^\n]+/g, (line) => `"${line.replaceAll('"', '""')}"`);
      expect(read(Buffer.from(wrapped))).toEqual(read(Buffer.from(plain)));
    }),
    files(300),
  );
});

it("any bytes give rows in order or a reason, and never an exception", () => {
  const fragments = fc.constantFrom(
    "primary_email_address",
    "unique_user_id",
    "unique_id",
    "outcome",
    ",",
    ";",
    "\t",
    '"',
    '""',
    "\n",
    "\r",
    "\r\n",
    " ",
    "sep=;",
    "a@b.c",
    "007",
    "\ufeff",
    "é",
    "x",
  );
  const text = fc.array(fragments, { maxLength: 40 }).map((parts) => Buffer.from(parts.join("")));
  const headed = text.map((tail) => Buffer.concat([Buffer.from("primary_email_address,unique_user_id,x\n"), tail]));
  const wrapped = text.map((tail) => Buffer.concat([Buffer.from('"primary_email_address,unique_user_id,x"\n'), tail]));
  const raw = fc.uint8Array({ maxLength: 200 });
  const marked = fc
    .tuple(fc.constantFrom([0xff, 0xfe], [0xfe, 0xff], [0xef, 0xbb, 0xbf]), raw)
    .map(([mark, rest]) => Buffer.concat([Buffer.from(mark), rest]));
  const mixed = fc.tuple(headed, raw).map((parts) => Buffer.concat(parts));
  fc.assert(
    fc.property(fc.oneof(raw, text, headed, wrapped, marked, mixed), (bytes) => {
      const before = Buffer.from(bytes);
      const result = readCsv("x.csv", bytes);
      if (result.ok) {
        const rows = [...result.csv.rows()].flat();
        const numbers = rows.map((row) => row.rowNumber);
        expect(rows.length).toBe(result.csv.rowCount);
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      } else {
        expect(result.refusals.length).toBeGreaterThan(0);
      }
      expect(before.equals(bytes)).toBe(true);
    }),
    files(5000),
  );
});

it("a value made safe for a spreadsheet is read back as it was", () => {
  const starts = fc
    .array(fc.constantFrom("'", "=", "+", "-", "@", "\t", "\r", "＝", "a"), { maxLength: 4 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(starts, anyText, (start, rest) => {
      const value = start + rest;
      expect(readBackFromSpreadsheet(safeForSpreadsheet(value))).toBe(value);
    }),
  );
});
