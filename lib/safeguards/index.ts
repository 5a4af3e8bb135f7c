// Safeguards: what guards a deletion (spec 8). The door of the folder. Called by the section Safeguards; lib/admins asks here
// before it makes, demotes or removes a full admin.
export {
  type AnswerAnswer,
  type AskAnswer,
  answerRequest,
  approvalIsOn,
  askSecondAdmin,
  type NotSpared,
  openRequests,
  type SecondAdminRequest,
  turnApprovalOn,
  whyNotSpared,
} from "./second-admin";
export { changeSettings, readSafeguards, type Safeguards, SETTINGS, type Setting, type Settings } from "./settings";
