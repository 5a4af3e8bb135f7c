// Where the pages about batches are. Used by the batch pages and the lists of batches.
import type { Route } from "next";

export const AUTOMATE = "/authenticate/automate-user-management" as Route;
export const USER_DELETION = `${AUTOMATE}#user-deletion` as Route;
export const BATCHES = `${AUTOMATE}/batches` as Route;

export const batchPath = (batchId: string) => `${BATCHES}/${batchId}` as Route;

/** The dialog takes up a preview from here. */
export const continuePath = (batchId: string) => `${AUTOMATE}?batch=${batchId}#user-deletion` as Route;

/** The same page with other questions; what is empty is left out of the address. */
export function withQuery(path: string, query: Record<string, string | number | undefined>): Route {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== "") asked.set(name, `${value}`);
  const text = asked.toString();
  return (text ? `${path}?${text}` : path) as Route;
}
