// The files a batch gives out (spec 6): the results file, the full outcome file, and before Confirm the copy to keep. Streamed
// in portions by row number: no transaction stays open while somebody downloads slowly. Called by the route handlers of a batch.
import { ReadableStream as NodeStream } from "node:stream/web";
import { sql, transaction } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";
import { appendAudit } from "./audit";
import { isPlainForSpreadsheet, OWN_FILES, spreadsheetCell, spreadsheetRecords } from "./csv";
import { explainRow, type Language, shortBatchId } from "./explanations";
import { notThere } from "./not-there";
import type { BatchState, Outcome } from "./outcomes";

export type BatchFile = "results" | "outcomes" | "copy";

/** Why there is no file: unknown to this organization or not there in this state; or kept no longer. */
export type NoFile = "not_found" | "gone";

/** Rows of the file that are read at once, and how many such portions are read ahead. */
const PORTION = 10_000;
const AHEAD = 2;
/** How long the results file is there after the end (spec 6). */
export const RESULTS_DAYS = 30;

/** States in which a file can be had. The results file of a preview lists what would not be deleted. */
const AVAILABLE: Record<BatchFile, readonly BatchState[]> = {
  results: ["ready", "awaiting_approval", "scheduled", "processing", "completed", "completed_with_errors"],
  outcomes: ["processing", "completed", "completed_with_errors"],
  copy: ["ready", "awaiting_approval", "scheduled"],
};

/** Opens a file for download, and records that it was. */
export async function openBatchFile(
  admin: FullAdmin,
  batchId: string,
  file: BatchFile,
  language: Language,
): Promise<{ fileName: string; body: ReadableStream<Uint8Array> } | NoFile> {
  const { organizationId, adminId } = admin;
  const [batch] = await sql<{ state: BatchState; delimiter: string | null; gone: boolean }[]>`
    select state, delimiter, values_dropped_at is not null or coalesce(ended_at <= app_now() - ${`${RESULTS_DAYS} days`}::interval, false) as gone
    from deletion_batches where organization_id = ${organizationId} and id = ${batchId}`;
  if (!batch || !AVAILABLE[file].includes(batch.state)) return notThere(admin).code;
  if (file === "results" && batch.gone) return "gone";
  await transaction((tx) =>
    appendAudit(tx, { organizationId, adminId, action: `batch.${file}_downloaded`, batchId, address: admin.address }),
  );
  const delimiter = file === "copy" ? (language === "id" ? ";" : ",") : (batch.delimiter ?? ",");
  const columns = file === "copy" ? OWN_FILES.copy : OWN_FILES.results;
  const portion = file === "copy" ? copyPortion : outcomePortion;
  const asked: Asked = { admin, batchId, file, language, delimiter, dropped: batch.gone };
  const lines = async function* () {
    yield encoder.encode(`\ufeff${columns.join(delimiter)}\r\n`);
    for await (const records of ahead(await spansOf(admin, batchId), (span) => portion(asked, span)))
      if (records.length > 0) yield records;
  };
  return {
    fileName: `${file}-${shortBatchId(batchId)}.csv`,
    body: NodeStream.from(lines()) as ReadableStream<Uint8Array>,
  };
}

/** Row numbers of the file, both ends in words: beyond `after`, up to and with `upTo`. */
type Span = { after: number; upTo: number };

async function spansOf({ organizationId }: FullAdmin, batchId: string): Promise<Span[]> {
  const [row] = await sql<{ last: number | null }[]>`
    select max(row_number) as last from (
      (select row_number from staged_rows where organization_id = ${organizationId} and batch_id = ${batchId} order by row_number desc limit 1)
      union all
      (select row_number from outcomes where organization_id = ${organizationId} and batch_id = ${batchId} order by row_number desc limit 1)) as ends`;
  const count = Math.ceil((row?.last ?? 0) / PORTION);
  return Array.from({ length: count }, (_, index) => ({ after: index * PORTION, upTo: (index + 1) * PORTION }));
}

