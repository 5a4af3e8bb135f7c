// Owns the shape of the file: where records begin and end, and every fault that refuses it (spec section 3).
// Called by csv/index, first for the header, then once for the whole file before any row is handed out.

export const MAX_LINE_BYTES = 64 * 1024;
export const MAX_COLUMNS = 256;

/** So many places of one fault are named; a file with more has said enough. */
const MAX_PLACES = 10;

/** A piece ends at the record that reaches one of these: what is parsed at once stays small, however the file is built. */
const PIECE_BYTES = 256 * 1024;
const PIECE_RECORDS = 5_000;

export type Fault = {
  code: "quote_unclosed" | "quote_stray" | "line_too_long" | "too_many_columns" | "line_not_whole";
  /** As a text editor counts. */
  line: number;
  params?: Record<string, number>;
};

/** Whole records of the clean copy, the last line end left out, that hold at least one row. */
export type Piece = { start: number; end: number; firstRow: number; records: number };

export type Scan = {
  /** The first record that is not blank: where it lies in the clean copy, its row number and its file line. */
  header?: { start: number; end: number; row: number; line: number; columns: number };
  pieces: Piece[];
  /** Records below the header that are not blank. */
  rows: number;
  faults: Fault[];
};

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const SPACE = 0x20;
const TAB = 0x09;
const COMMA = 0x2c;
const SEMICOLON = 0x3b;

/** Where the scan stands in a field: at its start or in the white space there, in plain text, in quotes … */
const START = 0;
const PLAIN = 1;
const QUOTED = 2;
/** … behind a quote inside quotes: the end of the field or the first half of a doubled quote … */
const CLOSED = 3;
/** … or in the white space behind a closing quote. */
const AFTER = 4;

/**
 * One pass over the bytes of UTF-8 text. Writes a clean copy to `out` (as long as `bytes` plus one) in which every
 * record ends with LF, blank records are empty and no white space stands around quotes, so that a strict parser reads
 * from it what was checked here. Records are numbered from 1, blank ones included.
 *
 * A quote in an unquoted field or text after a closing quote is a fault, and so is a record (however many lines its
 * quotes span) or line over 64 KiB, measured in UTF-8 without the line end. With `headerOnly` it stops at the header.
 */
export function scan(
  bytes: Uint8Array,
  delimiter: number,
  out: Uint8Array,
  firstLine: number,
  headerOnly = false,
): Scan {
  const result: Scan = { pieces: [], rows: 0, faults: [] };
  const faults = new Faults(result.faults);
  const length = bytes.length;
  let o = 0;
  let state = START as number;
  let line = firstLine;
  let lineStart = 0;
  let recordStart = 0;
  let recordLine = firstLine;
  let recordOut = 0;
  let fieldOut = 0;
  let record = 1;
  let columns = 1;
  let blank = true;
  let quoteLine = 0;
  let pieceStart = 0;
  let pieceRow = 1;
  let pieceFilled = 0;

  function endLine(end: number) {
    if (end - lineStart > MAX_LINE_BYTES) faults.add("line_too_long", line, { limit: MAX_LINE_BYTES });
  }

  function endPiece() {
    if (pieceFilled > 0) {
      result.pieces.push({ start: pieceStart, end: o - 1, firstRow: pieceRow, records: record + 1 - pieceRow });
    }
    pieceStart = o;
    pieceRow = record + 1;
    pieceFilled = 0;
  }

  function endRecord(end: number) {
    endLine(end);
    if (recordLine !== line && end - recordStart > MAX_LINE_BYTES && state !== QUOTED) {
      faults.add("line_too_long", recordLine, { limit: MAX_LINE_BYTES });
    }
    if (columns > MAX_COLUMNS) faults.add("too_many_columns", recordLine, { columns, limit: MAX_COLUMNS });
    // A pair of quotes alone is an empty line of one column; a parser cannot tell it from a blank one either.
    if (columns === 1 && o - recordOut === 2 && out[recordOut] === QUOTE) blank = true;
    if (blank) o = recordOut;
    out[o++] = LF;
    if (!blank && !result.header) {
      result.header = { start: recordOut, end: o - 1, row: record, line: recordLine, columns };
      pieceFilled = 0;
      endPiece();
    } else {
      if (!blank) {
        result.rows++;
        pieceFilled++;
      }
      if (o - pieceStart >= PIECE_BYTES || record + 1 - pieceRow >= PIECE_RECORDS) endPiece();
    }
    record++;
    recordOut = fieldOut = o;
    columns = 1;
    blank = true;
    state = START;
  }

  for (let i = 0; i < length; i++) {
    const byte = bytes[i] as number;
    if (byte === LF || byte === CR) {
      const end = i;
      if (state === QUOTED) {
        out[o++] = byte;
        if (byte === CR && bytes[i + 1] === LF) out[o++] = bytes[++i] as number;
        endLine(end);
      } else {
        if (byte === CR && bytes[i + 1] === LF) i++;
        endRecord(end);
        recordStart = i + 1;
        recordLine = line + 1;
        if (headerOnly && result.header) return result;
      }
      line++;
      lineStart = i + 1;
      continue;
    }
    if (state === QUOTED) {
      out[o++] = byte;
      if (byte === QUOTE) state = CLOSED;
      continue;
    }
    if (byte === delimiter) {
      out[o++] = byte;
      fieldOut = o;
      columns++;
      state = START;
      continue;
    }
    if (byte === QUOTE) {
      if (state === START) o = fieldOut; // white space before the quote goes
      out[o++] = byte;
      blank = false;
      if (state === START) {
        state = QUOTED;
        quoteLine = line;
      } else if (state === CLOSED) {
        state = QUOTED;
      } else {
        faults.add("quote_stray", line, state === AFTER && quoteLine !== line ? { openedOn: quoteLine } : undefined);
        state = PLAIN;
      }
      continue;
    }
    if (byte === SPACE || byte === TAB) {
      if (state === CLOSED) state = AFTER;
      if (state !== AFTER) out[o++] = byte;
      continue;
    }
    if (state === CLOSED || state === AFTER) {
      faults.add("quote_stray", line, quoteLine !== line ? { openedOn: quoteLine } : undefined);
    }
    out[o++] = byte;
    blank = false;
    state = PLAIN;
  }

  const unclosed = state === QUOTED;
  if (unclosed) faults.add("quote_unclosed", quoteLine);
  if (recordStart < length) endRecord(length);
  record--;
  endPiece();
  return result;
}

