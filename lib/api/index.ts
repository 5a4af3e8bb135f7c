// The API of HR systems (spec 8). The door of the folder; called by the handlers under app/api/v1.
export {
  announce,
  cancel,
  complete,
  confirm,
  type Done,
  list,
  putSlice,
  readOne,
  uploadWhole,
} from "./batches";
export { describedIn } from "./described-in";
export { curlExample } from "./example";
export { API_LIMITS, WHOLE_BYTES } from "./limits";
export {
  type Described,
  type DescribedSchema,
  openApi,
} from "./openapi";
export { type ProblemCode, problemOf, type Refused } from "./problems";
export { claimKey, digest, keepAnswer } from "./repeats";
export { Announcement, ListQuery, Order } from "./schemas";
