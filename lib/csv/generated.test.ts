// Owns the promise for files that a generator makes, tens of thousands of them: right rows or coded refusals, never a wrong learner.
// What must come is said by an independent writer (csv-stringify), and of spoilt files by a slow and plain reader below. Run by vitest.

import { isUtf8 } from "node:buffer";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv } from ".";

type Person = { email: string; userId: string; name: string };

const NAMES = { email: "primary_email_address", userId: "unique_user_id", name: "name" } as const;

const letters = fc.string({ unit: fc.constantFrom(..."abcxyz019._-+'éł用ß"), minLength: 1, maxLength: 8 });
const address = fc
  .tuple(letters, letters, fc.constantFrom("example", "Example.COM", "co.id"))
  .map(([local, domain, end]) => `${local}@${domain}.${end}`);
const id = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 6 }),
  fc.string({ unit: "grapheme", maxLength: 6 }),
  fc.constantFrom("007", "1.23E+15", "__proto__", "=1+1", "-5", "sep=;", "unique_user_id"),
);
const odd = fc.constantFrom(
  "",
  " ",
  '"',
  '""',
  ",",
  ";",
  "\t",
  "\n",
  "\r\n",
  "\r",
  "Lee, Ann",
  '5" disk',
  "\u00a0",
  "\ufeff",
  "'",
  "a@b@c",
  "😀",
);
const storable = (text: string) => text.replaceAll("\0", "").toWellFormed();
const value = (usual: fc.Arbitrary<string>) =>
  fc
    .oneof(
      { weight: 5, arbitrary: usual },
      { weight: 1, arbitrary: odd },
      { weight: 1, arbitrary: fc.tuple(odd, usual, odd).map((parts) => parts.join("")) },
    )
    .map(storable);
const person: fc.Arbitrary<Person> = fc.record({
  email: value(fc.oneof(address, fc.constant(""))),
  userId: value(fc.oneof(id, fc.constant(""))),
  name: value(letters),
});
const people = fc.array(person, { minLength: 1, maxLength: 12 });

const shape = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t"),
  lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
  encoding: fc.constantFrom("utf-8", "utf-8-bom", "utf-16le", "utf-16be"),
  order: fc.shuffledSubarray(["email", "userId", "name"] as const, { minLength: 3 }),
  quoted: fc.boolean(),
  sep: fc.boolean(),
  lastEnd: fc.boolean(),
  alias: fc.boolean(),
  wrapped: fc.boolean(),
  blankEvery: fc.constantFrom(0, 1, 3),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

/** Stands in no value, so that lines can be put together otherwise than csv-stringify does. */
const RECORD_END = "\0end";

function write(some: Person[], how: Shape): Uint8Array {
  const header = { ...NAMES, userId: how.alias ? "Unique_ID" : NAMES.userId };
  const records = stringify(
    [header, ...some].map((each) => how.order.map((key) => each[key])),
    {
      delimiter: how.delimiter,
      quoted: how.quoted,
      quoted_empty: how.quoted,
      quoted_match: /[\r\n]/,
      record_delimiter: RECORD_END,
      eof: false,
    },
  ).split(RECORD_END);
  const lines = records.flatMap((record, index) => {
    // As a spreadsheet saves it that was never told to split the lines.
    const line = how.wrapped ? `"${record.replaceAll('"', '""')}"` : record;
    return how.blankEvery > 0 && index % how.blankEvery === 0 ? [line, ""] : [line];
  });
  if (how.sep) lines.unshift(`sep=${how.delimiter}`);
  const text = lines.join(how.lineEnd) + (how.lastEnd ? how.lineEnd : "");
  if (how.encoding === "utf-8") return Buffer.from(text);
  if (how.encoding === "utf-8-bom") return Buffer.from(`\ufeff${text}`);
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return how.encoding === "utf-16le" ? bytes : bytes.swap16();
}

/** Number, address, ID of every row that is not blank: where each stands, by how it was written. */
function rowsWritten(some: Person[], how: Shape) {
  const quotedTabs = how.delimiter === "\t";
  return some.flatMap((each, index) => {
    const before = how.blankEvery > 0 ? Math.ceil((index + 1) / how.blankEvery) : 0;
    const blank = !how.quoted && Object.values(each).every((field) => (quotedTabs ? /^ *$/ : /^[ \t]*$/).test(field));
    return blank ? [] : [[index + 2 + before, each.email, each.userId]];
  });
}

