// Owns the way from an uploaded file's bytes to its rows (spec section 3). Pure: no database, no clock.
// Called by batches, find-deleted-users, add-users and holds: every CSV that comes in goes through readCsv.

import Papa from "papaparse";
import type { EmailProblem, UserIdProblem } from "../identifiers";
import { emailProblem, normalizeEmail, normalizeUserId, userIdProblem } from "../identifiers";
import { decode, type Encoding, isOtherKindOfFile } from "./encoding";
import { type Fault, type Piece, type Scan, scan, unwrap } from "./scan";
import { isOwnFile, OUTCOME_WORDS, readBackFromSpreadsheet } from "./spreadsheet";

export { MAX_ID_LENGTH } from "../identifiers";
export type { Encoding } from "./encoding";
export { MAX_COLUMNS, MAX_LINE_BYTES } from "./scan";
export {
  isPlainForSpreadsheet,
  OWN_FILES,
  readBackFromSpreadsheet,
  safeForSpreadsheet,
  spreadsheetCell,
  spreadsheetRecords,
} from "./spreadsheet";

/** A file must be smaller than this (spec section 2, step 10). */
export const MAX_FILE_BYTES = 15 * 1024 * 1024;

export type Delimiter = "," | ";" | "\t";

export type RefusalCode =
  | "too_large"
  | "not_csv_name"
  | "not_csv"
  | "empty"
  | "no_rows"
  | "header_missing"
  | "header_doubled"
  | "encoding"
  | Fault["code"];

/** Why a whole file is refused, and where. Nothing of its content is in it but a header name we asked for. */
export type Refusal = {
  code: RefusalCode;
  /** The file's line as a text editor counts, line breaks in quotes and a `sep=` line included. */
  line?: number;
  /** The header's name, as we ask for it. */
  column?: string;
  params?: Record<string, string | number>;
};

export type RowProblem = "both_empty" | "too_many_fields" | "uncertain_encoding" | EmailProblem | UserIdProblem;

export type CsvRow = {
  /** The row a spreadsheet shows (spec section 1). */
  rowNumber: number;
  /** As typed: neither trimmed nor lower-cased. */
  email: string;
  userId: string;
  /** Set where the row's outcome is `invalid` (spec section 4). */
  problem?: RowProblem;
  /** The further columns asked for, in that order, as typed; "" where the file has no such column. */
  fields?: string[];
};

export type Csv = {
  encoding: Encoding;
  delimiter: Delimiter;
  /** Names of columns that are not read, trimmed; columns without a name are left out. */
  ignoredColumns: string[];
  /** How many rows there are, for progress. Rows of our own files that are skipped count here, so rows() may give fewer. */
  rowCount: number;
  /** All rows in order, in batches of at most 5,000, parsed as they are asked for: give way between batches. */
  rows(): Generator<CsvRow[]>;
};

export type WantedColumn = { name: string; aliases?: readonly string[]; required?: boolean };

/** Columns to read besides the two identifiers, which every file must have. */
export type ColumnSpec = { fields: readonly WantedColumn[] };

const EMAIL: WantedColumn = { name: "primary_email_address", required: true };
const USER_ID: WantedColumn = { name: "unique_user_id", aliases: ["unique_id"], required: true };

const DELIMITERS: readonly Delimiter[] = [",", ";", "\t"];

/**
 * Reads an uploaded file: all its rows, or every reason that can be told why there are none (spec section 3). Nothing is
 * found out later: once `ok`, each row comes, invalid ones with their problem.
 *
 * Row numbers count every line before and between, blank ones too, but neither a `sep=` line nor line breaks in quotes:
 * a header below two blank lines is row 3. Lines of nothing but white space and unquoted delimiters are blank.
 */