/** What `read` answers for each, in order; the next ones are read while one is written and sent. */
async function* ahead<T>(spans: Span[], read: (span: Span) => Promise<T>): AsyncGenerator<T> {
  const coming: Promise<T>[] = [];
  for (const span of spans) {
    const next = read(span);
    // Nobody may be left to see it fail.
    next.catch(() => {});
    coming.push(next);
    const first = coming.length > AHEAD ? coming.shift() : undefined;
    if (first) yield await first;
  }
  for (const rest of coming) yield await rest;
}

const encoder = new TextEncoder();

/** What somebody asked for. `dropped`: the values were kept for 30 days, and are not any more. */
type Asked = {
  admin: FullAdmin;
  batchId: string;
  file: BatchFile;
  language: Language;
  delimiter: string;
  dropped: boolean;
};

/**
 * Between the fields of a row, and between rows, as they come from the database. What was uploaded may have them: it comes with
 * its length (escaping it would take longer). No other field has them, for JSON escapes them.
 */
const FIELD = "\u001f";
const ROW = "\u001e";
const ZERO = "0".charCodeAt(0);

/** Bytes from the database to bytes for the file: decoding every row and column would take longer than all the rest. */
async function outcomePortion(asked: Asked, { after, upTo }: Span): Promise<Uint8Array> {
  const { admin, batchId, file } = asked;
  const { organizationId } = admin;
  const [portion] = await sql`
    select string_agg(
      concat(o.row_number, ${FIELD}::text, octet_length(s.email), ${FIELD}::text, octet_length(s.user_id), ${FIELD}::text, s.email, s.user_id, o.outcome,
        case when num_nonnulls(o.reason, o.same_as_row, o.earlier_batch_id) > 0 then concat(${FIELD}::text, to_json(o.reason), ${FIELD}::text,
          o.same_as_row, ${FIELD}::text, to_char(o.earlier_deleted_at at time zone 'UTC', 'YYYY-MM-DD'), ${FIELD}::text, o.earlier_batch_id) end),
      ${ROW}::text order by o.row_number)
    from outcomes o
    left join staged_rows s on s.organization_id = ${organizationId} and s.batch_id = ${batchId} and s.row_number = o.row_number
      and s.row_number > ${after} and s.row_number <= ${upTo}
    where o.organization_id = ${organizationId} and o.batch_id = ${batchId} and o.row_number > ${after} and o.row_number <= ${upTo}
      ${file === "results" ? sql`and o.outcome <> 'deleted'` : sql``}`.raw();
  const rows: Buffer | null | undefined = portion?.[0];
  return rows ? recordsOf(asked, rows) : new Uint8Array();
}

function recordsOf(asked: Asked, rows: Buffer): Uint8Array {
  const delimiter = encoder.encode(asked.delimiter);
  const records = new Bytes(rows.length + 100 * PORTION);
  const endings = new Map<string, Uint8Array>();
  let before: { hasValues: boolean; from: number; to: number; ending: Uint8Array } | undefined;
  let at = 0;
  const until = (mark: string) => {
    const code = mark.charCodeAt(0);
    while (at < rows.length && rows[at] !== code) at++;
    return at++;
  };
  /** Bytes of a value; none of one that is not there. */
  const length = () => {
    const from = at;
    const to = until(FIELD);
    let bytes = 0;
    for (let i = from; i < to; i++) bytes = 10 * bytes + (rows[i] as number) - ZERO;
    if (!(bytes >= 0 && to + bytes < rows.length)) throw new MisreadRows();
    return to > from ? bytes : undefined;
  };
  const addValue = (bytes = 0) => {
    const from = at;
    at += bytes;
    records.add(delimiter);
    if (isPlainForSpreadsheet(rows, from, at)) records.add(rows, from, at);
    else records.add(encoder.encode(spreadsheetCell(rows.toString("utf8", from, at), asked.delimiter)));
  };
  while (at < rows.length) {
    records.add(rows, at, until(FIELD));
    const email = length();
    const userId = length();
    addValue(email);
    addValue(userId);
    const hasValues = email !== undefined || userId !== undefined;
    const from = at;
    const to = until(ROW);
    // Mostly the same is said as of the row before.
    if (!before || before.hasValues !== hasValues || !isSame(rows, before, from, to)) {
      const what = rows.toString("utf8", from, to);
      const ending = endings.get(`${hasValues} ${what}`) ?? endingOf(asked, hasValues, what.split(FIELD));
      endings.set(`${hasValues} ${what}`, ending);
      before = { hasValues, from, to, ending };
    }
    records.addLong(before.ending);
  }
  return records.all();
}