type Read = { rows: (string | number)[][]; codes?: undefined } | { codes: string[]; rows?: undefined };

function read(bytes: Uint8Array): Read {
  const result = readCsv("x.csv", bytes);
  if (!result.ok) return { codes: result.refusals.map(({ code }) => code) };
  const rows = [...result.csv.rows()].flat();
  return { rows: rows.map(({ rowNumber, email, userId }) => [rowNumber, email, userId]) };
}

/** What a person would read, slowly: records of the text under this delimiter, or nothing where a quote is out of place. */
function plainRecords(text: string, delimiter: string): { number: number; fields: string[] }[] | undefined {
  const end = `(?=${delimiter}|\\r|\\n|$)`;
  const space = delimiter === "\t" ? "[ ]*" : "[ \\t]*";
  const quoted = new RegExp(`${space}"((?:[^"]|"")*)"${space}${end}`, "y");
  const bare = new RegExp(`([^"\\r\\n${delimiter}]*)${end}`, "y");
  const lineEnd = /\r\n|\r|\n/y;
  const records = [];
  for (let at = 0, number = 1; at < text.length; number++) {
    const fields: string[] = [];
    let quotes = false;
    for (;;) {
      quoted.lastIndex = bare.lastIndex = at;
      const inQuotes = quoted.exec(text);
      const found = inQuotes ?? bare.exec(text);
      if (!found) return undefined;
      quotes ||= inQuotes !== null;
      fields.push(inQuotes ? (found[1] ?? "").replaceAll('""', '"') : (found[1] ?? ""));
      at += found[0].length;
      if (text[at] !== delimiter) break;
      at++;
    }
    lineEnd.lastIndex = at;
    at += lineEnd.exec(text)?.[0].length ?? 0;
    // Blank: nothing but white space and delimiters; a pair of quotes alone on its line is an empty line too.
    const blank = quotes ? fields.length === 1 && fields[0] === "" : fields.every((field) => /^[ \t]*$/.test(field));
    if (!blank) records.push({ number, fields });
  }
  return records;
}

/** Rows, or that there are none to be had, or nothing: where every line sits in one field, which the plain reader does not undo. */
function plainly(text: string): (string | number)[][] | "refused" | undefined {
  if (text.includes("\0")) return "refused";
  const sep = /^[ \t]*"?sep=([,;\t])"?[,;\t ]*(?:\r\n|\n|\r|$)/i.exec(text);
  const rest = text.slice(sep?.[0].length ?? 0);
  const readings = (sep ? [sep[1] as string] : [",", ";", "\t"]).map((delimiter) => {
    // The header decides, so it is looked at alone: what comes below it is not known yet to be in order.
    for (let end = 0; end <= rest.length; end++) {
      if (end < rest.length && !/[\r\n]/.test(rest[end] as string)) continue;
      const [header] = plainRecords(rest.slice(0, end), delimiter) ?? [];
      if (header) return { delimiter, names: header.fields.map((name) => name.trim().toLowerCase()) };
    }
    return { delimiter, names: [] };
  });
  const places = (names: string[]) => [
    names.flatMap((name, index) => (name === NAMES.email ? [index] : [])),
    names.flatMap((name, index) => (name === NAMES.userId || name === "unique_id" ? [index] : [])),
  ];
  const found = readings.map((reading) => places(reading.names).filter((each) => each.length > 0).length);
  const most = Math.max(...found);
  if (most === 0) return undefined;
  const { delimiter, names } = readings[found.indexOf(most)] as (typeof readings)[number];
  const [emails = [], userIds = []] = places(names);
  if (emails.length !== 1 || userIds.length !== 1) return "refused";
  const records = plainRecords(rest, delimiter)?.slice(1);
  if (!records || records.length === 0) return "refused";
  return records.map(({ number, fields }) => [
    number,
    fields[emails[0] as number] ?? "",
    fields[userIds[0] as number] ?? "",
  ]);
}

/** Rows whose values mean what they say: no guess at the encoding has part in them, nor do they stand in too many columns. */
function certainRows(bytes: Uint8Array): (string | number)[][] {
  const result = readCsv("x.csv", bytes);
  const rows = result.ok ? [...result.csv.rows()].flat() : [];
  return rows
    .filter(({ problem }) => !["uncertain_encoding", "too_many_fields", "both_empty"].includes(problem ?? ""))
    .map(({ rowNumber, email, userId }) => [rowNumber, email, userId]);
}

