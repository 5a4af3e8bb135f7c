// Holds: learners who must not be deleted (spec 8). The door of the folder.
export { isDay, REASON_CHARACTERS } from "./day";
export { HOLDS_A_PAGE, type Hold, heldAmong, listHolds } from "./reading";
export { type HoldAnswer, liftHold, putOnHold } from "./setting";
