// Owns the proof of what spec section 3 accepts, and how rows are numbered and judged; csv/refusals.test has the rest.
// Run by vitest.

import { describe, expect, it } from "vitest";
import { type ColumnSpec, type CsvRow, OWN_FILES, readBackFromSpreadsheet, readCsv, safeForSpreadsheet } from "./csv";

const HEADER = "primary_email_address,unique_user_id";

function open(content: string | Uint8Array, wanted?: ColumnSpec) {
  const result = readCsv("people.csv", typeof content === "string" ? Buffer.from(content) : content, wanted);
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return result.csv;
}

function rows(content: string | Uint8Array, wanted?: ColumnSpec): CsvRow[] {
  return [...open(content, wanted).rows()].flat();
}

/** Number, address, ID, and the problem where there is one. */
function brief(content: string | Uint8Array) {
  return rows(content).map(({ rowNumber, email, userId, problem }) => [
    rowNumber,
    email,
    userId,
    ...(problem ? [problem] : []),
  ]);
}

function refusals(content: string | Uint8Array, name = "people.csv") {
  const result = readCsv(name, typeof content === "string" ? Buffer.from(content) : content);
  return result.ok ? [] : result.refusals;
}

function utf16(text: string, encoding: "utf-16le" | "utf-16be") {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return encoding === "utf-16le" ? bytes : bytes.swap16();
}

const ANN_AND_7 = [
  [2, "ann@example.com", ""],
  [3, "", "007"],
];

describe("delimiters", () => {
  it.each([",", ";", "\t"])("reads %j", (delimiter) => {
    const text = `${HEADER}\nann@example.com,\n,007\n`.replaceAll(",", delimiter);
    expect(open(text).delimiter).toBe(delimiter);
    expect(brief(text)).toEqual(ANN_AND_7);
  });

  it("takes the delimiter that finds the headers, not the most frequent character", () => {
    expect(brief("primary_email_address;unique_user_id;a,b,c,d,e\nx@y.z;1;p,q,r\n")).toEqual([[2, "x@y.z", "1"]]);
    expect(brief(`${HEADER},a;b;c;d;e\nx@y.z,1,p;q;r\n`)).toEqual([[2, "x@y.z", "1"]]);
  });

  it.each(["sep=;", "SEP=;", '"sep=;"', "sep=;;;"])(
    "lets a leading %s line decide, and does not count it as a row",
    (line) => {
      const csv = open(`${line}\r\n${HEADER.replace(",", ";")}\r\nann@example.com;\r\n;007\r\n`);
      expect(csv.delimiter).toBe(";");
      expect([...csv.rows()].flat().map((row) => row.rowNumber)).toEqual([2, 3]);
    },
  );

  it("reads sep=, and sep=\\t lines too", () => {
    expect(brief(`sep=,\n${HEADER}\nann@example.com,\n,007`)).toEqual(ANN_AND_7);
    expect(brief(`sep=\t\n${HEADER}\nann@example.com,\n,007`.replaceAll(",", "\t"))).toEqual(ANN_AND_7);
    expect(brief(`sep=\\t\n${HEADER}\nann@example.com,\n,007`.replaceAll(",", "\t"))).toEqual(ANN_AND_7);
  });

  it("names the missing headers when the sep= line is wrong", () => {
    expect(refusals(`sep=;\n${HEADER}\na@b.c,1\n`).map((refusal) => refusal.code)).toEqual([
      "header_missing",
      "header_missing",
    ]);
  });
});

describe("lines that sit whole in one quoted field", () => {
  it("are read by the delimiter inside, doubled quotes and all", () => {
    const text =
      '"name;unique_id;primary_email_address"\r\n"""Lee; Ann"";007;ann@example.com"\r\n"";;\r\n"Bob;;bob@example.com";;\r\n';
    expect(open(text).delimiter).toBe(";");
    expect(brief(text)).toEqual([
      [2, "ann@example.com", "007"],
      [4, "bob@example.com", ""],
    ]);
  });

  it("may come below a quoted sep= line, and with blank lines and lines without a delimiter", () => {
    expect(brief(`"sep=,"\n"${HEADER}"\n\n"a@b.c,1"\nd@e.f\n`)).toEqual([
      [3, "a@b.c", "1"],
      [4, "d@e.f", ""],
    ]);
  });

  it("are refused where one line does not", () => {
    expect(refusals(`"${HEADER}"\n"a@b.c,1",x\nd@e.f,2\n"g@h.i,3"\n`)).toEqual([
      { code: "line_not_whole", line: 2 },
      { code: "line_not_whole", line: 3 },
    ]);
  });

  it("are refused where a line does not end its quote", () => {
    expect(refusals(`"${HEADER}"\n"a@b.c,\n1"\n`)).toEqual([
      { code: "quote_unclosed", line: 2 },
      { code: "line_not_whole", line: 3 },
    ]);
    expect(refusals(`"${HEADER}"\n"a@b.c,""1"\n`)).toEqual([{ code: "quote_unclosed", line: 2 }]);
    expect(refusals(`"${HEADER}"\n"a@b.c,1\n`)[0]).toEqual({ code: "quote_unclosed", line: 2 });
  });

  it("are not looked for where the header is plain: such a row is invalid", () => {
    expect(brief(`${HEADER}\n"a@b.c,1"\n`)).toEqual([[2, "a@b.c,1", "", "email_malformed"]]);
  });
});

