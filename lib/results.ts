// The files a batch gives out (spec 6): the results file, the full outcome file, and before Confirm the copy to keep. Streamed
// in portions by row number: no transaction stays open while somebody downloads slowly. Called by the route handlers of a batch.
import { ReadableStream as NodeStream } from "node:stream/web";
import { sql, transaction } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";
import { appendAudit } from "./audit";
import { OWN_FILES, spreadsheetCell, spreadsheetRecords } from "./csv";
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
    yield `\ufeff${columns.join(delimiter)}\r\n`;
    for await (const records of ahead(await spansOf(admin, batchId), (span) => portion(asked, span)))
      if (records !== "") yield records;
  };
  return {
    fileName: `${file}-${shortBatchId(batchId)}.csv`,
    body: NodeStream.from(encode(lines())) as ReadableStream<Uint8Array>,
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

async function* encode(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}

/** What somebody asked for. `dropped`: the values were kept for 30 days, and are not any more. */
type Asked = {
  admin: FullAdmin;
  batchId: string;
  file: BatchFile;
  language: Language;
  delimiter: string;
  dropped: boolean;
};

/** Between the fields of a row, and between rows, as they come from the database: no field has them, for JSON escapes them. */
const FIELD = "\u001f";
const ROW = "\u001e";

/** A value as to_json wrote it. */
const fromJson = (json: string): string => (json.includes("\\") ? JSON.parse(json) : json.slice(1, -1));

/** One text a portion: to decode a row and its columns one by one would take the driver longer than all the rest. */
async function outcomePortion(asked: Asked, { after, upTo }: Span): Promise<string> {
  const { admin, batchId, file, delimiter } = asked;
  const { organizationId } = admin;
  const [portion] = await sql<{ rows: string | null }[]>`
    select string_agg(
      concat(o.row_number, ${FIELD}::text, to_json(s.email), ${FIELD}::text, to_json(s.user_id), ${FIELD}::text,
        o.outcome, ${FIELD}::text, to_json(o.reason), ${FIELD}::text, o.same_as_row, ${FIELD}::text,
        (o.earlier_deleted_at at time zone 'UTC')::date, ${FIELD}::text, o.earlier_batch_id),
      ${ROW}::text order by o.row_number) as rows
    from outcomes o
    left join staged_rows s on s.organization_id = ${organizationId} and s.batch_id = ${batchId} and s.row_number = o.row_number
      and s.row_number > ${after} and s.row_number <= ${upTo}
    where o.organization_id = ${organizationId} and o.batch_id = ${batchId} and o.row_number > ${after} and o.row_number <= ${upTo}
      ${file === "results" ? sql`and o.outcome <> 'deleted'` : sql``}`;
  if (!portion?.rows) return "";
  const said = new Map<string, string>();
  let records = "";
  for (const row of portion.rows.split(ROW)) {
    const [rowNumber = "", email = "", userId = "", ...what] = row.split(FIELD);
    const cells = [email, userId].map((json) => (json === "" ? "" : spreadsheetCell(fromJson(json), delimiter)));
    const key = `${email === ""}${what.join(FIELD)}`;
    let outcomeAndMessage = said.get(key);
    if (outcomeAndMessage === undefined) {
      outcomeAndMessage = `${what[0]}${delimiter}${spreadsheetCell(explanation(asked, email !== "", what), delimiter)}`;
      said.set(key, outcomeAndMessage);
    }
    records += `${rowNumber}${delimiter}${cells[0]}${delimiter}${cells[1]}${delimiter}${outcomeAndMessage}\r\n`;
  }
  return records;
}

/** The sentence of a row. `hasValues`: those it was uploaded with are still there. */
function explanation({ admin, language, dropped }: Asked, hasValues: boolean, what: readonly string[]): string {
  const [outcome, reason, sameAsRow, earlierDay, earlierBatchId] = what;
  return explainRow(language, admin.organizationName, {
    outcome: outcome as Outcome,
    reason: reason ? fromJson(reason) : null,
    sameAsRow: sameAsRow ? Number(sameAsRow) : null,
    earlierDeletedAt: earlierDay ? new Date(earlierDay) : null,
    earlierBatchId: earlierBatchId || null,
    values: hasValues ? "kept" : dropped ? "dropped" : "deleted",
  });
}

async function copyPortion({ admin, batchId, delimiter }: Asked, { after, upTo }: Span): Promise<string> {
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
  return spreadsheetRecords(records, delimiter);
}
