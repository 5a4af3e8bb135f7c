// The door to learners (spec 9): the list any admin sees, and the export for full admins.
// Called by the pages and route handlers under app/(admin)/users.
export { exportLearners } from "./export";
export type { LearnerFilter } from "./filter";
export {
  type LearnerOrder,
  type LearnerPage,
  type LearnerPlace,
  type LearnerRow,
  listLearners,
  PAGE_LEARNERS,
} from "./list";
