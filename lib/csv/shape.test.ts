// Owns the proof of where records begin and end, at the borders: quotes and what stands around them, blank lines, pieces, places
// of faults (spec section 3). Run by vitest.

import { describe, expect, it } from "vitest";
import { readCsv } from ".";

const HEADER = "primary_email_address,unique_user_id";

function read(content: string | Uint8Array, name = "people.csv") {
  const result = readCsv(name, typeof content === "string" ? Buffer.from(content) : content);
  return result.ok
    ? [...result.csv.rows()].flat().map(({ rowNumber, email, userId }) => [rowNumber, email, userId])
    : result.refusals;
}
const batches = (content: string) => {
  const result = readCsv("people.csv", Buffer.from(content));
  return result.ok ? [...result.csv.rows()].map((rows) => rows.length) : [];
};

describe("quotes", () => {
  it("may have spaces and tabs around them, in any number", () => {
    expect(read(`${HEADER}\n \t "a@b.c" \t , \t"1"\t \n`)).toEqual([[2, "a@b.c", "1"]]);
    expect(read(`${HEADER}\n"a@b.c" ,"1" `)).toEqual([[2, "a@b.c", "1"]]);
  });

  it("around nothing, alone on a line, are a blank line; around something, or beside a delimiter, a row", () => {
    expect(read(`${HEADER}\n""\n"x"\nab\n"",\n ""\n"a@b.c"\n`)).toEqual([
      [3, "x", ""],
      [4, "ab", ""],
      [5, "", ""],
      [7, "a@b.c", ""],
    ]);
  });

  it("that are stray are named by their own line, and by the quote's before them only where that explains them", () => {
    const stray = (text: string) => read(`${HEADER},n\n${text}\n`);
    expect(stray('"a\nb" "c",1')).toEqual([{ code: "quote_stray", line: 3, params: { openedOn: 2 } }]);
    expect(stray('"a\nb"c,1')).toEqual([{ code: "quote_stray", line: 3, params: { openedOn: 2 } }]);
    expect(stray('"a\nb" c,1')).toEqual([{ code: "quote_stray", line: 3, params: { openedOn: 2 } }]);
    // In plain text, or where opened and closed on this line, no earlier quote has a part in it.
    expect(stray('"a\nb",c"d')).toEqual([{ code: "quote_stray", line: 3 }]);
    expect(stray('"a\nb","c" d')).toEqual([{ code: "quote_stray", line: 3 }]);
    expect(stray('a"b"c"d,1\nx"y')).toEqual([
      { code: "quote_stray", line: 2 },
      { code: "quote_stray", line: 3 },
    ]);
    // After it the field is plain text: the delimiters behind it still count.
    expect(stray('"x"y,"1",2,3')).toEqual([{ code: "quote_stray", line: 2 }]);
  });

  it("with line breaks of every kind inside count as the lines they are for whoever looks for a fault", () => {
    expect(read(`${HEADER}\n"a\r\nb\rc\nd",1\nx"y,2\n`)).toEqual([{ code: "quote_stray", line: 6 }]);
    expect(read(`${HEADER}\n"a\n\nb",1\nx"y,2\n`)).toEqual([{ code: "quote_stray", line: 5 }]);
    expect(read(`${HEADER}\r"a\r\n\r\nb",1\r"c\r`)).toEqual([{ code: "quote_unclosed", line: 5 }]);
  });
});

describe("lengths", () => {
  const limit = 64 * 1024;
  it("of a record over several lines: 64 KiB is the most, its line ends inside counted, the last not", () => {
    // `,1,"x…\nx…"` of so many bytes.
    const record = (bytes: number) => `,1,"${"x".repeat(100)}\n${"x".repeat(bytes - 106)}"`;
    expect(read(`${HEADER},n\n${record(limit)}\n`)).toEqual([[2, "", "1"]]);
    expect(read(`${HEADER},n\n\n${record(limit + 1)}\n`)).toEqual([
      { code: "line_too_long", line: 3, params: { limit } },
    ]);
  });

  it("of the last line, without an end, count as well", () => {
    expect(read(`${HEADER},n\n,1,${"x".repeat(limit - 3)}`)).toEqual([[2, "", "1"]]);
    expect(read(`${HEADER},n\n,1,${"x".repeat(limit - 2)}`)).toEqual([
      { code: "line_too_long", line: 2, params: { limit } },
    ]);
  });
});

