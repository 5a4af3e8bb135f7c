// Owns which learners a search and a group leave (spec section 9), as SQL. Called by list.ts and export.ts.
import { sql } from "@/db/client";
import { normalizeEmail } from "@/lib/identifiers";
import { searchText, sortName } from "@/lib/learner-text";

export type LearnerFilter = {
  /** As typed; empty for everybody. */
  readonly search: string;
  readonly groupId: number | undefined;
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

/** A condition on `learners l`, `true` for an empty filter. Plain scans can use it; lists use `found`. */
export function matches(organizationId: number, { search, groupId }: LearnerFilter) {
  const term = searchTerm(search);
  if (term === "") return inGroup(organizationId, groupId);
  if ([...term].length >= TRIGRAM) return sql`${contains(term)} and ${inGroup(organizationId, groupId)}`;
  const beginnings = beginningsOf(search).map(({ column, from }) => sql`(${begins(column, from)})`);
  return sql`(${beginnings.flatMap((part, i) => (i === 0 ? [part] : [sql` or `, part]))}) and ${inGroup(organizationId, groupId)}`;
}

/**
 * At most MOST_FOUND + 1 learners (id, sort_name), unsorted: found first, then sorted, for sorting while finding took seconds.
 * Each branch is one index: trigrams (learners_search), beginnings (learners_by_name, learners_email, learners_user_id), or
 * a small group's members (group_memberships_by_group).
 */
export function found(organizationId: number, filter: LearnerFilter) {
  const { search, groupId } = filter;
  const term = searchTerm(search);
  const limit = MOST_FOUND + 1;
  if (term === "" && groupId !== undefined)
    return sql`
      select l.id, l.sort_name from group_memberships m
      join learners l on l.organization_id = m.organization_id and l.id = m.learner_id
      where m.organization_id = ${organizationId} and m.group_id = ${groupId} limit ${limit}`;
  if ([...term].length >= TRIGRAM)
    return sql`
      select l.id, l.sort_name from learners l
      where l.organization_id = ${organizationId} and ${contains(term)} and ${inGroup(organizationId, groupId)} limit ${limit}`;
  const branches = beginningsOf(search).map(
    ({ column, from }) => sql`
      (select l.id, l.sort_name from learners l
       where l.organization_id = ${organizationId} and ${begins(column, from)} and ${inGroup(organizationId, groupId)}
       order by l.organization_id, ${columnOf(column)} limit ${limit})`,
  );
  return sql`
    select u.id, u.sort_name
    from (${branches.flatMap((branch, i) => (i === 0 ? [branch] : [sql` union `, branch]))}) u limit ${limit}`;
}

export function inGroup(organizationId: number, groupId: number | undefined) {
  if (groupId === undefined) return sql`true`;
  return sql`exists (
    select 1 from group_memberships m
    where m.organization_id = ${organizationId} and m.learner_id = l.id and m.group_id = ${groupId})`;
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

const columnOf = (column: Column) => sql`l.${sql(column)}`;

/** IDs are kept exactly as they are, so all three ways of writing a beginning are tried. */
function beginningsOf(search: string): { column: Column; from: string }[] {
  const typed = search.replaceAll("\u0000", "").trim();
  const ids = [...new Set([typed, typed.toLowerCase(), typed.toUpperCase()])];
  return [
    { column: "sort_name", from: sortName(typed) },
    { column: "normalized_email", from: normalizeEmail(typed) },
    ...ids.map((from) => ({ column: "unique_user_id" as const, from })),
  ];
}

/** A range, for `like` under a parameter is none. U+10FFFF sorts after everything under collation C. */
function begins(column: Column, from: string) {
  return sql`${columnOf(column)} >= ${from} and ${columnOf(column)} < ${`${from}\u{10FFFF}`}`;
}
