// Owns groups of learners: their names, and how many are in one. Called by the Users page and lib/learners.
import { sql } from "@/db/client";
import type { Admin } from "@/lib/auth";

export type Group = { readonly id: number; readonly name: string };

/** Every group of the organization, by name. */
export function listGroups({ organizationId }: Admin): Promise<Group[]> {
  return sql<Group[]>`select id, name from groups where organization_id = ${organizationId} order by name, id`;
}

/** How many learners are in a group, or in the organization without one: from the kept sums, never a count over the table. */
export async function learnerCountOf({ organizationId }: Admin, groupId: number | undefined): Promise<number> {
  const [row] = await sql<{ learners: number }[]>`
    select coalesce(sum(learners), 0)::bigint as learners from report_totals
    where organization_id = ${organizationId} and month = 'all' and group_id = ${groupId ?? 0} and course_id = 0`;
  return row?.learners ?? 0;
}

/** Where learners come whom nobody has put elsewhere; null where the organization has no such group yet. */
export async function defaultGroupName({ organizationId }: Admin): Promise<string | null> {
  const [group] = await sql<{ name: string }[]>`
    select name from groups where organization_id = ${organizationId} and is_default`;
  return group?.name ?? null;
}
