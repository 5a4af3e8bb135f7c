// The door to who is asking (spec 1 and 8): guards, and the values that prove they ran. What is not here is for sign-in alone.
// Called by every page, action and route handler, and for their types by every lib file.
export { localPath } from "./access";
export {
  type Admin,
  currentAdmin,
  type FullAdmin,
  isFullAdmin,
  type Runner,
  requireAdmin,
  requireAdminForApi,
  requireFullAdmin,
  requireFullAdminForApi,
  requireRunner,
} from "./proof";
export { endOwnSession, endSessionsOf } from "./sessions";
