// The door to learners (spec 9): the list any admin sees, and the export for full admins.
// Called by the pages and route handlers under app/(admin)/users, and
// by whatever adds learners.
export { exportLearners } from "./export";
export { ACTIVITIES, type Activity, type LearnerFilter } from "./filter";
export {
  type Assignment,
  type CourseProgress,
  type LearnerRecord,
  type Product,
  readLearner,
  type Seat,
} from "./learner";
export {
  type LearnerOrder,
  type LearnerPage,
  type LearnerPlace,
  listLearners,
  ORDERS,
  PAGE_LEARNERS,
} from "./list";
export { insertMemberships, type Memberships } from "./memberships";
export type { LearnerRow } from "./shown";