describe("encodings", () => {
  const text = `name,${HEADER}\nJörg 😀,jörg@example.com,ü7\n`;

  it.each([
    ["utf-8", Buffer.from(text)],
    ["utf-8-bom", Buffer.from(`\ufeff${text}`)],
    ["utf-16le", utf16(text, "utf-16le")],
    ["utf-16be", utf16(text, "utf-16be")],
  ] as const)("reads %s", (encoding, bytes) => {
    expect(open(bytes).encoding).toBe(encoding);
    expect(brief(bytes)).toEqual([[2, "jörg@example.com", "ü7"]]);
  });

  it("falls back to Windows-1252, where nobody is found by a guessed character", () => {
    const bytes = Buffer.from(
      `name \x80,${HEADER}\nJ\xf6rg,ann@example.com,7\nA,j\xf6rg@example.com,\nB,,7\x80\n`,
      "latin1",
    );
    const csv = open(bytes);
    expect(csv.encoding).toBe("windows-1252");
    expect(csv.ignoredColumns).toEqual(["name €"]);
    expect(brief(bytes)).toEqual([
      [2, "ann@example.com", "7"],
      [3, "jörg@example.com", "", "uncertain_encoding"],
      [4, "", "7€", "uncertain_encoding"],
    ]);
  });

  it("does not trust the mark that another program left for an unreadable character", () => {
    expect(brief(`${HEADER}\n,a\ufffdb\n`)).toEqual([[2, "", "a\ufffdb", "uncertain_encoding"]]);
  });

  it.each([0x81, 0x8d, 0x8f, 0x90, 0x9d])("refuses the byte 0x%x, which no supported encoding defines", (byte) => {
    expect(refusals(Buffer.concat([Buffer.from(`${HEADER}\r\na@b.c,1\r\n,`), Buffer.from([byte])]))).toEqual([
      { code: "encoding", line: 3 },
    ]);
  });

  it("refuses half a surrogate pair, a cut UTF-16 file, UTF-32, and bad bytes after a UTF-8 mark", () => {
    expect(refusals(utf16(`${HEADER}\n,a\ud800b\n`, "utf-16le"))).toEqual([{ code: "encoding", line: 2 }]);
    expect(refusals(utf16(`${HEADER}\n\n,a\udc00\n`, "utf-16be"))).toEqual([{ code: "encoding", line: 3 }]);
    expect(refusals(utf16(`${HEADER}\n,a\ud83d`, "utf-16le"))).toEqual([{ code: "encoding", line: 2 }]);
    expect(refusals(utf16(`${HEADER}\n,ab`, "utf-16le").subarray(0, -1))).toEqual([{ code: "encoding", line: 2 }]);
    expect(refusals(Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]))).toEqual([{ code: "encoding", line: 1 }]);
    const marked = Buffer.concat([Buffer.from(`\ufeff${HEADER}\n\n,`), Buffer.from([0xe9, 0x0a])]);
    expect(refusals(marked)).toEqual([{ code: "encoding", line: 3 }]);
  });

  it("keeps a byte order mark inside the text as typed", () => {
    expect(brief(`${HEADER}\n\ufeffa@b.c,\ufeff1\n`)).toEqual([[2, "\ufeffa@b.c", "\ufeff1"]]);
  });
});

