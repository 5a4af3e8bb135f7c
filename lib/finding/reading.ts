// The rows of a list of deleted users, with the batch that deleted each and on whose order. Called by the page of the list.
import { sql } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";
import type { ListOutcome } from "../lists";

export type FoundRow = {
  rowNumber: number;
  /** As uploaded; null where a deletion took them. */
  values: { email: string; userId: string; name: string } | null;
  outcome: ListOutcome;
  problem: string | null;
  reason: string | null;
  sameAsRow: number | null;
  earlierDeletedAt: Date | null;
  earlierBatchId: string | null;
  /** Null where the batch itself is kept no longer. */
  batchFileName: string | null;
  orderedBy: string | null;
};

/** After this row number, or before that one. */
export type FoundPlace = number | { before: number };

/** Rows in the file's order, at most `limit`, along list_rows_by_outcome or the primary key. */
export async function foundRows(
  { organizationId }: FullAdmin,
  listId: string,
  outcome: ListOutcome | undefined,
  place: FoundPlace,
  limit: number,
): Promise<FoundRow[]> {
  type Row = Omit<FoundRow, "values"> & { email: string; userId: string; name: string; gone: boolean };
  const back = typeof place === "object";
  const rows = await sql<Row[]>`
    select r.row_number as "rowNumber", r.email, r.user_id as "userId", r.name, r.outcome, r.problem, r.reason, r.same_as_row as "sameAsRow",
      r.earlier_deleted_at as "earlierDeletedAt", r.earlier_batch_id as "earlierBatchId", b.file_name as "batchFileName", a.name as "orderedBy",
      r.email = '' and r.user_id = '' and r.problem is distinct from 'both_empty' as gone
    from (
      select * from list_rows
      where organization_id = ${organizationId} and list_id = ${listId} ${outcome ? sql`and outcome = ${outcome}` : sql``}
        and ${back ? sql`row_number < ${place.before}` : sql`row_number > ${place}`}
      order by row_number ${back ? sql`desc` : sql`asc`} limit ${limit}) r
    left join deletion_batches b on b.organization_id = ${organizationId} and b.id = r.earlier_batch_id
    left join admins a on a.organization_id = ${organizationId} and a.id = b.confirmed_by
    order by r.row_number`;
  return rows.map(({ email, userId, name, gone, ...row }) => ({
    ...row,
    values: gone ? null : { email, userId, name },
  }));
}
