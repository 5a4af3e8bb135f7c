// Reading batches: lists, one batch, its progress. Called by the pages; every function demands the proof of a full
// admin and sees that admin's organization alone. A batch of another is as if it did not exist.

import { sql } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";
import type { Refusal } from "../csv";
import type { FileRefusalCode } from "../explanations";
import { found } from "../not-there";
import { addCounts, type BatchState, type Counts, ENDED } from "../outcomes";
import { APPROVAL_DAYS } from "./approval";
import type { BatchPreview } from "./preview";

export type Person = { adminId: number; name: string };

/** Why a file did not pass, with its place; put into words by lib/explanations. */
export type BatchRefusal = Omit<Refusal, "code"> & { code: FileRefusalCode };

export type Batch = {
  id: string;
  state: BatchState;
  fileName: string;
  fileBytes: number;
  sha256: string;
  encoding: string | null;
  delimiter: string | null;
  ignoredColumns: string[];
  refusals: BatchRefusal[] | null;
  rows: number | null;
  preview: BatchPreview | null;
  previewNumber: number;
  /** Outcomes as they stand: what is done of a batch that is processing, all of one that has ended. */
  counts: Counts;
  /** Rows without an outcome yet. */
  toDo: number;
  reference: string | null;
  uploadedBy: Person;
  confirmedBy: Person | null;
  approvedBy: Person | null;
  stoppedBy: Person | null;
  declinedBy: Person | null;
  declineReason: string | null;
  createdAt: Date;
  uploadedAt: Date | null;
  previewedAt: Date | null;
  confirmedAt: Date | null;
  approvedAt: Date | null;
  startsAt: Date | null;
  startedAt: Date | null;
  stopRequestedAt: Date | null;
  endedAt: Date | null;
  valuesDroppedAt: Date | null;
  /** How much of the file has been checked, 0 to 1, while `checking`. */
  checked: number;
  /** Rows settled a second, over the last 30 seconds: an average since the start would speak of pauses. 0 while nothing moves. */
  rowsPerSecond: number;
  /** Rows settled since the start (not those decided by the preview). */
  settled: number;
  /** Learners that could not be deleted yet and wait to be tried again. */
  waiting: number;
  /** `scheduled` and its time has come: a run may start it any moment. */
  due: boolean;
  /** When a preview that nobody confirms lapses (spec 5), or an order that nobody approves (spec 8). */
  lapsesAt: Date | null;
  /** The results file is kept no longer (spec 6: 30 days after the end). */
  resultsGone: boolean;
};

type Row = Record<string, unknown> & {
  state: BatchState;
  preview: BatchPreview | null;
  counts: Counts | null;
  rows: number | null;
  done: Counts | null;
};

