// Reading the rows of a batch, a page at a time, with who they lead to. Called by the batch page and the preview; every function
// demands the proof of a full admin and sees that admin's organization alone.
import { sql } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";
import type { Outcome } from "../outcomes";

/** A line of the batch page or of the preview. Without values where none are kept. */
export type BatchRow = {
  rowNumber: number;
  /** What became of the row, or, before the end, what will: `deleted` for a pinned learner. */
  outcome: Outcome | null;
  reason: string | null;
  sameAsRow: number | null;
  earlierDeletedAt: Date | null;
  earlierBatchId: string | null;
  values: { email: string; userId: string } | null;
  learner: { name: string; groups: string[]; secondsViewed: number; lastActiveAt: Date | null } | null;
};

export type RowFilter = { outcome?: Outcome | "to_do" | undefined; search?: string | undefined };

/** After this row number, or before that one. */
export type RowPlace = number | { before: number };

function wantedRows({ organizationId }: FullAdmin, batchId: string, filter: RowFilter, place: RowPlace, limit: number) {
  const beyond = typeof place === "number" ? sql`t.row_number > ${place}` : sql`t.row_number < ${place.before}`;
  const order = typeof place === "number" ? sql`asc` : sql`desc`;
  const search = filter.search?.trim();
  const number = search && /^\d{1,9}$/.test(search) ? Number(search) : undefined;
  const like = search && `%${search.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  const found = like
    ? sql`and (row_number = ${number ?? -1} or exists (
        select 1 from staged_rows f where f.organization_id = ${organizationId} and f.batch_id = ${batchId} and f.row_number = t.row_number
          and (lower(f.email) like ${like} or lower(f.user_id) like ${like})))`
    : sql``;
  const settled = sql`
    select t.row_number, t.outcome, t.reason, t.same_as_row, t.earlier_deleted_at, t.earlier_batch_id, null::bigint as learner_id
    from outcomes t
    where t.organization_id = ${organizationId} and t.batch_id = ${batchId} and ${beyond}
      ${filter.outcome && filter.outcome !== "to_do" ? sql`and t.outcome = ${filter.outcome}` : sql``} ${found}
    order by t.row_number ${order} limit ${limit}`;
  const toDo = sql`
    select t.row_number, null::outcome, null, null::int, null::timestamptz, null::uuid, t.learner_id
    from pinned_learners t
    where t.organization_id = ${organizationId} and t.batch_id = ${batchId} and ${beyond} ${found}
    order by t.row_number ${order} limit ${limit}`;
  return filter.outcome === "to_do" ? toDo : filter.outcome ? settled : sql`(${settled}) union all (${toDo})`;
}

/**
 * Rows in file order from `place` on, at most `limit`. `to_do` are the pinned learners; before Confirm these
 * are the ones that *will be deleted*. Search finds a row number, or an address or ID in full or in part, in the values kept.
 */
export async function batchRows(
  admin: FullAdmin,
  batchId: string,
  filter: RowFilter,
  place: RowPlace,
  limit: number,
): Promise<BatchRow[]> {
  const { organizationId } = admin;
  const rows = await sql<
    {
      row_number: number;
      outcome: Outcome | null;
      reason: string | null;
      same_as_row: number | null;
      earlier_deleted_at: Date | null;
      earlier_batch_id: string | null;
      email: string | null;
      user_id: string | null;
      name: string | null;
      groups: string[] | null;
      seconds_viewed: number | null;
      last_active_at: Date | null;
    }[]
  >`
    with wanted (row_number, outcome, reason, same_as_row, earlier_deleted_at, earlier_batch_id, learner_id) as (${wantedRows(admin, batchId, filter, place, limit)})
    select w.row_number, w.outcome, w.reason, w.same_as_row, w.earlier_deleted_at, w.earlier_batch_id, s.email, s.user_id,
      l.name, l.seconds_viewed, l.last_active_at,
      array(select g.name from group_memberships m join groups g on g.organization_id = m.organization_id and g.id = m.group_id
        where m.organization_id = ${organizationId} and m.learner_id = l.id order by g.name) as groups
    from wanted w
    -- Looked up a row at a time, whatever the statistics say of rows that have only just come: hence the limits.
    left join lateral (
      select email, user_id, normalized_email, normalized_user_id from staged_rows
      where organization_id = ${organizationId} and batch_id = ${batchId} and row_number = w.row_number limit 1) as s on true
    left join lateral (
      -- The learner pinned, or the one a row not deleted leads to.
      select c.id, c.name, c.seconds_viewed, c.last_active_at from learners c
      where c.organization_id = ${organizationId} and c.id = w.learner_id
      union all
      select c.id, c.name, c.seconds_viewed, c.last_active_at from learners c
      where c.organization_id = ${organizationId} and w.outcome in ('protected', 'duplicate')
        and (c.normalized_email = s.normalized_email or c.unique_user_id = s.normalized_user_id)
      limit 1) as l on true
    order by w.row_number ${typeof place === "number" ? sql`asc` : sql`desc`} limit ${limit}`;
  if (typeof place === "object") rows.reverse();
  return rows.map((row) => ({
    rowNumber: row.row_number,
    outcome: row.outcome,
    reason: row.reason,
    sameAsRow: row.same_as_row,
    earlierDeletedAt: row.earlier_deleted_at,
    earlierBatchId: row.earlier_batch_id,
    values: row.email === null && row.user_id === null ? null : { email: row.email ?? "", userId: row.user_id ?? "" },
    learner:
      row.name === null
        ? null
        : {
            name: row.name,
            groups: row.groups ?? [],
            secondsViewed: row.seconds_viewed ?? 0,
            lastActiveAt: row.last_active_at,
          },
  }));
}

/** How many rows a search finds; counted up to `most`, then one more than that. */
export async function countBatchRows(
  admin: FullAdmin,
  batchId: string,
  filter: RowFilter,
  most: number,
): Promise<number> {
  const [row] = await sql<{ found: number }[]>`
    with wanted as (${wantedRows(admin, batchId, filter, 0, most + 1)})
    select least(count(*), ${most + 1})::int as found from wanted`;
  return row?.found ?? 0;
}