describe("rows come in pieces", () => {
  it("of at most 5,000, full ones", () => {
    expect(batches(`${HEADER}\n${"a@b.c,1\n".repeat(12_000)}`)).toEqual([5000, 5000, 2000]);
    expect(batches(`${HEADER}\n${"a@b.c,1\n".repeat(5000)}`)).toEqual([5000]);
  });
  it("of some 256 KiB, however few rows that are", () => {
    const counts = batches(`${HEADER},n\n${`a@b.c,1,${"x".repeat(8 * 1024)}\n`.repeat(100)}`);
    expect(counts.reduce((sum, count) => sum + count)).toBe(100);
    expect(Math.max(...counts)).toBeLessThanOrEqual(32);
    expect(counts.length).toBeLessThanOrEqual(5);
  });
  it("whose numbers go on over blank stretches and records of several lines", () => {
    const text = `${HEADER}\n${"\n".repeat(6000)}"a\n@b.c",1\n${",\n".repeat(6000)}c@d.e,2`;
    expect(read(text)).toEqual([
      [6002, "a\n@b.c", "1"],
      [12_003, "c@d.e", "2"],
    ]);
  });
});

describe("a sep= line", () => {
  it.each([
    [`  sep=;\n`, ";", 2],
    [`\tSep=;;, \t\r\n`, ";", 2],
    [`"sep=;",\r`, ";", 2],
    [`sep=;"\n`, ";", 2],
  ])("%j decides, whatever a program added around it", (line, delimiter) => {
    expect(read(`${line}${HEADER.replace(",", delimiter)}\na@b.c${delimiter}1`)).toEqual([[2, "a@b.c", "1"]]);
  });
  it.each(["sep=|\n", "sep=\n", "xsep=,\n", "sep=, x\n"])("%j is none: a header like others", (line) => {
    expect(read(`${line}${HEADER}\na@b.c,1\n`)).toEqual([
      { code: "header_missing", column: "primary_email_address", line: 1 },
      { code: "header_missing", column: "unique_user_id", line: 1 },
    ]);
  });
  it("counts as a line of the file where a fault is told, and a header below it has its own", () => {
    expect(read(`sep=;\n\nprimary_email_address;id\na;1`)).toEqual([
      { code: "header_missing", column: "unique_user_id", line: 3 },
    ]);
    expect(read(`sep=,\n${HEADER}\na"b,1\n`)).toEqual([{ code: "quote_stray", line: 3 }]);
    expect(read(`sep=,`)).toEqual([{ code: "empty" }]);
  });
  it("lets no other delimiter count, though the header has it", () => {
    expect(read(`sep=\t\n${HEADER}\na@b.c,1`)).toMatchObject([{ code: "header_missing" }, { code: "header_missing" }]);
    // As it is no guess, a quote that is stray under it is told as well.
    expect(read(`sep=;\nemail\na"b;1\n`)).toMatchObject([{}, {}, { code: "quote_stray", line: 3 }]);
  });
});

