// The audit log: one hash chain an organization (spec 8). The door of the folder. Whoever changes something appends in the same
// transaction, last; full admins read, export and verify it.
export { type AuditEntry, appendAudit, CHAIN_START, type ChainHead, canonicalJson, chainHash } from "./chain";
export {
  type AuditFilter,
  type AuditFormat,
  type AuditPlace,
  auditChoices,
  ENTRIES_A_PAGE,
  exportEntries,
  listEntries,
  type ReadEntry,
} from "./reading";
export { type Break, type Walk, walkChain } from "./verifying";