describe("rows and their numbers", () => {
  it.each(["\n", "\r\n", "\r"])("counts lines that end with %j", (end) => {
    expect(brief([HEADER, "ann@example.com,", ",007", ""].join(end))).toEqual(ANN_AND_7);
    expect(brief([HEADER, "ann@example.com,", ",007"].join(end))).toEqual(ANN_AND_7);
  });

  it("counts mixed line ends and blank lines, but no line breaks in quotes", () => {
    const text = `\n\r\nname,${HEADER}\r"Ann\r\nLee\nof\rOslo",a@b.c,1\n\n,,\r\n \t\r\n"x",b@b.c,2\r\r\nc,c@b.c,3`;
    expect(brief(text)).toEqual([
      [4, "a@b.c", "1"],
      [8, "b@b.c", "2"],
      [10, "c@b.c", "3"],
    ]);
    expect(open(text).rowCount).toBe(3);
  });

  it("keeps numbers over many pieces, blank stretches included", () => {
    const lines = Array.from({ length: 20_000 }, (_, i) =>
      i % 3 === 0 || (i > 9_000 && i < 16_000) ? "" : `u${i}@b.c,"${i}"`,
    );
    const batches = [...open(`${HEADER}\n${lines.join("\n")}`).rows()];
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(5_000);
    const read = batches.flat();
    expect(read.length).toBe(lines.filter((line) => line !== "").length);
    expect(
      read.every((row) => row.email === `u${row.rowNumber - 2}@b.c` && row.userId === `${row.rowNumber - 2}`),
    ).toBe(true);
  });

  it("starts again with every call", () => {
    const csv = open(`${HEADER}\na@b.c,1\n`);
    expect([...csv.rows()]).toEqual([...csv.rows()]);
  });

  it("fills up missing fields, forgives added delimiters, and marks added fields", () => {
    expect(brief(`${HEADER},name\na@b.c\n,1\nc@b.c,2,C,,, ,\nd@b.c,Lee, Ann,3\n,Ann,,e@b.c\n`)).toEqual([
      [2, "a@b.c", ""],
      [3, "", "1"],
      [4, "c@b.c", "2"],
      [5, "d@b.c", "Lee", "too_many_fields"],
      [6, "", "Ann", "too_many_fields"],
    ]);
  });

  it("takes a line with quotes or other columns but neither identifier for a row, not for a blank line", () => {
    expect(brief(`${HEADER},name\n"","",""\n,,Ann\n" ",\u00a0,\n`)).toEqual([
      [2, "", "", "both_empty"],
      [3, "", "", "both_empty"],
      [4, " ", "\u00a0", "both_empty"],
    ]);
  });

  it("gives values as typed, quotes and doubled quotes undone", () => {
    expect(brief(`${HEADER}\n" Ann@Example.com ", 007 \n 'a"" ,1\n`.replace(`'a""`, `"'a"""`))).toEqual([
      [2, " Ann@Example.com ", " 007 "],
      [3, `'a"`, "1", "email_malformed"],
    ]);
  });

  it.each([
    ["ann", "", "email_malformed"],
    ["a@b@c", "", "email_two_at"],
    ["a b@c", "1", "email_space"],
    ["a＠b", "1", "email_compatibility"],
    ["a\u200b@b", "1", "email_invisible"],
    ["a\u0001@b", "1", "control_characters"],
    ['"a\nb@c"', "1", "control_characters"],
    ["a@b", "1.23E+15", "id_scientific"],
    ["a@b", '"1,23E+15"', "id_scientific"],
    ["", "x".repeat(256), "id_too_long"],
    ["", "a\u0007", "id_control"],
  ])("marks %j / %j as %s", (email, userId, problem) => {
    expect(rows(`${HEADER}\n${email},${userId}\n`)[0]?.problem).toBe(problem);
  });

  it("finds nothing special in __proto__ and constructor", () => {
    const csv = open(`__proto__,constructor,${HEADER}\nx,y,,__proto__\n,,constructor@b.c,constructor\n`);
    expect(csv.ignoredColumns).toEqual(["__proto__", "constructor"]);
    expect([...csv.rows()].flat()).toEqual([
      { rowNumber: 2, email: "", userId: "__proto__" },
      { rowNumber: 3, email: "constructor@b.c", userId: "constructor" },
    ]);
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });
});

describe("headers", () => {
  it("may stand in any order and letter case, quoted, with spaces, as unique_id, among empty and repeated names", () => {
    const text = `, "UNIQUE_ID" , Name ,name,\u00a0Primary_Email_Address ,\nx,1,y,z,a@b.c,\n`;
    expect(brief(text)).toEqual([[2, "a@b.c", "1"]]);
    expect(open(text).ignoredColumns).toEqual(["Name", "name"]);
  });

  it("are refused when missing, each by name", () => {
    expect(refusals("\nemail;id\na@b.c;1\n")).toEqual([
      { code: "header_missing", column: "primary_email_address", line: 2 },
      { code: "header_missing", column: "unique_user_id", line: 2 },
    ]);
    expect(refusals("primary_email_address\na@b.c\n")).toEqual([
      { code: "header_missing", column: "unique_user_id", line: 1 },
    ]);
    expect(refusals("sep=,\nunique_id,mail\n1,a@b.c\n")).toEqual([
      { code: "header_missing", column: "primary_email_address", line: 2 },
    ]);
  });

  it("are refused when doubled, the other name counted", () => {
    expect(refusals("unique_id,primary_email_address,Unique_User_ID\n1,a@b.c,2\n")).toEqual([
      { code: "header_doubled", column: "unique_user_id", line: 1, params: { times: 2 } },
    ]);
    expect(refusals(`${HEADER},primary_email_address \na@b.c,1,d@e.f\n`)).toEqual([
      { code: "header_doubled", column: "primary_email_address", line: 1, params: { times: 2 } },
    ]);
  });

  it("lets an import ask for further columns", () => {
    const wanted = {
      fields: [
        { name: "name", required: true },
        { name: "groups", aliases: ["group"] },
      ],
    };
    expect(rows(`${HEADER},Group,x,name\na@b.c,1,"A; B",y,Ann\n`, wanted)).toEqual([
      { rowNumber: 2, email: "a@b.c", userId: "1", fields: ["Ann", "A; B"] },
    ]);
    expect(rows(`${HEADER},name\na@b.c\n`, wanted)[0]?.fields).toEqual(["", ""]);
    const result = readCsv("a.csv", Buffer.from(`${HEADER},group,groups\na@b.c,1\n`), wanted);
    expect(result.ok ? [] : result.refusals.map(({ code, column }) => [code, column])).toEqual([
      ["header_missing", "name"],
      ["header_doubled", "groups"],
    ]);
  });
});