describe("lines that sit whole in one quoted field", () => {
  const wrapped = (lines: string) => read(`"${HEADER}"\n${lines}\n`);
  it("lose what a program added around them, and nothing inside", () => {
    expect(wrapped(' "a@b.c,1" ,;\t\n"c@d.e, 2 "')).toEqual([
      [2, "a@b.c", "1"],
      [3, "c@d.e", " 2 "],
    ]);
  });
  it("may stand among plain lines of one field, whose spaces inside stay", () => {
    expect(wrapped("  d e@f.g \n\nh@i.j")).toEqual([
      [2, "d e@f.g ", ""],
      [4, "h@i.j", ""],
    ]);
  });
  it("may hold quoted fields with line breaks, and count as the lines they are", () => {
    expect(read(`"name,${HEADER}"\r\n"""Ann\r\nLee"",a@b.c,1"\r\n"x,c@d.e,2"\r\n`)).toEqual([
      [2, "a@b.c", "1"],
      [3, "c@d.e", "2"],
    ]);
    expect(read(`"name,${HEADER}"\n"""Ann\nLee"",a@b.c,1"\n"x",c@d.e\n`)).toEqual([
      { code: "line_not_whole", line: 4 },
    ]);
  });
  it("may end as lines do anywhere, and are counted by that", () => {
    expect(read(`"${HEADER}"\r\n"a@b.c,1"\r\n"x",c@d.e\r\n`)).toEqual([{ code: "line_not_whole", line: 3 }]);
    expect(read(`"${HEADER}"\r"a@b.c,1"\r"c@d.e,2"\r`)).toEqual([
      [2, "a@b.c", "1"],
      [3, "c@d.e", "2"],
    ]);
    expect(wrapped('"a@b.c,""1\n2"""x')).toContainEqual({ code: "line_not_whole", line: 3 });
  });
  it.each([
    ['"a@b.c,1" x', 2],
    ['"a@b.c,1""c"', undefined],
    ['"a@b.c,1" "c"', 2],
    [',"a@b.c,1"', 2],
    ['x "a@b.c,1"', 2],
    ["a@b.c,1", 2],
    ["a@b.c;1", 2],
    ["a@b.c\t1", 2],
    ['\n"a@b.c,1"\n"c@d.e",2', 4],
  ])("%j is refused where a line is not one field", (lines, line) => {
    const found = wrapped(lines) as { code?: string; line?: number }[];
    if (line) expect(found).toContainEqual({ code: "line_not_whole", line });
    else expect(found[0]?.code).toMatch(/quote/);
  });
  it("are refused where a quote inside is stray", () => {
    expect(wrapped('"a@b.c,1"\n"a""b""c,2"')).toEqual([{ code: "quote_stray", line: 3 }]);
  });
  it("are refused where a quote stays open, by the line where it opens", () => {
    expect(wrapped('\n"a@b.c,1')).toEqual([{ code: "quote_unclosed", line: 3 }]);
    expect(wrapped('"a@b.c,""1\n2"",3"\n"c@d.e,')).toEqual([{ code: "quote_unclosed", line: 4 }]);
    expect(wrapped('"a@b.c,""1"')[0]).toEqual({ code: "quote_unclosed", line: 2 });
  });
  it("are told only where it is the wanted header that sits in the quotes, alone", () => {
    expect(read(`"email;id"\n"a@b.c;1"\n`)).toMatchObject([{ code: "header_missing" }, { code: "header_missing" }]);
    expect(read(`"${HEADER}",x\n"a@b.c,1",y\n`)).toMatchObject([
      { code: "header_missing" },
      { code: "header_missing" },
    ]);
    expect(read(`"${HEADER}",,\n"a@b.c,1",,\n`)).toEqual([[2, "a@b.c", "1"]]);
    // Lines that are not whole are no fault where the quotes hold another header, or where there are none.
    expect(read('"email"\n"a@b.c","1"\n')).toMatchObject([{ code: "header_missing" }, { code: "header_missing" }]);
    expect(read("id;unique_user_id,\nx;1,\n")).toMatchObject([{ code: "header_missing" }, { code: "header_missing" }]);
  });
});