export function readCsv(
  fileName: string,
  bytes: Uint8Array,
  wanted: ColumnSpec = { fields: [] },
): { ok: true; csv: Csv } | { ok: false; refusals: Refusal[] } {
  const refusals: Refusal[] = [];
  if (!fileName.toLowerCase().endsWith(".csv")) refusals.push({ code: "not_csv_name" });
  if (bytes.length >= MAX_FILE_BYTES) refusals.push({ code: "too_large", params: { limit: MAX_FILE_BYTES } });
  if (isOtherKindOfFile(bytes)) refusals.push({ code: "not_csv" });
  if (refusals.some(({ code }) => code !== "not_csv_name")) return { ok: false, refusals };

  const decoded = decode(bytes);
  if (!decoded.ok) {
    const { code, line } = decoded;
    return { ok: false, refusals: [...refusals, { code, ...(line && { line }) }] };
  }

  const sep = sepLine(decoded.utf8);
  const firstLine = sep ? 2 : 1;
  const text = decoded.utf8.subarray(sep?.length ?? 0);
  const clean = new Uint8Array(text.length + 1);
  const columns = [EMAIL, USER_ID, ...wanted.fields];
  const layout = findLayout(text, clean, columns, sep ? [sep.delimiter] : DELIMITERS, firstLine);
  const { delimiter, header } = layout;

  let file: Scan;
  const inside = layout.wrapped && unwrap(text, firstLine);
  if (inside && inside.faults.length > 0) {
    file = { pieces: [], rows: 1, faults: inside.faults }; // what lies inside such lines cannot be told
  } else {
    file = scan(inside ? inside.bytes : text, code(delimiter), clean, firstLine);
  }

  const places = header ? findColumns(header, columns) : [];
  if (header) {
    refusals.push(...headerRefusals(columns, places, file.header?.line ?? firstLine));
    if (file.rows === 0) refusals.push({ code: "no_rows" });
  } else if (file.faults.length === 0) {
    refusals.push({ code: "empty" });
  }
  // Where no delimiter splits the first line, what is stray under a guessed one need not be so under the right one.
  const faults = layout.guessed ? file.faults.filter((fault) => fault.code !== "quote_stray") : file.faults;
  refusals.push(...faults.sort((a, b) => a.line - b.line));
  if (refusals.length > 0 || !header) return { ok: false, refusals };

  const names = header.map(headerName);
  const used = new Set(places.flat());
  const outcome = onlyPlace(names, "outcome");
  const reader = new RowReader(
    delimiter,
    header.length,
    places.map((found) => found[0]),
    {
      own: isOwnFile(names),
      outcome,
      uncertain: decoded.encoding === "windows-1252",
    },
  );
  const csv: Csv = {
    encoding: decoded.encoding,
    delimiter,
    ignoredColumns: header.map((name) => name.trim()).filter((name, i) => name !== "" && !used.has(i)),
    rowCount: file.rows,
    *rows() {
      for (const piece of file.pieces) {
        const rows = reader.read(clean, piece);
        if (rows.length > 0) yield rows;
      }
    },
  };
  // A results file in which every row is one that is skipped has nothing to do, and says so before it is staged. No other is read
  // twice for that.
  if (outcome !== undefined && csv.rows().next().done) return { ok: false, refusals: [{ code: "no_rows" }] };
  return { ok: true, csv };
}

type Layout = {
  delimiter: Delimiter;
  /** The header's fields; none where the file is blank or its first record is faulty itself. */
  header?: string[];
  /** Every line sits whole in one quoted field. */
  wrapped: boolean;
  /** No delimiter splits the header, and it is none we know. */
  guessed: boolean;
};

/** The delimiter under which the header has the most wanted names; where it has none, those inside a whole-line quote. */
function findLayout(
  text: Uint8Array,
  scratch: Uint8Array,
  columns: WantedColumn[],
  delimiters: readonly Delimiter[],
  firstLine: number,
): Layout {
  const headers = delimiters.map((delimiter) => readHeader(text, delimiter, scratch, firstLine, columns));
  const best = bestHeader(headers);
  if (best.score > 0) return { ...best, wrapped: false, guessed: false };
  const blank = headers.find(({ columns }) => columns === 0);
  if (blank) return { ...blank, wrapped: false, guessed: false };
  for (const { header, quoted } of headers) {
    if (!header?.[0] || !quoted || header.slice(1).some((field) => field !== "")) continue;
    const line = Buffer.from(header[0]);
    const room = new Uint8Array(line.length + 1);
    const inside = bestHeader(delimiters.map((delimiter) => readHeader(line, delimiter, room, 1, columns)));
    if (inside.score > 0) return { ...inside, wrapped: true, guessed: false };
  }
  return { ...best, wrapped: false, guessed: best.header?.length === 1 && delimiters.length > 1 };
}

/** The header as one delimiter splits it: into no columns where all is blank, without fields where it is faulty. */
type Header = { delimiter: Delimiter; columns: number; score: number; header?: string[]; quoted?: boolean };

function readHeader(
  text: Uint8Array,
  delimiter: Delimiter,
  scratch: Uint8Array,
  firstLine: number,
  wanted: WantedColumn[],
): Header {
  const { header: found, faults } = scan(text, code(delimiter), scratch, firstLine, true);
  const readable = faults.every((fault) => fault.code === "too_many_columns");
  if (!found || !readable) return { delimiter, columns: found?.columns ?? (readable ? 0 : 1), score: 0 };
  const [header = []] = parse(scratch, found.start, found.end, delimiter);
  const score = findColumns(header, wanted).filter((places) => places.length > 0).length;
  return { delimiter, columns: found.columns, score, header, quoted: scratch[found.start] === QUOTE };
}

