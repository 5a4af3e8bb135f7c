// Owns the proof that papaparse's own test cases and sample files, which nobody here wrote, give right rows or one coded refusal.
// Run by vitest.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { readCsv } from ".";

const FOLDER = join(dirname(fileURLToPath(import.meta.resolve("papaparse"))), "tests");

type Options = Record<string, unknown>;
type Case = { description: string; input: string; config?: Options; expected: { data: unknown[] } };

/** The cases are written for a browser and mocha; here they are only data. */
function casesOf(file: string): Case[] {
  const stubs = createContext({
    chai: { assert: {} },
    Papa: {},
    describe: Object.assign(() => {}, { skip: () => {} }),
  });
  runInContext(readFileSync(join(FOLDER, file), "utf8"), stubs);
  return [...stubs.CORE_PARSER_TESTS, ...stubs.PARSE_TESTS];
}

const MORE = Array.from({ length: 8 }, (_, index) => `column_${index + 3}`);

/** The input below a header of ours, in the delimiter that the case names or is to find out. Columns enough for every case. */
function read({ input, config = {} }: Pick<Case, "input" | "config">) {
  const named = typeof config.delimiter === "string" && config.delimiter !== "\n" ? config.delimiter : undefined;
  const delimiter = named ?? (/^[^,\n]*;/.test(input.replace(/"[^"]*"/g, "")) ? ";" : ",");
  const header = ["primary_email_address", "unique_user_id", ...MORE].join(delimiter);
  // A byte order mark belongs to the file's beginning, wherever that is.
  const file = input.startsWith("\ufeff") ? `\ufeff${header}\n${input.slice(1)}` : `${header}\n${input}`;
  const result = readCsv("x.csv", Buffer.from(file), { fields: MORE.map((name) => ({ name })) });
  if (!result.ok) return result.refusals.map(({ code }) => code);
  return [...result.csv.rows()]
    .flat()
    .map(({ rowNumber, email, userId, fields = [] }) => [rowNumber, ...trimEnd([email, userId, ...fields])]);
}

const trimEnd = (fields: string[]) => fields.slice(0, fields.findLastIndex((field) => field !== "") + 1);

/** What must come: every row that is not blank, under the number of its record. Blank ones are skipped, numbers kept. */
function numbered(records: string[][]) {
  const rows = records.flatMap((fields, index) =>
    fields.some((field) => field.trim() !== "") ? [[index + 2, ...trimEnd(fields)]] : [],
  );
  return rows.length > 0 ? rows : ["no_rows"];
}

/** As anybody reads a file without quotes. */
const unquoted = (text: string) =>
  text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\n|\r/)
    .map((line) => line.split(","));

/** Options of papaparse that change what a file means, and that a file cannot carry: here its lines are read without them. */
const OPTIONS = [
  ...["comments", "preview", "transform", "dynamicTyping", "skipFirstNLines", "quoteChar", "escapeChar"],
  ...["header", "skipEmptyLines"],
];

/** A quote where none can stand, or whose end is missing, refuses the file: nobody is deleted on a guess at what was meant. */
const STRAY = ["quote_stray"];
const STRAY_TWICE = ["quote_stray", "quote_stray"];
/** No delimiter of ours splits the header, so both of its names are missed. */
const FOREIGN = ["header_missing", "header_missing"];

const DIFFERENT: Record<string, unknown[]> = {
  "Unquoted field with quotes at end of field": STRAY,
  "Misplaced quotes in data, not as opening quotes": STRAY,
  "Misplaced quotes in data twice, not as opening quotes": STRAY_TWICE,
  "Quoted field has no closing quote": ["quote_unclosed"],
  "Quoted field has invalid trailing quote after delimiter with a valid closer": STRAY,
  "Quoted field has invalid trailing quote after delimiter": STRAY,
  "Quoted field has invalid trailing quote before delimiter": STRAY,
  "Quoted field has invalid trailing quote after new line": STRAY,
  // The escape of these is a backslash: to everybody else it is a letter, and the quote behind it ends the field.
  "Custom escape character in the middle": STRAY,
  "Custom escape character at the end": STRAY,
  "Custom escape character not used for escaping": [[2, "a", "b", "c\\d"]],
  // White space around a quoted field is nobody's value, before it as well as (papaparse too) behind it.
  "Quoted field with whitespace around quotes": [[2, "A", "B", "C"]],
  // A line ends where any of the three line ends stands, not where the first one found does.
  "Mixed slash n and slash r should choose first as precident": [
    [2, "a", "b", "c"],
    [3, "d", "e", "f"],
    [4, "g", "h", "i"],
  ],
  "Pipe delimiter": FOREIGN,
  "Pipe delimiter is guessed correctly when mixed with comas": [
    [2, "one|two", "two|three"],
    [3, "four|five", "five|six"],
  ],
  "ASCII 30 delimiter": FOREIGN,
  "ASCII 31 delimiter": FOREIGN,
  // A comma and a space is a comma; the space stays with the value, and a quote behind it opens a field.
  "Multi-character delimiter": [[2, "a", " b", " c"]],
  "Multi-character delimiter (length 2) with quoted field": [[2, "a", " b", "c, e", " d"]],
  "Callback delimiter": [[2, "a$ b$ c"]],
  "Preview should count rows, not lines": [
    [2, "a", "b", "c"],
    [3, "d", "e", "f\r\nf", "g", "h", "i"],
  ],
  "Lines with comments are not used when guessing the delimiter in an escaped file": [
    ...Array.from({ length: 10 }, (_, index) => [index + 2, `#${index + 1}`]),
    [12, "one", "t,w,o", "three"],
    [13, "four", "five", "six"],
  ],
  "Line ends with quoted field, first field of next line is empty using headers": [
    [2, "a", "b", "c"],
    [3, "d", "e", "f"],
    [4, "", "h", "i"],
    [5, "", "k", "l"],
  ],
  "Using \\r\\n endings with \\n in header field with skip empty lines uses \\r\\n linebreak": [
    [2, "a\na", "b"],
    [3, "c", "d"],
    [4, "e", "f"],
    [5, "g", "h"],
    [6, "i", "j"],
  ],
  // What is quoted is no blank line: this one is a row, and invalid for having neither identifier.
  "Parsing with skipEmptyLines set to 'greedy'": [
    [2, "a", "b"],
    [5, "c", "d"],
    [7, "", " "],
  ],
  "Parsing with skipEmptyLines set to 'greedy' with quotes and delimiters as content": [
    [2, "a", "b"],
    [5, "c", "d"],
    [6, " , ", ","],
    [7, '" "', '""'],
  ],
};

describe("Files nobody here wrote: papaparse's test cases", () => {
  const cases = casesOf("test-cases.js");

  it("are there whole, and every difference is of one that is there", () => {
    expect(cases.length).toBeGreaterThan(150);
    const descriptions = new Set(cases.map(({ description }) => description));
    expect(Object.keys(DIFFERENT).filter((description) => !descriptions.has(description))).toEqual([]);
  });

  it.each(cases.map((each) => [each.description, each] as const))(
    "%s",
    (description, { input, config = {}, expected }) => {
      const rows = read({ input, config });
      const different = DIFFERENT[description];
      if (different) return expect(rows).toEqual(different);
      if (OPTIONS.some((option) => option in config)) {
        expect(input).not.toContain('"'); // else it stands among those that differ
        return expect(rows).toEqual(numbered(unquoted(input)));
      }
      expect(rows).toEqual(numbered(expected.data as string[][]));
    },
  );
});

describe("Files nobody here wrote: papaparse's sample files", () => {
  // How many lines its own tests know, as far as they say.
  it.each([
    ["sample.csv", 2],
    ["slow-sample.csv", 2],
    ["sample-header.csv", 3],
    ["utf-8-bom-sample.csv", 2],
    ["long-sample.csv", 8],
    ["verylong-sample.csv", 2001],
  ])("%s", (name, lines) => {
    const input = readFileSync(join(FOLDER, name), "utf8");
    const records = unquoted(input).map((fields) => fields.map((field) => field.replace(/^"(.*)"$/, "$1")));
    const rows = read({ input });
    expect(rows).toEqual(numbered(records));
    expect(rows).toHaveLength(lines);
  });
});