/**
 * The inside of a file whose every line sits whole in one quoted field, as a spreadsheet saves it that was never told
 * to split the lines (spec section 3). Line breaks stay where they are, so file lines stay right. Delimiters after the
 * closing quote are dropped. A line with more than the one field is a fault: how to split it would be a guess.
 */
export function unwrap(bytes: Uint8Array, firstLine: number): { bytes: Uint8Array; faults: Fault[] } {
  const out = new Uint8Array(bytes.length);
  const list: Fault[] = [];
  const faults = new Faults(list);
  let o = 0;
  let line = firstLine;
  let quoted = false;
  let quoteLine = 0;
  /** Inside the line's own quotes: an odd number of doubled quotes so far. */
  let inner = false;
  let filled = false;
  let delimited = false;
  let whole = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte === LF || byte === CR) {
      if (quoted && !inner) {
        faults.add("quote_unclosed", quoteLine);
        quoted = false;
      }
      out[o++] = byte;
      if (byte === CR && bytes[i + 1] === LF) out[o++] = bytes[++i] as number;
      line++;
      if (!quoted) filled = delimited = whole = false;
    } else if (quoted) {
      if (byte !== QUOTE) {
        out[o++] = byte;
      } else if (bytes[i + 1] === QUOTE) {
        out[o++] = bytes[i++] as number;
        inner = !inner;
      } else {
        if (inner) faults.add("quote_unclosed", quoteLine);
        quoted = false;
      }
    } else if (byte === QUOTE && !filled && !delimited) {
      quoted = filled = whole = true;
      inner = false;
      quoteLine = line;
    } else if (byte === COMMA || byte === SEMICOLON || byte === TAB) {
      delimited = true;
    } else if (byte !== SPACE) {
      if (whole || delimited || byte === QUOTE) faults.add("line_not_whole", line);
      out[o++] = byte;
      filled = true;
    } else if (filled && !whole) {
      out[o++] = byte;
    }
  }
  if (quoted) faults.add("quote_unclosed", quoteLine);
  return { bytes: out.subarray(0, o), faults: list };
}

class Faults {
  private readonly counts = new Map<string, number>();
  constructor(private readonly list: Fault[]) {}

  add(code: Fault["code"], line: number, params?: Record<string, number>) {
    const last = this.list.at(-1);
    if (last?.code === code && last.line === line) return; // one place, one line of the message
    const count = this.counts.get(code) ?? 0;
    if (count >= MAX_PLACES) return;
    this.counts.set(code, count + 1);
    this.list.push({ code, line, ...(params && { params }) });
  }
}
