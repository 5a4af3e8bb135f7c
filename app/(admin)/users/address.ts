// How the state of the Users list stands in its address, both ways. Pure. Used by the page, its filters and the export.
import type { Route } from "next";
import type { Activity, LearnerOrder, LearnerPlace } from "@/lib/learners";

export type ListState = {
  readonly search: string;
  readonly groupId: number | undefined;
  readonly activity: Activity | undefined;
  readonly order: LearnerOrder;
  readonly place: LearnerPlace;
};

export const learnerPath = (learnerId: number) => `/users/${learnerId}` as Route;

export const inGroupPath = (groupId: number) => `/users?group=${groupId}` as Route;

type Parameters = Readonly<Record<string, string | string[] | undefined>>;

export const SORT: Record<LearnerOrder, string> = {
  name: "",
  name_descending: "-name",
  activity: "active",
  activity_descending: "-active",
};
export const ACTIVITY: Record<Activity, string> = {
  active_30: "30",
  active_90: "90",
  inactive_90: "not-90",
  never: "never",
};

const keyOf = <K extends string>(words: Record<K, string>, word: string): K | undefined =>
  (Object.keys(words) as K[]).find((key) => words[key] === word);

/** What a click on a column's head leads to: first as one would want it, by name from A, by activity the latest first. */
export function orderAfter(order: LearnerOrder, column: "name" | "activity"): LearnerOrder {
  if (column === "name") return order === "name" ? "name_descending" : "name";
  return order === "activity_descending" ? "activity" : "activity_descending";
}

/** What nobody would have written is as if it were not there. */
export function readAddress(parameters: Parameters): ListState {
  const one = (name: string) => {
    const value = parameters[name];
    return typeof value === "string" ? value : "";
  };
  const number = (name: string) => (/^[1-9]\d{0,14}$/.test(one(name)) ? Number(one(name)) : undefined);
  const [after, before, at] = [number("after"), number("before"), number("at")];
  const place: LearnerPlace =
    after && at
      ? { page: "after", learnerId: after, at }
      : before && at
        ? { page: "before", learnerId: before, at }
        : { page: one("page") === "last" ? "last" : "first" };
  return {
    search: one("q").trim(),
    groupId: number("group"),
    activity: keyOf(ACTIVITY, one("active")),
    order: keyOf(SORT, one("sort")) ?? "name",
    place,
  };
}

/** The address of the list as it is now but for `change`; a change of what is listed begins at its first page. */
export function addressOf(
  state: ListState,
  change: Partial<ListState>,
  path: "/users" | "/users/export.csv" = "/users",
): Route {
  const { search, groupId, activity, order, place } = { ...state, place: { page: "first" } as LearnerPlace, ...change };
  const parameters = new URLSearchParams();
  if (search) parameters.set("q", search);
  if (groupId) parameters.set("group", String(groupId));
  if (activity) parameters.set("active", ACTIVITY[activity]);
  if (SORT[order]) parameters.set("sort", SORT[order]);
  if (place.page === "last") parameters.set("page", "last");
  if (place.page === "after" || place.page === "before") {
    parameters.set(place.page, String(place.learnerId));
    parameters.set("at", String(place.at));
  }
  const query = parameters.toString();
  return (query ? `${path}?${query}` : path) as Route;
}