describe("files of ours that come back", () => {
  const dangerous = [
    "=1+1",
    "+62812",
    "-5",
    "@x",
    "\tx",
    "\rx",
    "\nx",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "'=x",
    "''+x",
    "'plain",
    "plain",
    "",
    "'",
  ];

  it.each(dangerous)("%j is harmless in a spreadsheet and read back as it was", (value) => {
    expect(safeForSpreadsheet(value)).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
    expect(readBackFromSpreadsheet(safeForSpreadsheet(value))).toBe(value);
  });

  it.each(Object.entries(OWN_FILES))("are known by their header: %s", (_, columns) => {
    for (const userId of dangerous.filter((value) => value !== "")) {
      const cells = columns.map((column) =>
        column === "unique_user_id"
          ? `"${safeForSpreadsheet(userId)}"`
          : column === "primary_email_address"
            ? "'-ann@b.c"
            : "x",
      );
      expect(rows(`\ufeff${columns.join(";")};\r\n${cells.join(";")};\r\n`)[0]).toMatchObject({
        email: "-ann@b.c",
        userId,
      });
    }
  });

  it("alone lose their apostrophes: anybody else's file is read as typed", () => {
    for (const header of [HEADER, `${HEADER},outcome`, `${HEADER},name`, `row_number,${HEADER},outcome,message,name`]) {
      const cells = header
        .split(",")
        .map((name) => (name === "unique_user_id" ? "'-5" : name === "primary_email_address" ? "'=a@b.c" : "x"));
      expect(rows(`${header}\n${cells.join(",")}\n`)[0]).toMatchObject({ email: "'=a@b.c", userId: "'-5" });
    }
  });

  it("are not files with as many columns, nor with more or fewer, of which most are named alike", () => {
    for (const columns of Object.values(OWN_FILES)) {
      const last = columns.length - 1;
      const others = [
        columns.map((column, i) => (i === last ? "another" : column)),
        [...columns, "zzz"],
        columns.slice(0, last),
      ];
      for (const names of others) {
        const cells = names.map((name) =>
          name === "unique_user_id" ? "'-5" : name === "outcome" ? "failed" : "x@y.z",
        );
        expect(rows(`${names.join(",")}\n${cells.join(",")}\n`)[0]?.userId).toBe("'-5");
      }
    }
  });

  it("keep an apostrophe that stands elsewhere than in front", () => {
    for (const value of ["O'=Neil", "x'+1", " '=1"]) {
      expect(safeForSpreadsheet(value)).toBe(value);
      expect(readBackFromSpreadsheet(value)).toBe(value);
    }
  });

  // Spelt out: outcomes.test holds the list against the schema's.
  it.each([
    "deleted",
    "invalid",
    "not_found",
    "already_deleted",
    "mismatch",
    "duplicate",
    "protected",
    "failed",
    "cancelled",
    "exists",
    "tombstoned",
  ])("have their rows without values skipped: %s", (outcome) => {
    const text = `${OWN_FILES.results.join(",")}\n5,,,${outcome},x\n6,,7,${outcome},x\n`;
    expect(brief(text)).toEqual([[3, "", "7"]]);
  });

  it("have their rows without values skipped, by the outcome column", () => {
    const text = `${OWN_FILES.results.join(",")}\n5,,,failed,same learner as row 4\n6,'+a@b.c,,not_found,x\n7,,,nonsense,x\n8,,7,Duplicate,x\n`;
    expect(brief(text)).toEqual([
      [3, "+a@b.c", ""],
      [4, "", "", "both_empty"],
      [5, "", "7"],
    ]);
    expect(refusals(`${OWN_FILES.results.join(",")}\n5,,,failed,x\n`)).toEqual([{ code: "no_rows" }]);
  });
});
