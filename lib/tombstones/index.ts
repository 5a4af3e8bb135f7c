// Tombstones: the keyed fingerprint left of a deleted learner (spec 7). The door of the folder. Written by lib/processing in the
// transaction that deletes; looked up when a file is checked, when somebody is added, and by Find deleted users.
export { findTombstones, hasTombstones, type Tombstone, type TombstoneMatch, toldTombstone } from "./finding";
export {
  type Fingerprints,
  fingerprint,
  fingerprinter,
  type Identifiers,
  newestKey,
  type TombstoneKey,
  tombstoneKeys,
} from "./fingerprint";
export { liftTombstones, writeTombstones } from "./writing";