const spoiling = fc.record({
  kind: fc.constantFrom("flip", "insert", "remove", "double", "cut"),
  at: fc.nat({ max: 10_000 }),
  length: fc.integer({ min: 1, max: 20 }),
  bytes: fc.oneof(
    fc.constantFrom(
      ...['"', '""', ",", ";", "\t", "\n", "\r", "\r\n", "\0", " ", "@", "é", ',"', '",'].map((text) => [
        ...Buffer.from(text),
      ]),
    ),
    fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 4 }),
  ),
});
type Spoiling = typeof spoiling extends fc.Arbitrary<infer T> ? T : never;

function spoil(bytes: Buffer, { kind, at, length, bytes: others }: Spoiling): Buffer {
  const place = at % (bytes.length + 1);
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
  if (kind === "cut") return before;
  if (kind === "remove") return Buffer.concat([before, after.subarray(length)]);
  if (kind === "double") return Buffer.concat([before, after.subarray(0, length), after]);
  if (kind === "insert") return Buffer.concat([before, Buffer.from(others), after]);
  return Buffer.concat([before, Buffer.from(others), after.subarray(others.length)]);
}

describe("Files nobody here wrote: generated", () => {
  it("10,000 files of any shape: every row is what csv-stringify wrote, under its number", () => {
    let files = 0;
    fc.assert(
      fc.property(people, shape, (some, how) => {
        // A line break inside a line that sits whole in one field is the one thing that this shape cannot carry.
        fc.pre(!how.wrapped || some.every((each) => Object.values(each).every((field) => !/[\r\n]/.test(field))));
        files++;
        const rows = rowsWritten(some, how);
        expect(read(write(some, how))).toEqual(rows.length > 0 ? { rows } : { codes: ["no_rows"] });
      }),
      { numRuns: 10_000 },
    );
    expect(files).toBe(10_000);
  });

  it("10,000 files spoilt at random: what a plain reader reads, or a refusal where it reads nothing", () => {
    const tally = { rows: 0, refused: 0, unsure: 0 };
    fc.assert(
      fc.property(people, shape, fc.array(spoiling, { minLength: 1, maxLength: 2 }), (some, how, spoilings) => {
        const whole = Buffer.from(write(some, { ...how, encoding: "utf-8", wrapped: false }));
        const bytes = spoilings.reduce(spoil, whole);
        const answer = read(bytes);
        const text = bytes.toString();
        const wanted = isUtf8(bytes) ? plainly(text.replace(/^\ufeff/, "")) : undefined;
        tally[wanted === undefined ? "unsure" : wanted === "refused" ? "refused" : "rows"]++;
        if (wanted === "refused") expect(answer.codes?.length).toBeGreaterThan(0);
        else if (wanted) expect(answer).toEqual({ rows: wanted });
        // Bytes that are no UTF-8 are read by a guess at best, and by a guess nobody is deleted.
        else if (answer.rows && !isUtf8(bytes))
          for (const row of certainRows(bytes)) expect(row.join("")).toMatch(/^\p{ASCII}*$/u);
      }),
      { numRuns: 10_000 },
    );
    expect(tally.rows).toBeGreaterThan(1_500);
    expect(tally.refused).toBeGreaterThan(1_000);
  });

  it("a file cut anywhere: every row but the last is the one that was written, and the last no more than its beginning", () => {
    fc.assert(
      fc.property(people, shape, fc.nat({ max: 10_000 }), (some, how, at) => {
        fc.pre(!how.wrapped);
        const whole = write(some, how);
        const written = new Map(rowsWritten(some, how).map((row) => [row[0], row]));
        const rows = certainRows(whole.subarray(0, at % whole.length));
        for (const row of rows) {
          const original = written.get(row[0] as number) ?? [];
          if (row !== rows.at(-1)) expect(row).toEqual(original);
          // This is why size and SHA-256 of an upload are compared: cut, an address can be another person's.
          else
            expect(original.map((field, column) => `${field}`.startsWith(`${row[column]}`))).toEqual([
              true,
              true,
              true,
            ]);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