const selectBatches = (admin: FullAdmin) => sql`
  select b.id, b.state, b.file_name, b.file_bytes, b.file_sha256, b.encoding, b.delimiter, b.ignored_columns, b.refusals, b.rows, b.preview,
    b.preview_number, b.counts, b.reference, b.created_at, b.uploaded_at, b.previewed_at, b.confirmed_at, b.approved_at, b.starts_at, b.started_at,
    b.stop_requested_at, b.ended_at, b.values_dropped_at,
    case when b.file_bytes > 0 then b.checked_bytes::float8 / b.file_bytes else 0 end as checked,
    extract(epoch from app_now() - b.started_at)::float8 as running_seconds,
    case when b.state = 'processing' then (
      select coalesce(sum(learners), 0)::int from deletion_chunks k
      where k.organization_id = b.organization_id and k.batch_id = b.id and k.done_at > app_now() - interval '30 seconds') end as settled_lately,
    b.state = 'scheduled' and b.starts_at <= app_now() as due,
    case b.state when 'ready' then b.previewed_at + interval '1 day'
      when 'awaiting_approval' then b.approval_asked_at + make_interval(days => ${APPROVAL_DAYS}) end as lapses_at,
    b.values_dropped_at is not null or coalesce(b.ended_at <= app_now() - interval '30 days', false) as results_gone,
    u.id as uploaded_by, u.name as uploaded_by_name, c.id as confirmed_by, c.name as confirmed_by_name,
    a.id as approved_by, a.name as approved_by_name, s.id as stopped_by, s.name as stopped_by_name,
    d.id as declined_by, d.name as declined_by_name, b.decline_reason,
    case when b.state = 'processing' then (
      select json_build_object('deleted', coalesce(sum(deleted), 0), 'already_deleted', coalesce(sum(already_deleted), 0),
        'not_found', coalesce(sum(not_found), 0), 'protected', coalesce(sum(protected), 0), 'failed', coalesce(sum(failed), 0),
        'cancelled', coalesce(sum(cancelled), 0))
      from deletion_chunks k where k.organization_id = b.organization_id and k.batch_id = b.id) end as done,
    case when b.state = 'processing' then (
      select coalesce(sum(learners), 0)::int from deletion_chunks k
      where k.organization_id = b.organization_id and k.batch_id = b.id and k.done_at is null and k.error_code is not null) end as waiting
  from deletion_batches b
  join admins u on u.organization_id = b.organization_id and u.id = b.uploaded_by
  left join admins c on c.organization_id = b.organization_id and c.id = b.confirmed_by
  left join admins a on a.organization_id = b.organization_id and a.id = b.approved_by
  left join admins d on d.organization_id = b.organization_id and d.id = b.declined_by
  left join admins s on s.organization_id = b.organization_id and s.id = b.stopped_by
  where b.organization_id = ${admin.organizationId}`;

const person = (id: unknown, name: unknown): Person | null =>
  id === null || id === undefined ? null : { adminId: id as number, name: name as string };

function toBatch(row: Row): Batch {
  const ended = ENDED.includes(row.state);
  const planned = row.preview?.counts ?? {};
  const { deleted: _planned, ...decided } = planned;
  const done = row.done ?? {};
  const counts = row.counts ?? (row.state === "processing" ? addCounts(decided, done) : {});
  const settled = Object.values(done).reduce((sum, count) => sum + count, 0);
  return {
    id: row.id as string,
    state: row.state,
    fileName: row.file_name as string,
    fileBytes: row.file_bytes as number,
    sha256: row.file_sha256 as string,
    encoding: row.encoding as string | null,
    delimiter: row.delimiter as string | null,
    ignoredColumns: (row.ignored_columns as string[] | null) ?? [],
    refusals: row.refusals as BatchRefusal[] | null,
    rows: row.rows,
    preview: row.preview,
    previewNumber: row.preview_number as number,
    counts,
    toDo: row.state === "processing" ? Math.max(0, (planned.deleted ?? 0) - settled) : ended ? 0 : (row.rows ?? 0),
    reference: row.reference as string | null,
    uploadedBy: person(row.uploaded_by, row.uploaded_by_name) as Person,
    confirmedBy: person(row.confirmed_by, row.confirmed_by_name),
    approvedBy: person(row.approved_by, row.approved_by_name),
    stoppedBy: person(row.stopped_by, row.stopped_by_name),
    declinedBy: person(row.declined_by, row.declined_by_name),
    declineReason: row.decline_reason as string | null,
    createdAt: row.created_at as Date,
    uploadedAt: row.uploaded_at as Date | null,
    previewedAt: row.previewed_at as Date | null,
    confirmedAt: row.confirmed_at as Date | null,
    approvedAt: row.approved_at as Date | null,
    startsAt: row.starts_at as Date | null,
    startedAt: row.started_at as Date | null,
    stopRequestedAt: row.stop_requested_at as Date | null,
    endedAt: row.ended_at as Date | null,
    valuesDroppedAt: row.values_dropped_at as Date | null,
    checked: row.checked as number,
    rowsPerSecond:
      ((row.settled_lately as number | null) ?? 0) /
      Math.max(1, Math.min(30, (row.running_seconds as number | null) ?? 0)),
    settled,
    waiting: (row.waiting as number | null) ?? 0,
    due: row.due as boolean,
    lapsesAt: row.lapses_at as Date | null,
    resultsGone: row.results_gone as boolean,
  };
}

