// Why a deed of the page Admins was not done; the words stand under `admins.problems`. Used by its dialogs.

export const PROBLEMS = [
  "last_full_admin",
  "approval_needs_two",
  "approval_on",
  "asked_already",
  "not_found",
  "not_open",
  "not_allowed",
  "too_many",
  "last_linked",
  "not_linked",
  "as_before",
  "unknown",
] as const;
export type Problem = (typeof PROBLEMS)[number];
