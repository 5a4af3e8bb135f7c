// Owns the lines on CSV content of the list of faults to survive, each under its own words, as far as they are the parser's alone.
// The finer cases stand in csv.test, csv/refusals.test and the files beside this one; people and outcomes in e2e/csv-content.spec.

import { describe, expect, it } from "vitest";
import { OWN_FILES, readBackFromSpreadsheet, readCsv, safeForSpreadsheet, spreadsheetRecords } from ".";

const HEADER = "primary_email_address,unique_user_id";
const ANN = "ann@people.example";

/** `[row number, address, ID, problem]` of every row, or `[code, line, column]` of every refusal. */
function answer(content: string | Uint8Array) {
  const result = readCsv("people.csv", typeof content === "string" ? Buffer.from(content) : content);
  if (!result.ok) return result.refusals.map(({ code, line, column }) => [code, line, column]);
  return [...result.csv.rows()]
    .flat()
    .map(({ rowNumber, email, userId, problem }) => [rowNumber, email, userId, problem]);
}

const le = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");
const be = (text: string) => le(text).swap16();
const latin1 = (text: string) => Buffer.from(text, "latin1");
const good = (number: number, email: string, userId = "") => [number, email, userId, undefined];
const refused = (code: string, line?: number, column?: string) => [code, line, column];

type Case = [name: string, content: string | Uint8Array, answer: unknown[][]];

function line(words: string, cases: Case[]) {
  describe(`CSV content: ${words}`, () => {
    it.each(cases)("%s", (_, content, expected) => expect(answer(content)).toEqual(expected));
  });
}

line(
  "BOM, UTF-16 both ways, Windows-1252, NUL, lone surrogates, mixed line ends, sep=, semicolons, tabs, single column, CR only",
  [
    ["BOM", `\ufeff${HEADER}\n\n${ANN},7\n`, [good(3, ANN, "7")]],
    ["UTF-16, little end first", le(`${HEADER}\r\n\r\n${ANN},ü7\r\n`), [good(3, ANN, "ü7")]],
    ["UTF-16, big end first", be(`${HEADER}\n${ANN},ü7`), [good(2, ANN, "ü7")]],
    [
      "Windows-1252",
      latin1(`${HEADER},name\n${ANN},7,J\xf6rg\nj\xf6rg@people.example,,J\xf6rg\n`),
      [good(2, ANN, "7"), [3, "jörg@people.example", "", "uncertain_encoding"]],
    ],
    ["NUL", `${HEADER}\n${ANN},\x007\n`, [refused("not_csv", 2)]],
    ["a lone surrogate in UTF-16", le(`${HEADER}\n${ANN},\n,a\ud800b\n`), [refused("encoding", 3)]],
    [
      "a lone surrogate in the bytes of UTF-8",
      Buffer.concat([Buffer.from(`\ufeff${HEADER}\n,`), Buffer.from([0xed, 0xa0, 0x80])]),
      [refused("encoding", 2)],
    ],
    ["mixed line ends", `${HEADER}\r\n${ANN},\n\r,7\r\r\n,8`, [good(2, ANN), good(4, "", "7"), good(6, "", "8")]],
    ["sep=", `sep=;\r\nunique_user_id;primary_email_address\r\n\r\n7;${ANN}\r\n`, [good(3, ANN, "7")]],
    [
      "semicolons",
      `${HEADER}\n"a,b",7\n${ANN},8\n`.replaceAll(",", ";"),
      [[2, "a;b", "7", "email_malformed"], good(3, ANN, "8")],
    ],
    ["tabs", `${HEADER}\n${ANN},7\n`.replaceAll(",", "\t"), [good(2, ANN, "7")]],
    ["a single column", `primary_email_address\n${ANN}\n`, [refused("header_missing", 1, "unique_user_id")]],
    [
      "values in a single column",
      `${HEADER}\n${ANN}\nbob@people.example\n`,
      [good(2, ANN), good(3, "bob@people.example")],
    ],
    ["CR only", `${HEADER}\r${ANN},\r\r,007\r`, [good(2, ANN), good(4, "", "007")]],
  ],
);

const [EMAIL, ID] = HEADER.split(",");
line("header missing, doubled, renamed, quoted, spaced; header only; empty; blank lines in between", [
  ["missing", `${EMAIL},name\n${ANN},x\n`, [refused("header_missing", 1, ID)]],
  [
    "missing altogether",
    `${ANN},7\n${ANN},8\n`,
    [refused("header_missing", 1, EMAIL), refused("header_missing", 1, ID)],
  ],
  ["doubled", `${HEADER},${EMAIL}\n${ANN},7,x@y.z\n`, [refused("header_doubled", 1, EMAIL)]],
  ["doubled under its other name", `${HEADER},unique_id\n${ANN},7,8\n`, [refused("header_doubled", 1, ID)]],
  ["renamed", `email,${ID}\n${ANN},7\n`, [refused("header_missing", 1, EMAIL)]],
  ["renamed to unique_id, which is its other name", `${EMAIL},unique_id\n${ANN},7\n`, [good(2, ANN, "7")]],
  ["quoted", `"${EMAIL}","${ID}"\n${ANN},7\n`, [good(2, ANN, "7")]],
  ["spaced, in capitals", ` ${EMAIL?.toUpperCase()} ,\u00a0${ID}\t\n${ANN},7\n`, [good(2, ANN, "7")]],
  ["header only", `${HEADER}\n`, [refused("no_rows")]],
  ["empty", "", [refused("empty")]],
  ["blank lines alone", "\n\r\n ,\t\n", [refused("empty")]],
  [
    "blank lines in between",
    `\n${HEADER}\n\n,,,\n${ANN},7\n \n;\n`,
    [good(5, ANN, "7"), [7, ";", "", "email_malformed"]],
  ],
]);

