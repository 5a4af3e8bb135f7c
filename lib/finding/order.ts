// Ordering what a list of deleted users is for: Restore or Allow reuse, for chosen rows or for all (spec 7). Called by the actions
// of the section; done portion by portion by the purpose find_deleted_users of lib/lists.
import { sql } from "@/db/client";
import type { FreshAdmin } from "@/lib/auth";
import { type OrderAnswer, orderList } from "../lists";
import { notThere } from "../not-there";
import type { Deed } from "./deeds";

/** Kept with the list: numbers alone. `rows`: the rows chosen, or null for all that are `deleted`. */
export type FindOrder = { deed: Deed; rows: number[] | null; count: number };

/** Rows that can be chosen one by one: those of a page. */
export const MOST_CHOSEN = 500;

export type FindOrderAnswer = OrderAnswer | { ok: false; code: "count_differs" };

/** Orders it for as many rows as the admin was shown, or not at all: `count_differs` where that is no longer the number. */
export async function orderFound(
  admin: FreshAdmin,
  listId: string,
  { deed, rows, count }: FindOrder,
): Promise<FindOrderAnswer> {
  const { organizationId } = admin;
  const [list] = await sql`select 1 from lists where organization_id = ${organizationId} and id = ${listId}`;
  if (!list) return notThere(admin);
  const [there] = await sql<{ count: number }[]>`
    select count(*) as count from list_rows
    where organization_id = ${organizationId} and list_id = ${listId} and outcome = 'deleted'
      ${rows ? sql`and row_number = any(${rows}::int[])` : sql``}`;
  if (!there?.count || there.count !== count) return { ok: false, code: "count_differs" };
  return orderList(admin, "find_deleted_users", listId, { deed, rows, count });
}
