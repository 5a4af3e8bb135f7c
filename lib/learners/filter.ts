// Owns which learners a search, a group and an activity leave (spec section 9), as SQL. Called by list.ts and export.ts.
import { sql } from "@/db/client";
import { normalizeEmail } from "@/lib/identifiers";
import { searchText, sortName } from "@/lib/learner-text";

/** Of the last 30 or 90 days; `inactive_90` is everybody whom `active_90` leaves out, those never active included. */
export const ACTIVITIES = ["active_30", "active_90", "inactive_90", "never"] as const;
export type Activity = (typeof ACTIVITIES)[number];

export type LearnerFilter = {
  /** As typed; empty for everybody. */
  readonly search: string;
  readonly groupId: number | undefined;
  readonly activity: Activity | undefined;
};

/** More are not looked for when a list has to be sorted: counts above are shown as *10,000+*. */
export const MOST_FOUND = 10_000;

/** From here on the trigram index helps; shorter searches look at beginnings only. */
const TRIGRAM = 3;

const MAX_SEARCH_LENGTH = 300;

/** What is looked for: lower case, one space between words; nothing when there is nothing to look for. */
export function searchTerm(search: string): string {
  return searchText(search.replaceAll("\u0000", "").trim().replace(/\s+/g, " ")).slice(0, MAX_SEARCH_LENGTH);
}

/** A condition on `learners l`, `true` for an empty filter. For the export, which sorts and streams everything. */
export function matches(organizationId: number, { search, groupId, activity }: LearnerFilter) {
  return sql`${named(search)} and ${inGroup(organizationId, groupId)} and ${active("l", activity)}`;
}

/**
 * Everybody whom group and activity leave (id, sort_name, active_at), without a search: a range of one index, which has all
 * three columns (learners_by_name, learners_by_activity, and the like of group_memberships).
 */
export function listed(organizationId: number, { groupId, activity }: Omit<LearnerFilter, "search">) {
  if (groupId === undefined)
    return sql`
      select l.id, l.sort_name, l.active_at from learners l
      where l.organization_id = ${organizationId} and ${active("l", activity)}`;
  return sql`
    select m.learner_id as id, m.sort_name, m.active_at from group_memberships m
    where m.organization_id = ${organizationId} and m.group_id = ${groupId} and ${active("m", activity)}`;
}

/**
 * Common table expressions up to `found`: at most MOST_FOUND + 1 learners (id, sort_name, active_at) that a search leaves,
 * unsorted. Found first, then sorted, for sorting while finding took seconds. From three characters on the trigram index
 * (learners_search) finds any part. Below that beginnings are looked at, of names, addresses and IDs, each along its index
 * (learners_by_name or group_memberships_by_name; learners_email and learners_user_id, which have the id too); where names alone
 * are too many already nothing else is looked at, and `up` says from which end of the names.
 */
export function found(organizationId: number, filter: LearnerFilter, up: boolean) {
  const { search, groupId, activity } = filter;
  const most = MOST_FOUND + 1;
  const term = searchTerm(search);
  if (isPart(term))
    return sql`
      found as materialized (
        select l.id, l.sort_name, l.active_at from learners l
        where l.organization_id = ${organizationId} and ${contains(term)} and ${active("l", activity)}
          and ${inGroup(organizationId, groupId)}
        limit ${most})`;
  const [names, ...others] = beginningsOf(search);
  const enough = sql`limit case when (select count(*) from names) < ${most} then ${most} else 0 end`;
  const branches = others.map(({ column, from }) =>
    groupId === undefined && activity === undefined
      ? sql`
        union (select l.id, l.sort_name, l.active_at from learners l
          where l.organization_id = ${organizationId} and ${begins(column, from)} ${enough})`
      : sql`
        union (select r.* from (${listed(organizationId, filter)}) r
          where exists (select 1 from learners l
            where l.organization_id = ${organizationId} and l.id = r.id and ${begins(column, from)}) ${enough})`,
  );
  return sql`
    names as materialized (
      select n.* from (${listed(organizationId, filter)}) n
      where n.sort_name >= ${names.from} and n.sort_name < ${after(names.from)}
      order by n.sort_name ${up ? sql`` : sql`desc`} limit ${most}),
    found as materialized (select u.* from (select * from names ${branches}) u limit ${most})`;
}

/** What was typed, as a condition on `learners l`. */
function named(search: string) {
  const term = searchTerm(search);
  if (term === "") return sql`true`;
  if (isPart(term)) return contains(term);
  const beginnings = beginningsOf(search).map(({ column, from }) => sql`(${begins(column, from)})`);
  return sql`(${beginnings.flatMap((part, i) => (i === 0 ? [part] : [sql` or `, part]))})`;
}

const isPart = (term: string): boolean => [...term].length >= TRIGRAM;

function inGroup(organizationId: number, groupId: number | undefined) {
  if (groupId === undefined) return sql`true`;
  return sql`exists (
    select 1 from group_memberships g
    where g.organization_id = ${organizationId} and g.learner_id = l.id and g.group_id = ${groupId})`;
}

/** `-infinity` is never. */
function active(table: "l" | "m", activity: Activity | undefined) {
  const at = table === "l" ? sql`l.active_at` : sql`m.active_at`;
  if (activity === undefined) return sql`true`;
  if (activity === "never") return sql`${at} = '-infinity'`;
  if (activity === "inactive_90") return sql`${at} < app_now() - interval '90 days'`;
  return sql`${at} >= app_now() - make_interval(days => ${activity === "active_30" ? 30 : 90})`;
}

/**
 * Of an address the index is asked for the part before the @ alone: everybody has the same domain, and reading its trigrams'
 * lists to the end took a quarter of a second. The whole term is then compared with what is left.
 */
function contains(term: string) {
  const at = term.indexOf("@");
  if (at < TRIGRAM || at === term.length - 1) return sql`l.search_text like ${pattern(term)}`;
  return sql`l.search_text like ${pattern(term.slice(0, at + 1))} and l.search_text || '' like ${pattern(term)}`;
}

/** What was typed stands for itself: `%` and `_` are no wildcards. */
export const pattern = (term: string): string => `%${term.replace(/[\\%_]/g, "\\$&")}%`;

type Column = "sort_name" | "normalized_email" | "unique_user_id";
type Beginning = { column: Column; from: string };

/** IDs are kept exactly as they are, so all three ways of writing a beginning are tried. */
function beginningsOf(search: string): [Beginning, ...Beginning[]] {
  const typed = search.replaceAll("\u0000", "").trim();
  const ids = [...new Set([typed, typed.toLowerCase(), typed.toUpperCase()])];
  return [
    { column: "sort_name", from: sortName(typed) },
    { column: "normalized_email", from: normalizeEmail(typed) },
    ...ids.map((from) => ({ column: "unique_user_id" as const, from })),
  ];
}

/** A range, for `like` under a parameter is none. */
function begins(column: Column, from: string) {
  return sql`l.${sql(column)} >= ${from} and l.${sql(column)} < ${after(from)}`;
}

/** U+10FFFF sorts after everything under collation C. */
const after = (from: string): string => `${from}\u{10FFFF}`;
