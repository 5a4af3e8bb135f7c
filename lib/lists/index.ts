// Uploaded lists of people: to add users, to find deleted ones, to put learners on hold. The door of the folder.
//
// A list goes uploading → checking → ready → processing → completed (or back to ready, as its purpose has it); side exits are
// terminated, cancelled, expired. What happens to a row is its purpose's affair: see purpose.ts, and purposes/ for each. The
// way through it, for whoever builds a section:
//
//   actions   beginListUpload, putListSlice, completeListUpload (then `after(() => runDueWork(admin))`), orderList, cancelList
//   status    readList: state, `checked` and `done` (0 to 1), counts by outcome, preview, refusals
//   rows      listRows, by outcome, paged by row number; openListResults for the file
//
// Nobody else need call a run: due_work of kind `list` brings lists to lib/processing/run.ts, which calls workOnList.
export { cancelList, dropListValues, type OrderAnswer, orderList } from "./ordering";
export type { ListCounts, ListOutcome, ListPurpose, ListRefusal, ListState } from "./purpose";
export { type List, type ListRow, listRows, readList, recentLists } from "./reading";
export { openListResults } from "./results";
export { dropListRowsNaming } from "./rows";
export { LIST_DAYS, workOnList } from "./turns";
export { beginListUpload, completeListUpload, putListSlice } from "./upload";