function bestHeader(headers: Header[]): Header {
  return headers.reduce((best, other) =>
    other.score > best.score || (other.score === best.score && other.columns > best.columns) ? other : best,
  );
}

/** Where in the header each wanted column stands, other names for it included. */
function findColumns(header: string[], columns: WantedColumn[]): number[][] {
  const names = header.map(headerName);
  return columns.map((column) => {
    const accepted = [column.name, ...(column.aliases ?? [])];
    return names.flatMap((name, i) => (accepted.includes(name) ? [i] : []));
  });
}

function headerRefusals(columns: WantedColumn[], places: number[][], line: number): Refusal[] {
  return columns.flatMap((column, i): Refusal[] => {
    const found = places[i]?.length ?? 0;
    if (found > 1) return [{ code: "header_doubled", column: column.name, line, params: { times: found } }];
    if (found === 0 && column.required) return [{ code: "header_missing", column: column.name, line }];
    return [];
  });
}

class RowReader {
  constructor(
    private readonly delimiter: Delimiter,
    private readonly width: number,
    private readonly places: (number | undefined)[],
    private readonly file: { own: boolean; outcome: number | undefined; uncertain: boolean },
  ) {}

  read(clean: Uint8Array, piece: Piece): CsvRow[] {
    const records = parse(clean, piece.start, piece.end, this.delimiter);
    // The scan and the parser must agree on every record, else numbers would belong to other rows.
    if (records.length !== piece.records) throw new Error("csv: scan and parser disagree on the number of records");
    const rows: CsvRow[] = [];
    for (let i = 0; i < records.length; i++) {
      const record = records[i] as string[];
      if (record.length === 1 && record[0] === "") continue;
      const row = this.row(record, piece.firstRow + i);
      if (row) rows.push(row);
    }
    return rows;
  }

  private row(record: string[], rowNumber: number): CsvRow | undefined {
    const [email = "", userId = "", ...fields] = this.places.map((place) => {
      const value = place === undefined ? "" : (record[place] ?? "");
      return this.file.own ? readBackFromSpreadsheet(value) : value;
    });
    const problem = this.problem(record, email, userId);
    if (problem === "both_empty" && this.file.outcome !== undefined) {
      if (OUTCOME_WORDS.has(headerName(record[this.file.outcome] ?? ""))) return undefined;
    }
    const row: CsvRow = { rowNumber, email, userId };
    if (problem) row.problem = problem;
    if (fields.length > 0) row.fields = fields;
    return row;
  }

  private problem(record: string[], email: string, userId: string): RowProblem | undefined {
    // First, because in such a row the values may stand in the wrong columns.
    for (let i = this.width; i < record.length; i++) if (record[i]?.trim() !== "") return "too_many_fields";
    const hasEmail = normalizeEmail(email) !== "";
    const hasUserId = normalizeUserId(userId) !== "";
    if (!hasEmail && !hasUserId) return "both_empty";
    if (this.isUncertain(email) || this.isUncertain(userId)) return "uncertain_encoding";
    return (hasEmail ? emailProblem(email) : undefined) ?? (hasUserId ? userIdProblem(userId) : undefined);
  }

  /** Windows-1252 is a guess, and U+FFFD is what a program before us put for a character it could not read. */
  private isUncertain(value: string): boolean {
    return (this.file.uncertain ? /[\u0080-\uffff]/ : /\ufffd/).test(value);
  }
}

const QUOTE = 0x22;

/** Records of the clean copy. The parser's low-level door: the other one would drop a byte order mark inside the text. */
function parse(clean: Uint8Array, start: number, end: number, delimiter: Delimiter): string[][] {
  const text = Buffer.from(clean.buffer, clean.byteOffset + start, end - start).toString("utf8");
  return new Papa.Parser({ delimiter, newline: "\n", quoteChar: '"' }).parse(text, 0, false).data;
}

/** The leading `sep=;` line, quoted or not, with its length in bytes. Delimiters that a program added behind it are its own. */
function sepLine(text: Uint8Array): { delimiter: Delimiter; length: number } | undefined {
  const start = Buffer.from(text.subarray(0, 1024)).toString("latin1");
  const match = /^[ \t]*"?sep=([,;\t]|\\t)"?[,;\t ]*(?:\r\n|\n|\r|$)/i.exec(start);
  if (!match) return undefined;
  return { delimiter: match[1] === "\\t" ? "\t" : (match[1] as Delimiter), length: match[0].length };
}

function headerName(field: string): string {
  return field.trim().toLowerCase();
}

function onlyPlace(names: string[], name: string): number | undefined {
  const place = names.indexOf(name);
  return place !== -1 && place === names.lastIndexOf(name) ? place : undefined;
}

function code(delimiter: Delimiter): number {
  return delimiter.charCodeAt(0);
}
