// Owns a page of the Users list (spec section 9): which learners, in which order, and what is shown of each.
// Called by the Users page. At a million learners a page takes a few milliseconds: nothing is counted or skipped.
import type postgres from "postgres";
import { sql, transaction } from "@/db/client";
import { type Admin, isFullAdmin } from "@/lib/auth";
import { learnerCountOf } from "@/lib/groups";
import { found, inGroup, type LearnerFilter, MOST_FOUND, searchTerm } from "./filter";

export const PAGE_LEARNERS = 50;

export type LearnerOrder = "name" | "name_descending";

/**
 * Which page. `after` and `before` name the learner at its edge, `at` the number of its first row: a name in an address would
 * outlive the learner in histories and logs.
 */
export type LearnerPlace =
  | { readonly page: "first" }
  | { readonly page: "last" }
  | { readonly page: "after"; readonly learnerId: number; readonly at: number }
  | { readonly page: "before"; readonly learnerId: number; readonly at: number };

export type LearnerRow = {
  readonly id: number;
  readonly name: string;
  readonly primaryEmailAddress: string | null;
  readonly uniqueUserId: string | null;
  readonly groups: string[];
  readonly secondsViewed: number;
  readonly completions: number;
  readonly lastActiveAt: Date | null;
  readonly adminRole: "full_admin" | "sub_admin" | null;
  /** Ordered and not yet deleted. Always false for a sub admin, who learns nothing of deletions (spec section 1). */
  readonly scheduledForDeletion: boolean;
};

export type LearnerPage = {
  readonly learners: LearnerRow[];
  /** Number of the first row, from 1; 0 on an empty page. */
  readonly from: number;
  readonly total: number;
  /** There are more than `total`, which is then MOST_FOUND. */
  readonly totalIsMore: boolean;
  readonly previous: LearnerPlace | undefined;
  readonly next: LearnerPlace | undefined;
};

/** One page of the organization's learners. Any admin may see it. */
export async function listLearners(
  admin: Admin,
  filter: LearnerFilter,
  order: LearnerOrder = "name",
  place: LearnerPlace = { page: "first" },
): Promise<LearnerPage> {
  const { organizationId } = admin;
  const kept = searchTerm(filter.search) === "" ? await learnerCountOf(admin, filter.groupId) : 0;
  // Everybody, or a group too large to sort: the index on the name is walked. Else find, then sort.
  const walks = searchTerm(filter.search) === "" && (filter.groupId === undefined || kept > MOST_FOUND);
  const page = walks
    ? await walk(organizationId, filter.groupId, kept, order, place)
    : await findAndSort(organizationId, filter, order, place);

  const learners = await rowsOf(admin, page.ids);
  const [first, last] = [page.ids[0], page.ids.at(-1)];
  const { from } = page;
  const end = from + page.ids.length;
  return {
    learners,
    from: first === undefined ? 0 : from,
    total: Math.max(page.total, end - 1),
    totalIsMore: page.totalIsMore,
    previous:
      first === undefined || from <= 1
        ? undefined
        : from <= PAGE_LEARNERS + 1
          ? { page: "first" }
          : { page: "before", learnerId: first, at: from - PAGE_LEARNERS },
    next: last !== undefined && page.goesOn ? { page: "after", learnerId: last, at: end } : undefined,
  };
}

type Fragment = postgres.PendingQuery<postgres.Row[]>;

type Found = { ids: number[]; from: number; goesOn: boolean; total: number; totalIsMore: boolean };

/** At most MOST_FOUND ids come over in their order; the page is cut out of them. */
async function findAndSort(
  organizationId: number,
  filter: LearnerFilter,
  order: LearnerOrder,
  place: LearnerPlace,
): Promise<Found> {
  const [row] = await transaction(async (tx) => {
    // Scans that start where another one is would find other learners each time, when there are more than are looked for.
    await tx`set local synchronize_seqscans = off`;
    return tx<{ ids: string | null }[]>`
      with found as materialized (${found(organizationId, filter)})
      select string_agg(id::text, ',' order by sort_name, id) as ids from found`;
  }, 10);
  const ids = row?.ids ? row.ids.split(",").map(Number) : [];
  const totalIsMore = ids.length > MOST_FOUND;
  if (totalIsMore) ids.length = MOST_FOUND;
  if (order === "name_descending") ids.reverse();
  const start = startIn(ids, place);
  const page = ids.slice(start, start + PAGE_LEARNERS);
  return { ids: page, from: start + 1, goesOn: start + page.length < ids.length, total: ids.length, totalIsMore };
}

/** Where the page begins. The learner at its edge may be gone by now; then its number leads on. */
function startIn(ids: number[], place: LearnerPlace): number {
  const lastStart = Math.max(0, Math.floor((ids.length - 1) / PAGE_LEARNERS) * PAGE_LEARNERS);
  if (place.page === "first") return 0;
  if (place.page === "last") return lastStart;
  const edge = ids.indexOf(place.learnerId);
  const start = edge < 0 ? place.at - 1 : place.page === "after" ? edge + 1 : edge - PAGE_LEARNERS;
  return Math.min(Math.max(0, start), lastStart);
}

