// What is written for a spreadsheet: each record as csv-stringify would write it, whether it went through it or was joined.
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { parse } from "papaparse";
import { expect, it } from "vitest";
import {
  isPlainForSpreadsheet,
  readBackFromSpreadsheet,
  safeForSpreadsheet,
  spreadsheetCell,
  spreadsheetRecords,
} from "./spreadsheet";

const DELIMITERS = [",", ";", "\t", "|"];

it.each([
  ["plain cells are joined", [[2, "a@x.example", "", "not_found", "Nobody."]], "2,a@x.example,,not_found,Nobody.\r\n"],
  ["nothing is nothing", [[null, "", 0]], ",,0\r\n"],
  ["no records are no text", [], ""],
  ["quotes, delimiters, line breaks", [["a,b", 'c"d', "e\nf", "g\rh"]], '"a,b","c""d","e\nf","g\rh"\r\n'],
  ["one that needs quotes among many", [["a"], ["b,"], ["c"]], 'a\r\n"b,"\r\nc\r\n'],
  ["formulas are made safe, numbers are not", [["=1+1", "'=x", -5, "-5"]], "'=1+1,''=x,-5,'-5\r\n"],
])("%s", (_, records, text) => expect(spreadsheetRecords(records, ",")).toBe(text));

it.each(DELIMITERS)("says what csv-stringify says, cell by cell, and comes back as it was: %j", (delimiter) => {
  const piece = fc.constantFrom(
    ",",
    ";",
    "\t",
    "|",
    '"',
    "\r",
    "\n",
    "\r\n",
    "=",
    "'",
    "a",
    " ",
    "é",
    "＝",
    "x@y.example",
  );
  const cell = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { maxLength: 5 }), (records) => {
      const text = spreadsheetRecords(records, delimiter);
      const safe = records.map((record) => record.map(safeForSpreadsheet));
      const plain = stringify(safe, { delimiter, record_delimiter: "\r\n", quoted_match: /[\r\n]/ });
      const read = (csv: string) =>
        parse<string[]>(csv, { delimiter, newline: "\r\n", skipEmptyLines: false }).data.slice(0, -1);
      expect(read(text)).toEqual(read(plain));
      expect(text).toBe(plain);
      expect(read(text).map((record) => record.map(readBackFromSpreadsheet))).toEqual(records);
    }),
  );
});

const characters = fc.constantFrom(..."'=+-@＝＋－＠\"\\\r\n\t,;|aZ0.é字 ");
const values = fc.array(characters, { maxLength: 5 }).map((all) => all.join(""));

it("a value known as plain by its bytes is one that stands as it is", () => {
  fc.assert(
    fc.property(values, fc.constantFrom(",", ";", "\t", "|"), (value, delimiter) => {
      const bytes = Buffer.from(value);
      if (isPlainForSpreadsheet(bytes, 0, bytes.length)) expect(spreadsheetCell(value, delimiter)).toBe(value);
    }),
    { numRuns: 2000 },
  );
});

it.each([
  ["", true],
  ["ann.lee+1@example.com", true],
  ["0123", true],
  ["é字", true],
  ["a=1", true],
  ["a\\b", true],
  ["=1", false],
  ["＠x", false],
  ["'x", false],
  ["a,b", false],
  ['a"b', false],
  ["a\nb", false],
])("by its bytes %j is plain: %s", (value, plain) => {
  const bytes = Buffer.from(`=${value},`);
  expect(isPlainForSpreadsheet(bytes, 1, bytes.length - 1)).toBe(plain);
});
