// Owns the proof of what spec section 3 refuses, each refusal with its place, hostile files included.
// Run by vitest.

import { describe, expect, it } from "vitest";
import { MAX_FILE_BYTES, readCsv } from ".";

const HEADER = "primary_email_address,unique_user_id";

function refusals(content: string | Uint8Array, name = "people.csv") {
  const result = readCsv(name, typeof content === "string" ? Buffer.from(content) : content);
  return result.ok ? [] : result.refusals;
}

function rows(content: string | Uint8Array) {
  const result = readCsv("people.csv", typeof content === "string" ? Buffer.from(content) : content);
  return result.ok ? [...result.csv.rows()].flat() : [];
}

describe("files that are refused", () => {
  it("by name", () => {
    const good = `${HEADER}\na@b.c,1\n`;
    expect(refusals(good, "people.txt")).toEqual([{ code: "not_csv_name" }]);
    expect(refusals(good, "csv")).toEqual([{ code: "not_csv_name" }]);
    expect(refusals(good, "people.csv.exe")).toEqual([{ code: "not_csv_name" }]);
    expect(refusals(good, "PEOPLE.CSV")).toEqual([]);
    expect(refusals(`${HEADER}\n`, "people.txt")).toEqual([{ code: "not_csv_name" }, { code: "no_rows" }]);
  });

  it("by size, from 15 MB on", () => {
    const bytes = Buffer.alloc(MAX_FILE_BYTES, "\n");
    bytes.write(`${HEADER}\na@b.c,1\n`);
    expect(refusals(bytes)).toEqual([{ code: "too_large", params: { limit: MAX_FILE_BYTES } }]);
  });

  it.each([
    ["zip and xlsx", "PK\x03\x04\x14\x00\x06\x00"],
    ["an old Excel file", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
    ["pdf", "%PDF-1.7\n%"],
    ["png", "\x89PNG\r\n\x1a\n"],
    ["jpeg", "\xff\xd8\xff\xe0\x00\x10JFIF"],
    ["gif", "GIF89a"],
    ["gzip", "\x1f\x8b\x08"],
    ["html", "\n  <!DOCTYPE html><html>"],
    ["html with a mark", "\xef\xbb\xbf<html lang='id'>"],
    ["svg", "<svg xmlns='http://www.w3.org/2000/svg'>"],
    ["UTF-16 html", "\xff\xfe<\0h\0t\0m\0l\0>\0"],
  ])("as no CSV: %s", (_, start) => {
    expect(refusals(Buffer.from(`${start}\n${HEADER}\na@b.c,1\n`, "latin1"))).toEqual([{ code: "not_csv" }]);
  });

  it("as no CSV: NUL bytes, and so UTF-16 without its mark", () => {
    expect(refusals(`${HEADER}\na@b.c,\0\n`)).toEqual([{ code: "not_csv", line: 2 }]);
    expect(refusals(Buffer.from(`${HEADER}\na@b.c,1\n`, "utf16le"))).toEqual([{ code: "not_csv", line: 1 }]);
    expect(refusals(Buffer.from(`${HEADER}\n\xe9,\0\n`, "latin1"))).toEqual([{ code: "not_csv" }]);
  });

  it.each(["", "\ufeff", "\n\r\n  \r,,\n", "sep=;\n", '""\n'])("as empty: %j", (text) => {
    expect(refusals(text)).toEqual([{ code: "empty" }]);
  });

  it.each([HEADER, `${HEADER}\n`, `${HEADER}\n\n,\n  \n`])("as a header without rows: %j", (text) => {
    expect(refusals(text)).toEqual([{ code: "no_rows" }]);
  });

  it("for an unclosed quote, by the line where it opens", () => {
    expect(refusals(`${HEADER}\r\n"a\r\n@b.c",1\r\nd@e.f,"2\r\n${"g@h.i,3\r\n".repeat(20_000)}`)).toEqual([
      { code: "quote_unclosed", line: 4 },
    ]);
    expect(refusals('"primary_email_address,unique_user_id\na@b.c,1\n')).toEqual([{ code: "quote_unclosed", line: 1 }]);
  });

  it("for stray quotes, each by its line", () => {
    expect(refusals(`${HEADER},name\n"a"@b.c,1\n,2,5" disk\n\n,3,"x" y\n,4,"x" "\n`)).toEqual([
      { code: "quote_stray", line: 2 },
      { code: "quote_stray", line: 3 },
      { code: "quote_stray", line: 5 },
      { code: "quote_stray", line: 6 },
    ]);
  });

  it("for a stray quote that an earlier line's quote explains, by both lines", () => {
    expect(refusals(`${HEADER}\n"a@b.c,1\nd@e.f,"2"\n`)).toEqual([
      { code: "quote_stray", line: 3, params: { openedOn: 2 } },
    ]);
  });

  it("for a line or a record over 64 KiB, by its line", () => {
    const limit = 64 * 1024;
    const line = (length: number) => `a@b.c,1,${"x".repeat(length - 8)}`;
    expect(refusals(`${HEADER},n\n\n${line(limit)}\r\n`)).toEqual([]);
    expect(refusals(`${HEADER},n\n\n${line(limit + 1)}\r\n${line(limit)}\n${line(limit + 1)}`)).toEqual([
      { code: "line_too_long", line: 3, params: { limit } },
      { code: "line_too_long", line: 5, params: { limit } },
    ]);
    expect(refusals(`${HEADER},n\n,1,"${"é\n".repeat(limit / 2)}"\n`)).toEqual([
      { code: "line_too_long", line: 2, params: { limit } },
    ]);
    expect(refusals("x".repeat(limit + 1))).toEqual([{ code: "line_too_long", line: 1, params: { limit } }]);
  });

  it("for more than 256 columns, by the line", () => {
    const wide = (columns: number) => `a@b.c${",x".repeat(columns - 1)}`;
    expect(refusals(`${HEADER}\n${wide(256)}\n`)).toEqual([]);
    expect(refusals(`${HEADER}\n${wide(256)}\n${wide(257)}\n${",".repeat(300)}\n`)).toEqual([
      { code: "too_many_columns", line: 3, params: { columns: 257, limit: 256 } },
      { code: "too_many_columns", line: 4, params: { columns: 301, limit: 256 } },
    ]);
    expect(refusals(`${HEADER}${",".repeat(255)}\na@b.c,1\n`)).toEqual([
      { code: "too_many_columns", line: 1, params: { columns: 257, limit: 256 } },
    ]);
  });

  it("for a stray quote in the header, which then names no header missing", () => {
    expect(refusals(`primary_email_address;unique_user_id;5" disk\na@b.c;"1";x\n`)).toEqual([
      { code: "quote_stray", line: 1 },
    ]);
  });

  it("for their headers alone where no delimiter we know splits the lines", () => {
    expect(refusals(`primary|unique\na@b.c|"1"\n`).map((refusal) => refusal.code)).toEqual([
      "header_missing",
      "header_missing",
    ]);
  });

  it("with every reason, and no more than ten places of one", () => {
    const text = `primary_email_address,x\n${'a"b,1\n'.repeat(50)}${"x".repeat(70_000)}\n"`;
    const found = refusals(text, "people.xls").map(({ code, line }) => [code, line]);
    expect(found.slice(0, 2)).toEqual([
      ["not_csv_name", undefined],
      ["header_missing", 1],
    ]);
    expect(found.slice(2, 12)).toEqual(Array.from({ length: 10 }, (_, i) => ["quote_stray", i + 2]));
    expect(found.slice(12)).toEqual([
      ["line_too_long", 52],
      ["quote_unclosed", 53],
    ]);
  });
});

// Not under mutation testing, where every change of the code would read them again.
describe.skipIf(process.env.MUTATION_TESTS)("hostile files are answered", () => {
  const size = MAX_FILE_BYTES - 1;
  it("a byte below 15 MB is read", () => {
    const bytes = Buffer.alloc(size, "\n");
    bytes.write(`${HEADER}\na@b.c,1\n`);
    expect(rows(bytes)).toEqual([{ rowNumber: 2, email: "a@b.c", userId: "1" }]);
  });

  it.each([
    ["quotes", '"'],
    ["quoted letters", '"a""'],
    ["one line", "a"],
    ["commas", ","],
    ["line breaks", "\n"],
    ["spaces", " "],
  ])("15 MB of %s", (_, pattern) => {
    expect(refusals(Buffer.alloc(size, pattern)).length).toBeGreaterThan(0);
    const bytes = Buffer.alloc(size, pattern);
    bytes.write(`${HEADER}\n`);
    expect(refusals(bytes).length).toBeGreaterThan(0);
  });

  it("a record of 64 KiB after another, all quotes", () => {
    const line = `a@b.c,"${'""'.repeat(32_700)}"\n`;
    const read = rows(`${HEADER}\n${line.repeat(50)}`);
    expect(read.length).toBe(50);
    expect(read.every((row) => row.problem === "id_too_long" && row.userId === '"'.repeat(32_700))).toBe(true);
  });
});