/** Along learners_by_name, from the edge, from either end. Of a large group each name's membership is looked up on the way. */
async function walk(
  organizationId: number,
  groupId: number | undefined,
  total: number,
  order: LearnerOrder,
  place: LearnerPlace,
): Promise<Found> {
  const backwards = place.page === "before" || place.page === "last";
  const up = (order === "name") !== backwards;
  let beyond: Fragment = sql``;
  let skipped = 0;
  if (place.page === "after" || place.page === "before") {
    const [edge] = await sql<{ sortName: string; id: number }[]>`
      select sort_name as "sortName", id from learners
      where organization_id = ${organizationId} and id = ${place.learnerId}`;
    if (edge) {
      const key = sql`(${edge.sortName}, ${edge.id}::bigint)`;
      beyond = up ? sql`and (l.sort_name, l.id) > ${key}` : sql`and (l.sort_name, l.id) < ${key}`;
    } else {
      // Deleted since: rows before the number are skipped, which is slow at a million and rare.
      skipped = Math.max(0, Math.min(place.at, total) - 1);
      if (backwards) return walk(organizationId, groupId, total, order, { page: "after", learnerId: 0, at: place.at });
    }
  }
  // The last page holds what is left over: its numbers are those one would have come to page by page.
  const size = place.page === "last" ? total % PAGE_LEARNERS || PAGE_LEARNERS : PAGE_LEARNERS;
  const found = await inOrder(organizationId, groupId, beyond, up, size + 1, skipped);
  const ids = found.slice(0, size);
  const more = found.length > size;
  if (backwards) ids.reverse();
  // Fewer before the edge than a page: that is the first page.
  if (place.page === "before" && !more && ids.length < size)
    return walk(organizationId, groupId, total, order, { page: "first" });
  const from = place.page === "first" ? 1 : place.page === "last" ? Math.max(1, total - ids.length + 1) : place.at;
  const goesOn = place.page === "before" || (place.page !== "last" && more);
  return { ids, from, goesOn, total, totalIsMore: false };
}

/** How many names are looked at for members of a group before all of them are. */
const SPAN = 20_000;

/**
 * Ids along the name. Of a large group the next members mostly stand within the next names, which takes 15 ms; a group whose
 * names all begin alike has them far off, and then the whole group is sorted, which takes a second or two at a million.
 */
async function inOrder(
  organizationId: number,
  groupId: number | undefined,
  beyond: Fragment,
  up: boolean,
  limit: number,
  skipped: number,
  span: number | null = SPAN,
): Promise<number[]> {
  const order = up ? sql`order by l.sort_name, l.id` : sql`order by l.sort_name desc, l.id desc`;
  const names = sql`
    select l.id, l.sort_name from learners l where l.organization_id = ${organizationId} ${beyond}`;
  if (groupId === undefined) {
    const rows = await sql<{ id: number }[]>`${names} ${order} limit ${limit} offset ${skipped}`;
    return rows.map((row) => row.id);
  }
  const [row] = await sql<{ ids: number[]; names: number }[]>`
    with span as materialized (${span === null ? names : sql`${names} ${order} limit ${span}`})
    select array(select l.id from span l where ${inGroup(organizationId, groupId)} ${order}
                 limit ${limit} offset ${skipped}) as ids,
           (select count(*) from span) as names`;
  if (!row || row.ids.length === limit || span === null || row.names < span) return row?.ids ?? [];
  return inOrder(organizationId, groupId, beyond, up, limit, skipped, null);
}

/** What is shown of these learners, in the order given. */
async function rowsOf(admin: Admin, ids: number[]): Promise<LearnerRow[]> {
  const { organizationId } = admin;
  if (ids.length === 0) return [];
  // Pinned by a batch that is ordered, and without an outcome so far. Sub admins never learn of it.
  const scheduled = isFullAdmin(admin)
    ? sql`exists (
        select 1 from deletion_batches b
        join pinned_learners p on p.organization_id = b.organization_id and p.batch_id = b.id and p.learner_id = l.id
        where b.organization_id = ${organizationId} and b.state in ('awaiting_approval', 'scheduled', 'processing')
          and not exists (select 1 from outcomes o where o.organization_id = ${organizationId}
                          and o.batch_id = p.batch_id and o.row_number = p.row_number))`
    : sql`false`;
  return sql<LearnerRow[]>`
    select l.id, l.name, l.primary_email_address as "primaryEmailAddress", l.unique_user_id as "uniqueUserId",
           array(select g.name from group_memberships m
                 join groups g on g.organization_id = m.organization_id and g.id = m.group_id
                 where m.organization_id = l.organization_id and m.learner_id = l.id order by g.name) as groups,
           l.seconds_viewed as "secondsViewed", l.completions, l.last_active_at as "lastActiveAt",
           a.role as "adminRole", ${scheduled} as "scheduledForDeletion"
    from unnest(${ids}::bigint[]) with ordinality as page (id, position)
    join learners l on l.organization_id = ${organizationId} and l.id = page.id
    left join admins a on a.organization_id = l.organization_id and a.normalized_email = l.normalized_email
      and a.removed_at is null
    order by page.position`;
}
