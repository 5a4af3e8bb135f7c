// How a list stands, and its rows, for pages, dialogs and status addresses. Called by app and by results.ts.
import { sql } from "@/db/client";
import type { Admin, FullAdmin } from "@/lib/auth";
import { found } from "../not-there";
import type { ListCounts, ListOutcome, ListPurpose, ListRefusal, ListState } from "./purpose";

export type List = {
  id: string;
  purpose: ListPurpose;
  state: ListState;
  fileName: string;
  fileBytes: number;
  rows: number | null;
  /** Share of the file that is checked, 0 to 1. */
  checked: number;
  /** Share of the order that is done, 0 to 1: by row number, which is what a portion moves. */
  done: number;
  encoding: string | null;
  delimiter: string | null;
  ignoredColumns: string[];
  /** Why the file did not pass. */
  refusals: ListRefusal[] | null;
  /** What the purpose's `decide` gave. */
  preview: unknown;
  ordered: unknown;
  counts: ListCounts;
  uploadedBy: { adminId: number; name: string };
  createdAt: Date;
  readyAt: Date | null;
  orderedAt: Date | null;
  endedAt: Date | null;
  /** Set where the rows are gone: the results answer 410. */
  valuesDroppedAt: Date | null;
};

const columns = () => sql`
  l.id, l.purpose, l.state, l.file_name as "fileName", l.file_bytes as "fileBytes", l.rows,
  case when l.file_bytes > 0 then least(1, l.checked_bytes::float8 / l.file_bytes) else 1 end as checked,
  case when l.state = 'processing' then least(1, l.done_to_row::float8 / greatest(1, l.rows + 1)) when l.state = 'completed' then 1 else 0 end::float8 as done,
  l.encoding, l.delimiter, coalesce(l.ignored_columns, '{}') as "ignoredColumns", l.refusals, l.preview, l.ordered,
  coalesce(l.counts, '{}'::jsonb) as counts, json_build_object('adminId', a.id, 'name', a.name) as "uploadedBy",
  l.created_at as "createdAt", l.ready_at as "readyAt", l.ordered_at as "orderedAt", l.ended_at as "endedAt",
  l.values_dropped_at as "valuesDroppedAt"`;

/** One list of the organization, or undefined: another organization's is as if it did not exist. */
export async function readList(
  admin: FullAdmin,
  purpose: ListPurpose | "any",
  listId: string,
): Promise<List | undefined> {
  const [list] = await sql<List[]>`
    select ${columns()} from lists l
    join admins a on a.organization_id = l.organization_id and a.id = l.uploaded_by
    where l.organization_id = ${admin.organizationId} and l.id = ${listId}
      ${purpose === "any" ? sql`` : sql`and l.purpose = ${purpose}`}`;
  return found(admin, list);
}

/** The newest lists of a purpose that anybody could still want: those under way, and those ended within a day. */
export function recentLists(admin: FullAdmin, purpose: ListPurpose, limit: number): Promise<List[]> {
  return sql<List[]>`
    select ${columns()} from lists l
    join admins a on a.organization_id = l.organization_id and a.id = l.uploaded_by
    where l.organization_id = ${admin.organizationId} and l.purpose = ${purpose}
      and (l.state in ('ready', 'processing') or l.state = 'checking' or l.state = 'completed' and l.values_dropped_at is null)
    order by l.created_at desc, l.id limit ${limit}`;
}

export type ListRow = {
  rowNumber: number;
  /** As uploaded; null where a deletion took them. */
  values: { email: string; userId: string; name: string; groups: string } | null;
  outcome: ListOutcome;
  /** Of an `invalid` row: RowProblem of lib/csv, or the purpose's own. */
  problem: string | null;
  /** The purpose's own word on the outcome. */
  reason: string | null;
  sameAsRow: number | null;
  earlierDeletedAt: Date | null;
  earlierBatchId: string | null;
};

/** Rows above `after` in file order, at most `limit`; of some outcomes, or all that are kept. */
export async function listRows(
  { organizationId }: Admin,
  listId: string,
  filter: { outcomes?: readonly ListOutcome[] | undefined },
  after: number,
  limit: number,
): Promise<ListRow[]> {
  type Row = Omit<ListRow, "values"> & { email: string; userId: string; name: string; groups: string; gone: boolean };
  const { outcomes } = filter;
  const rows = await sql<Row[]>`
    select row_number as "rowNumber", email, user_id as "userId", name, groups, outcome, problem, reason,
      same_as_row as "sameAsRow", earlier_deleted_at as "earlierDeletedAt", earlier_batch_id as "earlierBatchId",
      email = '' and user_id = '' and problem is distinct from 'both_empty' as gone
    from list_rows
    where organization_id = ${organizationId} and list_id = ${listId} and row_number > ${after}
      ${outcomes?.length === 1 ? sql`and outcome = ${outcomes[0] ?? null}` : outcomes ? sql`and outcome = any(${[...outcomes]}::list_outcome[])` : sql``}
    order by row_number limit ${limit}`;
  return rows.map(({ email, userId, name, groups, gone, ...row }) => ({
    ...row,
    values: gone ? null : { email, userId, name, groups },
  }));
}
