// Why single sign-on did not work, from an address of ours. Used by the pages that it leads back to; the words stand under
// `single-sign-on.failures`.
import type { Failure } from "@/lib/single-sign-on";

const FAILURES: readonly Failure[] = [
  "failed",
  "unreachable",
  "unknown",
  "taken",
  "off",
  "already",
  "stale",
  "other",
  "closed",
  "elsewhere",
];

export const ssoFailure = (asked: unknown): Failure | undefined => FAILURES.find((known) => known === asked);