/** Lengths that do not fit: what follows would be cut in the wrong places. Nothing more is written. */
class MisreadRows extends Error {
  readonly code = "misread_rows";
}

function isSame(bytes: Uint8Array, other: { from: number; to: number }, from: number, to: number): boolean {
  if (to - from !== other.to - other.from) return false;
  for (let i = from; i < to; i++) if (bytes[i] !== bytes[other.from + i - from]) return false;
  return true;
}

/** Bytes one after the other. `expected`: how many there will be, more or less. */
class Bytes {
  private bytes: Uint8Array;
  private length = 0;

  constructor(expected: number) {
    this.bytes = new Uint8Array(expected);
  }

  /** A few bytes, for which a call of set() would take longer. */
  add(source: Uint8Array, from = 0, to = source.length): void {
    this.makeRoom(to - from);
    const { bytes, length } = this;
    for (let i = from; i < to; i++) bytes[length + i - from] = source[i] as number;
    this.length += to - from;
  }

  addLong(source: Uint8Array): void {
    this.makeRoom(source.length);
    this.bytes.set(source, this.length);
    this.length += source.length;
  }

  all(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private makeRoom(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = new Uint8Array(2 * (this.length + more));
    larger.set(this.all());
    this.bytes = larger;
  }
}

/** Outcome and sentence of a row, to the end of its line. `hasValues`: those it was uploaded with are still there. */
function endingOf({ admin, language, dropped, delimiter }: Asked, hasValues: boolean, what: string[]): Uint8Array {
  const [outcome, reason, sameAsRow, earlierDay, earlierBatchId] = what;
  const message = explainRow(language, admin.organizationName, {
    outcome: outcome as Outcome,
    reason: reason ? JSON.parse(reason) : null,
    sameAsRow: sameAsRow ? Number(sameAsRow) : null,
    earlierDeletedAt: earlierDay ? new Date(earlierDay) : null,
    earlierBatchId: earlierBatchId || null,
    values: hasValues ? "kept" : dropped ? "dropped" : "deleted",
  });
  return encoder.encode(`${delimiter}${outcome}${delimiter}${spreadsheetCell(message, delimiter)}\r\n`);
}

async function copyPortion({ admin, batchId, delimiter }: Asked, { after, upTo }: Span): Promise<Uint8Array> {
  const { organizationId } = admin;
  const rows = await sql<
    {
      row_number: number;
      email: string;
      user_id: string;
      outcome: Outcome;
      name: string | null;
      groups: string[];
      last_active_at: Date | null;
      completions: number | null;
    }[]
  >`
    with portion as (
      select row_number, email, user_id from staged_rows
      where organization_id = ${organizationId} and batch_id = ${batchId} and row_number > ${after} and row_number <= ${upTo}
    )
    select s.row_number, s.email, s.user_id, coalesce(o.outcome, 'deleted') as outcome, l.name, l.last_active_at, l.completions,
      array(select g.name from group_memberships m join groups g on g.organization_id = m.organization_id and g.id = m.group_id
        where m.organization_id = ${organizationId} and m.learner_id = l.id order by g.name) as groups
    from portion s
    left join lateral (
      select outcome from outcomes
      where organization_id = ${organizationId} and batch_id = ${batchId} and row_number = s.row_number limit 1) as o on true
    left join lateral (
      select learner_id from pinned_learners
      where organization_id = ${organizationId} and batch_id = ${batchId} and row_number = s.row_number limit 1) as p on true
    left join learners l on l.organization_id = ${organizationId} and l.id = p.learner_id
    order by s.row_number`;
  const records = rows.map((row) => [
    row.row_number,
    row.email,
    row.user_id,
    row.outcome,
    row.name ?? "",
    row.groups.join(", "),
    row.last_active_at?.toISOString().slice(0, 10) ?? "",
    row.completions ?? "",
  ]);
  return encoder.encode(spreadsheetRecords(records, delimiter));
}
