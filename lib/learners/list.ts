// Owns a page of the Users list (spec section 9): which learners, in which order. Called by the Users page. At a million
// learners a page takes some milliseconds: what a search leaves is found first and then sorted, everything else is walked along
// an index, and nothing is counted to its end.
import type postgres from "postgres";
import { sql, transaction } from "@/db/client";
import type { Admin } from "@/lib/auth";
import { learnerCountOf } from "@/lib/groups";
import { found, type LearnerFilter, listed, MOST_FOUND, searchTerm } from "./filter";
import { type LearnerRow, rowsOf } from "./shown";

export const PAGE_LEARNERS = 50;

/** By activity: from those never active to the latest; descending, the latest first. */
export const ORDERS = ["name", "name_descending", "activity", "activity_descending"] as const;
export type LearnerOrder = (typeof ORDERS)[number];

/**
 * Which page. `after` and `before` name the learner at its edge, `at` the number of its first row: a name in an address would
 * outlive the learner in histories and logs.
 */
export type LearnerPlace =
  | { readonly page: "first" }
  | { readonly page: "last" }
  | { readonly page: "after"; readonly learnerId: number; readonly at: number }
  | { readonly page: "before"; readonly learnerId: number; readonly at: number };

export type LearnerPage = {
  readonly learners: LearnerRow[];
  /** Number of the first row, from 1; 0 on an empty page. */
  readonly from: number;
  readonly total: number;
  /** There are more than `total`: it was not counted further. */
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
  const page = await pageOf(admin.organizationId, await sourceOf(admin, filter, order, place), order, place);
  const { ids, from } = page;
  const [first, last] = [ids[0], ids.at(-1)];
  const end = from + ids.length;
  return {
    learners: await rowsOf(admin, ids),
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

/** What a page is cut out of: rows of id, sort_name, active_at, unsorted, and how many there are, as far as that was counted. */
type Source = { ctes: Fragment; rows: Fragment; total: Fragment; counted: number; searched: boolean };

async function sourceOf(
  admin: Admin,
  filter: LearnerFilter,
  order: LearnerOrder,
  place: LearnerPlace,
): Promise<Source> {
  const { organizationId } = admin;
  if (searchTerm(filter.search) !== "")
    return {
      ctes: sql`with ${found(organizationId, filter, order !== "name_descending")}`,
      rows: sql`select * from found limit ${MOST_FOUND}`,
      total: sql`(select count(*) from found)`,
      counted: MOST_FOUND + 1,
      searched: true,
    };
  const everybody = listed(organizationId, filter);
  const source = (counted: number, rows: Fragment = everybody): Source => ({
    ctes: sql``,
    rows,
    total: sql`${counted}::bigint`,
    counted,
    searched: false,
  });
  if (filter.activity === undefined) return source(await learnerCountOf(admin, filter.groupId));
  const counted = await countOf(everybody, MOST_FOUND + 1);
  // Few: sorted once found. Many: the next ones stand close by, along the index that the page is sorted by.
  if (counted <= MOST_FOUND) return source(counted, sql`select * from (${everybody}) few offset 0`);
  return source(place.page === "last" ? await countOf(everybody, null) : counted);
}

/** Counted along one index, to its end only where the last page has to know its number. */
async function countOf(rows: Fragment, most: number | null): Promise<number> {
  const [row] = await sql<{ total: number }[]>`select count(*) as total from (${rows} limit ${most}) as few`;
  return row?.total ?? 0;
}

type Page = { ids: number[]; from: number; goesOn: boolean; total: number; totalIsMore: boolean };

/** The page at that place: along the order from the learner at its edge, or from either end. */
async function pageOf(organizationId: number, source: Source, order: LearnerOrder, place: LearnerPlace): Promise<Page> {
  const backwards = place.page === "before" || place.page === "last";
  const up = order.endsWith("_descending") === backwards;
  const byName = order === "name" || order === "name_descending";
  const key = byName ? sql`r.sort_name` : sql`r.active_at`;
  const edge = await edgeAt(organizationId, place);
  // The learner at the edge may be gone by now; then the number leads on. That is slow at a million, and rare.
  if (place.page === "before" && !edge) return pageOf(organizationId, source, order, { ...place, page: "after" });
  const skipped = place.page === "after" && !edge ? Math.min(place.at, source.counted) - 1 : 0;
  const statement = (run: typeof sql) => run<{ total: number; ids: string | null }[]>`
    ${source.ctes}
    select ${source.total} as total, array_to_string(array(
      select r.id from (${source.rows}) r ${beyond(edge, byName, up)}
      order by ${up ? sql`${key}, r.id` : sql`${key} desc, r.id desc`}
      limit ${PAGE_LEARNERS + 1} offset ${skipped}), ',') as ids`;
  const [row] = source.searched ? await withSteadyScans(statement) : await statement(sql);
  const totalIsMore = (row?.total ?? 0) > MOST_FOUND && (source.searched || source.counted === MOST_FOUND + 1);
  const total = totalIsMore ? MOST_FOUND : (row?.total ?? 0);
  const ids = row?.ids ? row.ids.split(",").map(Number) : [];

  // Nothing is left there, or less than a page before it: what is left is the last page, or the first.
  if (ids.length === 0 && place.page === "after") return pageOf(organizationId, source, order, { page: "last" });
  if (place.page === "before" && ids.length < PAGE_LEARNERS)
    return pageOf(organizationId, source, order, { page: "first" });
  // The last page holds what is left over: its numbers are those one would have come to page by page.
  const size = place.page === "last" ? total % PAGE_LEARNERS || PAGE_LEARNERS : PAGE_LEARNERS;
  const more = ids.length > size;
  ids.length = Math.min(ids.length, size);
  if (backwards) ids.reverse();
  const from = "at" in place ? place.at : place.page === "last" ? Math.max(1, total - ids.length + 1) : 1;
  return { ids, from, goesOn: place.page === "before" || (place.page !== "last" && more), total, totalIsMore };
}

type Edge = { id: number; sortName: string; activeAt: string };

async function edgeAt(organizationId: number, place: LearnerPlace): Promise<Edge | undefined> {
  if (!("learnerId" in place)) return undefined;
  const [edge] = await sql<Edge[]>`
    select id, sort_name as "sortName", active_at::text as "activeAt" from learners
    where organization_id = ${organizationId} and id = ${place.learnerId}`;
  return edge;
}

/** The rows beyond the edge, in the direction that is walked. */
function beyond(edge: Edge | undefined, byName: boolean, up: boolean) {
  if (!edge) return sql``;
  const than = up ? sql`>` : sql`<`;
  return byName
    ? sql`where (r.sort_name, r.id) ${than} (${edge.sortName}, ${edge.id}::bigint)`
    : // As text: the client would make a Date of it, without microseconds and without an infinity.
      sql`where (r.active_at, r.id) ${than} (${edge.activeAt}::text::timestamptz, ${edge.id}::bigint)`;
}

/** Scans that start where another one is would find other learners each time, when there are more than are looked for. */
function withSteadyScans<T>(statement: (run: typeof sql) => Promise<T>): Promise<T> {
  return transaction(async (tx) => {
    await tx`set local synchronize_seqscans = off`;
    return statement(tx as unknown as typeof sql);
  }, 10);
}
