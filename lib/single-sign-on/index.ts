// The door to single sign-on (spec 8 and 9): whose account an identity is, and what an organization demands. The ways to the provider
// and back have doors of their own (begin.ts, finish.ts). Called by the pages Account, Admins and those below /sign-in.
export { mayLink, type OwnLink, ownLink, unlinkIdentity } from "./links";
export { isConfigured, issuerHost } from "./provider";
export { type Failure, keepPurpose, readPurpose } from "./purpose";
export { allowPasswords, linkedAdmins, requireSingleSignOn, type Standing, standing } from "./requiring";
