// The door to who is asking (spec 1 and 8): guards, and the values that prove they ran.
// Called by every page, action and route handler, and for their types by every lib file.
export { localPath } from "./access";
export { networkAddress } from "./network-address";
export {
  type Fresh,
  type FreshAdmin,
  type PasswordRefusal,
  requireFreshPassword,
  requirePassword,
} from "./password-again";
export { hashPassword } from "./passwords";
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
export { endSessionsOf, writeSessionCookie } from "./sessions";
export { signInWithPassword } from "./sign-in";
