// Where Find deleted users is, and its lists. Used by the section and by the page of a list.
import type { Route } from "next";

export const FIND = "/authenticate/automate-user-management#find-deleted-users" as Route;

export const listPath = (listId: string) =>
  `/authenticate/automate-user-management/find-deleted-users/${listId}` as Route;
