// Owns how values go safely into a file that a spreadsheet opens, and which files of ours are read back (spec section 6).
// Called by whatever writes a CSV for download, and by csv/index when such a file is uploaded again.

import { stringify } from "csv-stringify/sync";

/**
 * The header lines of the files we give out whose values are escaped. Whoever writes one takes its columns from here:
 * an uploaded file is known as ours by exactly these names, and nobody else's file is ever un-escaped.
 */
export const OWN_FILES = {
  /** Results file and full outcome file. */
  results: ["row_number", "primary_email_address", "unique_user_id", "outcome", "message"],
  /** The preview's list: the copy to keep. */
  copy: [
    "row_number",
    "primary_email_address",
    "unique_user_id",
    "outcome",
    "name",
    "groups",
    "last_activity",
    "completions",
  ],
  /** The results of a file that added users: the rows that did not. */
  added: ["row_number", "primary_email_address", "unique_user_id", "name", "groups", "outcome", "message"],
  /** The results of a file of holds: the rows that put nobody on hold. */
  held: ["row_number", "primary_email_address", "unique_user_id", "reason", "ends_on", "outcome", "message"],
  /** The export of the Users page. */
  users: ["primary_email_address", "unique_user_id", "name", "groups", "learning_hours", "completions", "last_active"],
} as const;

/** Rows of a file of ours without values are known by one of these in their `outcome` column (spec sections 4 and 6). */
export const OUTCOME_WORDS: ReadonlySet<string> = new Set([
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
]);

// What a spreadsheet takes for a formula or drops, full-width forms included, behind any number of apostrophes: a value
// that itself is `'=x` must come back as `'=x`, so it gets its apostrophe too.
const TO_ESCAPE = /^'*[=+\-@\t\r\n＝＋－＠]/;
const ESCAPED = /^''*[=+\-@\t\r\n＝＋－＠]/;

/** A value that no spreadsheet runs as a formula. Only for files listed in OWN_FILES, or that nobody uploads here. */
export function safeForSpreadsheet(value: string): string {
  return TO_ESCAPE.test(value) ? `'${value}` : value;
}

/** Of a value's bytes: may make it special wherever it stands, or as the first. Full-width forms begin with 0xef. */
const ANYWHERE = 1;
const FIRST = 2;
const SPECIAL = new Uint8Array(256);
for (const character of '"\r\n\t,;|') SPECIAL[character.charCodeAt(0)] = ANYWHERE;
for (const character of "'=+-@\xef") SPECIAL[character.charCodeAt(0)] = FIRST;

/**
 * Whether a value in UTF-8 stands as it is in any file for a spreadsheet. Of those that it denies some do, too: what is to be done
 * with them spreadsheetCell knows. It allocates nothing, for files of half a million rows.
 */
export function isPlainForSpreadsheet(bytes: Uint8Array, from: number, to: number): boolean {
  if (from < to && SPECIAL[bytes[from] as number] !== 0) return false;
  for (let i = from; i < to; i++) if (SPECIAL[bytes[i] as number] === ANYWHERE) return false;
  return true;
}

/** Nothing in it that any delimiter, quotes or line ends would make special: stands as it is. */
const PLAIN = /^[^"\r\n\t,;|]*$/;

/**
 * One value of a file for a spreadsheet, made safe. With a line break of any kind in it, it stands in quotes: bare, its second
 * half would come back as a row of its own, the next value in the column of addresses. Values are many and nearly all plain:
 * those stand as they are, and only the others go through csv-stringify, which takes ten times as long.
 */
export function spreadsheetCell(value: string, delimiter: string): string {
  const safe = safeForSpreadsheet(value);
  return PLAIN.test(safe) ? safe : stringify([[safe]], { delimiter, eof: false, quoted_match: /[\r\n]/ });
}

/** Records of a file for a spreadsheet, each value a spreadsheetCell. */
export function spreadsheetRecords(
  records: readonly (readonly (string | number | null)[])[],
  delimiter: string,
): string {
  let text = "";
  for (const record of records) {
    const cells = record.map((cell) =>
      typeof cell === "string" ? spreadsheetCell(cell, delimiter) : String(cell ?? ""),
    );
    text += `${cells.join(delimiter)}\r\n`;
  }
  return text;
}

/** Undoes safeForSpreadsheet, exactly. Only for values from a file with a header of OWN_FILES. */
export function readBackFromSpreadsheet(value: string): string {
  return ESCAPED.test(value) ? value.slice(1) : value;
}

/** Whether these header names, trimmed and in lower case, are those of a file of ours; empty names do not count. */
export function isOwnFile(names: readonly string[]): boolean {
  const filled = names.filter((name) => name !== "").sort();
  return Object.values(OWN_FILES).some(
    (columns) => columns.length === filled.length && [...columns].sort().every((column, i) => column === filled[i]),
  );
}