export async function readBatch(admin: FullAdmin, batchId: string): Promise<Batch | undefined> {
  const [row] = await sql<Row[]>`${selectBatches(admin)} and b.id = ${batchId}`;
  return found(admin, row && toBatch(row));
}

export type BatchFilter = {
  state?: BatchState | undefined;
  adminId?: number | undefined;
  reference?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
};
/** A place between two pages, by the batch beside it: what comes after that one, or with `back` before it. */
export type BatchCursor = { id: string; back?: boolean | undefined };

/**
 * Newest first, `limit` a page; uploads that were given up are left out. `next` and `previous` are the cursors of the pages
 * after and before, where there are any.
 */
export async function listBatches(
  admin: FullAdmin,
  limit: number,
  filter: BatchFilter = {},
  cursor?: BatchCursor,
): Promise<{ batches: Batch[]; next?: BatchCursor; previous?: BatchCursor }> {
  const like = filter.reference && `%${filter.reference.replace(/[\\%_]/g, "\\$&")}%`;
  const rows = await sql<Row[]>`
    ${selectBatches(admin)}
      and not (b.state in ('cancelled', 'expired') and b.confirmed_at is null)
      ${filter.state ? sql`and b.state = ${filter.state}` : sql``}
      ${filter.adminId ? sql`and (b.uploaded_by = ${filter.adminId} or b.confirmed_by = ${filter.adminId})` : sql``}
      ${like ? sql`and b.reference ilike ${like}` : sql``}
      ${filter.from ? sql`and b.created_at >= ${filter.from}` : sql``}
      ${filter.to ? sql`and b.created_at < ${filter.to}` : sql``}
      ${cursor ? beyond(admin, cursor) : sql``}
    ${cursor?.back ? sql`order by b.created_at, b.id` : sql`order by b.created_at desc, b.id desc`} limit ${limit + 1}`;
  const batches = rows.slice(0, limit).map(toBatch);
  if (cursor?.back) batches.reverse();
  const [first, last] = [batches.at(0), batches.at(-1)];
  const more = rows.length > limit;
  return {
    batches,
    ...(last && (more || cursor?.back) ? { next: { id: last.id } } : {}),
    ...(first && (cursor?.back ? more : cursor) ? { previous: { id: first.id, back: true } } : {}),
  };
}

/** The row that a cursor names stands for its own exact place; one of another organization is no place at all. */
function beyond({ organizationId }: FullAdmin, { id, back }: BatchCursor) {
  const place = sql`(select m.created_at, m.id from deletion_batches m where m.organization_id = ${organizationId} and m.id = ${id})`;
  return back ? sql`and (b.created_at, b.id) > ${place}` : sql`and (b.created_at, b.id) < ${place}`;
}

/** Who has uploaded a batch, by name: what a list of batches can be filtered by. Removed admins stay among them. */
export async function batchAdmins(admin: FullAdmin): Promise<Person[]> {
  return sql<Person[]>`
    select a.id as "adminId", a.name from admins a
    where a.organization_id = ${admin.organizationId}
      and exists (select 1 from deletion_batches b where b.organization_id = a.organization_id and b.uploaded_by = a.id)
    order by a.name, a.id`;
}

/** How many batches stand in each state, of those that listBatches lists: for what a closed section says. */
export async function countBatches(admin: FullAdmin): Promise<Partial<Record<BatchState, number>>> {
  const rows = await sql<{ state: BatchState; count: number }[]>`
    select state, count(*) as count from deletion_batches
    where organization_id = ${admin.organizationId} and not (state in ('cancelled', 'expired') and confirmed_at is null)
    group by state`;
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}
