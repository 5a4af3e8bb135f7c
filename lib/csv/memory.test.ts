// Owns the promise that any file at all is answered in bounded memory (spec section 3): a process of its own reads 15 MB of each kind,
// to the last row where it is taken, and says how much it ever held. Run by vitest.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LIMIT_KB = 512 * 1024;
const HEADER = "primary_email_address,unique_user_id\n";

type Kind = { pattern: string; header: string; encoding?: "latin1" | "utf16le" };
type Answer = { rows: number; codes: string[]; peak: number };

/** The process: of each kind fills 15 MB with the pattern below the header, as often as it fits, reads it, notes the answer and its peak. */
const PROCESS = `
import { MAX_FILE_BYTES, readCsv } from "./lib/csv/index.ts";
const answers = JSON.parse(process.env.KINDS).map(({ pattern, header, encoding = "utf8" }) => {
  const head = Buffer.from((encoding === "utf16le" ? "\ufeff" : "") + header, encoding);
  const unit = Buffer.from(pattern, encoding);
  const bytes = Buffer.alloc(head.length + Math.floor((MAX_FILE_BYTES - 1 - head.length) / unit.length) * unit.length);
  bytes.fill(unit, head.copy(bytes));
  const result = readCsv("x.csv", bytes);
  let rows = 0;
  if (result.ok) for (const some of result.csv.rows()) rows += some.length;
  const codes = result.ok ? [] : [...new Set(result.refusals.map(({ code }) => code))].sort();
  return { rows, codes, peak: process.resourceUsage().maxRSS };
});
console.log(JSON.stringify(answers));
`;

async function readAll(kinds: Kind[]): Promise<Answer[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", PROCESS],
    { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: "", KINDS: JSON.stringify(kinds) } },
  );
  return JSON.parse(stdout);
}

const line = (fields: number, field: string) => `${Array(fields).fill(field).join(",")}\n`;

/** What is refused, by every code that may come; and what is taken, by its rows. */
const KINDS: [string, Kind, string[] | number][] = [
  ["quotes", { pattern: '"', header: HEADER }, ["line_too_long"]],
  ["quotes in one field", { pattern: '"a""', header: HEADER }, ["line_too_long", "quote_stray"]],
  ["one line", { pattern: "a", header: HEADER }, ["line_too_long"]],
  ["one line without a header", { pattern: "a", header: "" }, ["line_too_long"]],
  ["commas", { pattern: ",", header: HEADER }, ["line_too_long", "no_rows", "too_many_columns"]],
  ["commas without a header", { pattern: ",", header: "" }, ["line_too_long", "too_many_columns"]],
  ["line breaks", { pattern: "\n", header: HEADER }, ["no_rows"]],
  ["line breaks without a header", { pattern: "\r\n", header: "" }, ["empty"]],
  [
    "commas in UTF-16",
    { pattern: ",", header: HEADER, encoding: "utf16le" },
    ["line_too_long", "no_rows", "too_many_columns"],
  ],
  [
    "letters of Windows-1252 that grow threefold",
    { pattern: "\x80", header: HEADER, encoding: "latin1" },
    ["line_too_long"],
  ],
  ["rows of two letters", { pattern: "a\n", header: HEADER }, 7_864_301],
  ["rows in UTF-16", { pattern: "é,\n", header: HEADER, encoding: "utf16le" }, 2_621_427],
  ["rows of 256 columns", { pattern: line(256, "a"), header: HEADER }, 30_719],
  ["records of 60 kB", { pattern: `a,"${'""'.repeat(30_000)}"\n`, header: HEADER }, 262],
  [
    "lines whole in one field",
    { pattern: '"a,""b"""\n', header: '"primary_email_address,unique_user_id"\n' },
    1_572_860,
  ],
];

describe("CSV content: 15 MB of quotes, of one line, of commas, of line breaks: answered, memory ≤ 512 MB", () => {
  let answers: Answer[];
  beforeAll(async () => {
    answers = await readAll(KINDS.map(([, kind]) => kind));
  }, 180_000);

  it.each(KINDS.map(([name, , wanted], index) => [name, wanted, index] as const))("%s", (_, wanted, index) => {
    const { rows, codes, peak } = answers[index] as Answer;
    expect(typeof wanted === "number" ? rows : codes).toEqual(wanted);
    expect(peak).toBeLessThan(LIMIT_KB);
  });
});
