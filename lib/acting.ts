// Owns through which API token the present work is done, so that the audit log can name it (spec 8) without every function between
// passing it on. Called by app/api/v1 around its work, and by lib/audit.
import { AsyncLocalStorage } from "node:async_hooks";

type Acting = { organizationId: number; adminId: number; tokenId: string };

// Once a process: route handlers may each have this file as a module of their own.
const shared = globalThis as { learningAdminActing?: AsyncLocalStorage<Acting> };
shared.learningAdminActing ??= new AsyncLocalStorage<Acting>();
const acting = shared.learningAdminActing;

/** Does `work` in the token's name. What is done after the answer (a run) is nobody's: begin it outside. */
export const throughToken = <T>(holder: Acting, work: () => Promise<T>): Promise<T> => acting.run(holder, work);

/** The token by which this admin does this, if it is one. */
export function actingToken(organizationId: number, adminId: number | undefined): string | undefined {
  const holder = acting.getStore();
  return holder && holder.organizationId === organizationId && holder.adminId === adminId ? holder.tokenId : undefined;
}
