// Where the files of Add users are, and the list that its dialog takes up. Used by the components beside it.
import type { Route } from "next";

const AUTOMATE = "/authenticate/automate-user-management";

export const TEMPLATE = `${AUTOMATE}/add_users_template.csv`;
export const resultsPath = (listId: string) => `${AUTOMATE}/add-users/${listId}/results.csv` as Route;
export const continuePath = (listId: string) => `${AUTOMATE}?adding=${listId}#add-users` as Route;