describe("where the header does not tell the delimiter", () => {
  const missing = (...columns: string[]) => columns.map((column) => ({ code: "header_missing", column, line: 1 }));
  const [email = "", userId = ""] = HEADER.split(",");
  const limit = 64 * 1024;
  it.each([
    ["one wanted name alone: lines are read with commas", `${email}\na@b.c,"1"\n`, missing(userId)],
    [
      "and what is wrong with them so is told",
      `${email}\na"b,1\n`,
      [...missing(userId), { code: "quote_stray", line: 2 }],
    ],
    [
      "no wanted name: a line that is too long is so with any delimiter",
      `mail|id\na|"1"\n${"x".repeat(limit + 1)}\n`,
      [...missing(email, userId), { code: "line_too_long", line: 3, params: { limit } }],
    ],
  ])("%s", (_, text, expected) => expect(read(text)).toEqual(expected));
});

describe("every reason is told", () => {
  it("of the name beside those of the bytes", () => {
    expect(read(Buffer.from("\ufeff\nx\xff", "latin1"), "a.txt")).toMatchObject([{ code: "not_csv_name" }, {}, {}]);
    const damaged = Buffer.concat([Buffer.from("\ufeff\n"), Buffer.from([0xe9])]);
    expect(read(damaged, "a.txt")).toEqual([{ code: "not_csv_name" }, { code: "encoding", line: 2 }]);
    const pdf = Buffer.alloc(15 * 1024 * 1024, "%PDF-");
    expect(read(pdf, "a.pdf")).toMatchObject([{ code: "not_csv_name" }, { code: "too_large" }, { code: "not_csv" }]);
  });
  it("of the header beside those of the lines, in the order of the file", () => {
    expect(read(`primary_email_address,x\na"b,1\n"c`)).toEqual([
      { code: "header_missing", column: "unique_user_id", line: 1 },
      { code: "quote_stray", line: 2 },
      { code: "quote_unclosed", line: 3 },
    ]);
    expect(read(`${HEADER}\n"c,${",".repeat(300)}\n\n`)).toMatchObject([{ code: "quote_unclosed", line: 2 }]);
    expect(read(`${HEADER}\n"c\n${"x".repeat(70_000)}\n`)).toMatchObject([
      { code: "quote_unclosed", line: 2 },
      { code: "line_too_long", line: 3 },
    ]);
  });
  it("of a header with too many columns beside those of its names and of the rows it lacks", () => {
    expect(read(`primary_email_address${",x".repeat(256)}\n`)).toMatchObject([
      { code: "header_missing", column: "unique_user_id", line: 1 },
      { code: "no_rows" },
      { code: "too_many_columns", line: 1, params: { columns: 257 } },
    ]);
    expect(read(`\n${";".repeat(256)}\n`)).toMatchObject([{ code: "too_many_columns", line: 2 }]);
  });
  it("ten places of each kind at the most, and each line once", () => {
    const faults = read(`${HEADER}\n${'a"b"c,1\n'.repeat(12)}${`${",".repeat(260)}\n`.repeat(12)}`) as {
      code: string;
    }[];
    expect(faults.map(({ code }) => code)).toEqual([
      ...Array(10).fill("quote_stray"),
      ...Array(10).fill("too_many_columns"),
    ]);
  });
});

describe("rows of other people's results", () => {
  it("are skipped where nothing but an outcome of ours stands in them, in any letter case", () => {
    expect(read("unique_user_id,outcome,primary_email_address\n,failed,\n1,failed,\n")).toEqual([[3, "", "1"]]);
    expect(read(`${HEADER},Outcome\n,,failed\n,, Not_Found \n,,other\n,1,failed\n`)).toEqual([
      [4, "", ""],
      [5, "", "1"],
    ]);
  });
  it("are not where two columns are called outcome, or none", () => {
    expect(read(`${HEADER},outcome,outcome\n,,failed,failed\n`)).toEqual([[2, "", ""]]);
    expect(read(`${HEADER},x\n,,failed\n`)).toEqual([[2, "", ""]]);
  });
});
