// Owns the note that somebody named a thing which is not there for their organization, be it nobody's or another's (faults.md,
// access): both are looked up, answered and noted alike, by ids of the caller alone. Called by whatever of lib is given an id.
import type { Admin } from "./auth";
import { log } from "./log";

type Caller = Pick<Admin, "organizationId" | "adminId">;

/** Notes it, and is the answer of a deed. */
export function notThere(caller: Caller): { ok: false; code: "not_found" } {
  noteNotThere(caller);
  return { ok: false, code: "not_found" };
}

/** For functions that read: passes on what was found, and notes that nothing was. */
export function found<T>(caller: Caller, thing: T | undefined): T | undefined {
  if (thing === undefined) noteNotThere(caller);
  return thing;
}

export function noteNotThere({ organizationId, adminId }: Caller): void {
  log("warn", "access.not_there", { organizationId, adminId, code: 404 });
}