line("unclosed quote, stray quote", [
  ["unclosed", `${HEADER}\n${ANN},7\n"bob@people.example,8\n${ANN},9\n`, [refused("quote_unclosed", 3)]],
  ["unclosed in the header", `"${EMAIL},${ID}\n${ANN},7\n`, [refused("quote_unclosed", 1)]],
  ["stray in a field", `${HEADER}\n${ANN},7\n\nbob"@people.example,8\n`, [refused("quote_stray", 4)]],
  ["stray behind a field", `${HEADER}\n"${ANN}"x,7\n`, [refused("quote_stray", 2)]],
]);

line(
  "spoilt by Excel: 1.23E+15, lost leading zeros, every line in one quoted field, delimiters stripped or added at the end, a comma unquoted inside a name",
  [
    [
      "1.23E+15",
      `${HEADER}\n,1.23E+15\n${ANN},"1,23E+15"\n`,
      [
        [2, "", "1.23E+15", "id_scientific"],
        [3, ANN, "1,23E+15", "id_scientific"],
      ],
    ],
    [
      "lost leading zeros: 7 is read as 7, and 007 as 007",
      `${HEADER}\n,007\n,7\n`,
      [good(2, "", "007"), good(3, "", "7")],
    ],
    [
      "every line in one quoted field",
      `"${HEADER}"\r\n"${ANN},007"\r\n",8"\r\n`,
      [good(2, ANN, "007"), good(3, "", "8")],
    ],
    ["every line in one quoted field but one", `"${HEADER}"\n"${ANN},007"\n"x","8"\n`, [refused("line_not_whole", 3)]],
    ["delimiters stripped at the end", `${HEADER},name\n${ANN}\n,7\n`, [good(2, ANN), good(3, "", "7")]],
    ["delimiters added at the end", `${HEADER},,,\n${ANN},7,,,,,\n`, [good(2, ANN, "7")]],
    [
      "a comma unquoted inside a name, before the identifiers: they stand in wrong columns, and nobody is read from them",
      `name,${HEADER}\nLee, Ann,${ANN},7\n"Lee, Bob",bob@people.example,8\n`,
      [[2, " Ann", ANN, "too_many_fields"], good(3, "bob@people.example", "8")],
    ],
    [
      "a comma unquoted inside a name that shifts no further than an empty column",
      `name,${HEADER}\nLee, 7,\n`,
      [[2, " 7", "", "email_malformed"]],
    ],
  ],
);

line('full-width @, zero-width, confusables, quoted local part, dotless ı, "a@b"@c', [
  ["full-width @", `${HEADER}\nann＠people.example,\n`, [[2, "ann＠people.example", "", "email_compatibility"]]],
  ["zero-width", `${HEADER}\nan\u200bn@people.example,\n`, [[2, "an\u200bn@people.example", "", "email_invisible"]]],
  ["a confusable is another's address", `${HEADER}\n\u0430nn@people.example,\n`, [good(2, "\u0430nn@people.example")]],
  ["quoted local part", `${HEADER}\n"""ann""@people.example",\n`, [[2, '"ann"@people.example', "", "email_malformed"]]],
  ["dotless ı is another's address", `${HEADER}\nırma@people.example,\n`, [good(2, "ırma@people.example")]],
  ['"a@b"@c', `${HEADER}\n"""a@b""@c",\n`, [[2, '"a@b"@c', "", "email_two_at"]]],
]);

line("__proto__, constructor as header or value", [
  ["as headers", `__proto__,constructor,${HEADER}\nx,y,${ANN},7\n`, [good(2, ANN, "7")]],
  [
    "in place of ours",
    `__proto__,constructor\n${ANN},7\n`,
    [refused("header_missing", 1, EMAIL), refused("header_missing", 1, ID)],
  ],
  [
    "as values",
    `${HEADER}\n__proto__,constructor\n,__proto__\n`,
    [[2, "__proto__", "constructor", "email_malformed"], good(3, "", "__proto__")],
  ],
]);

describe("CSV content: =, +, -, @, tab, CR, full-width ＝ at the start of a value", () => {
  const starts = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'=", "''＝", "'", ""];
  const values = starts.flatMap((start) => [`${start}1+1`, `${start}cmd|' /C calc'!A0`, start]);

  it("harmless in the results file", () => {
    for (const value of values) expect(safeForSpreadsheet(value)).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
  });

  it("read back unchanged from a file of ours, and left as typed in anybody else's", () => {
    for (const value of values) {
      const written = safeForSpreadsheet(value);
      expect(readBackFromSpreadsheet(written)).toBe(value);
      const cell = `"${written.replaceAll('"', '""')}"`;
      const own = OWN_FILES.results.map((column) => (column === ID ? cell : "x")).join(",");
      expect(answer(`${OWN_FILES.results.join(",")}\n${own}\n`)[0]?.[2]).toBe(value);
      expect(answer(`${HEADER}\nx,${cell}\n`)[0]?.[2]).toBe(written);
    }
  });

  it("a line break of any kind inside a value makes no row of its second half", () => {
    const values = ["x\ny", "x\ry", "x\r\ny", "\r", "\n", "=x\ny"].flatMap((value) => [value, `${value};"`]);
    for (const delimiter of [",", ";", "\t"]) {
      const records = values.map((value, index) => [index + 2, value, ANN, "invalid", value]);
      const text = spreadsheetRecords([OWN_FILES.results, ...records], delimiter);
      expect(answer(text).map(([row, email, userId]) => [row, email, userId])).toEqual(
        values.map((value, index) => [index + 2, value, ANN]),
      );
    }
  });
});
