// Find deleted users (spec 7): one address or ID as typed, or a list by way of lib/lists, whose purpose find_deleted_users calls
// the files here. The door of the folder, for the pages and actions of the section.
export type { Deed } from "./deeds";
export { explainFound, explainReason } from "./explanations";
export { type DeedAnswer, type Deletion, doForOne, type LookUpAnswer, lookUp } from "./look-up";
export { type FindOrder, type FindOrderAnswer, MOST_CHOSEN, orderFound } from "./order";
export { type FoundPlace, type FoundRow, foundRows } from "./reading";
