// How the months and the group of a report stand in its address, both ways. Pure. Used by the page and by its files.
import type { Route } from "next";
import { addMonths, isMonth, type Month, type ReportRange, type ReportTable } from "@/lib/reports";

type Parameters = Readonly<Record<string, string | string[] | undefined>>;

/** Unless asked otherwise the last twelve months; more than ten years are not drawn. */
const MONTHS = 12;
const MOST_MONTHS = 120;

/** What nobody would have written is as if it were not there; months in the wrong order are taken in the right one. */
export function readRange(parameters: Parameters, present: Month): ReportRange {
  const one = (name: string) => {
    const value = parameters[name];
    return typeof value === "string" ? value : "";
  };
  const month = (name: string) => (isMonth(one(name)) && one(name) <= present ? one(name) : undefined);
  const ends = [month("from"), month("to")];
  const [a, b] = [ends[0] ?? addMonths(ends[1] ?? present, 1 - MONTHS), ends[1] ?? present];
  const to = a < b ? b : a;
  const earliest = addMonths(to, 1 - MOST_MONTHS);
  const from = a < b ? a : b;
  return {
    from: from < earliest ? earliest : from,
    to,
    groupId: /^[1-9]\d{0,14}$/.test(one("group")) ? Number(one("group")) : undefined,
  };
}

type Asked = { readonly range: ReportRange; readonly present: Month; readonly allCourses: boolean };

/** The address of the report as it is now but for `change`; of one of its tables as a file with `table`. */
export function addressOf(
  { range, present, allCourses }: Asked,
  change: Partial<ReportRange & { allCourses: boolean }> = {},
  table?: ReportTable,
): Route {
  const { from, to, groupId, allCourses: all } = { ...range, allCourses, ...change };
  const parameters = new URLSearchParams();
  if (from !== addMonths(present, 1 - MONTHS) || to !== present) {
    parameters.set("from", from);
    parameters.set("to", to);
  }
  if (groupId) parameters.set("group", String(groupId));
  if (all && !table) parameters.set("courses", "all");
  const query = parameters.toString();
  const path = table ? `/reports/${table}.csv` : "/reports";
  return (query ? `${path}?${query}` : path) as Route;
}
