// Safeguards: what guards a deletion (spec 8). The door of the folder. Called by the section Safeguards; lib/admins asks here
// before it makes, demotes or removes a full admin.
export {
  type AnswerAnswer,
  type AskAnswer,
  answerRequest,
  approvalIsOn,
  askSecondAdmin,
  maySpareFullAdmin,
  openRequests,
  type SecondAdminRequest,
  turnApprovalOn,
} from "./second-admin";
export { changeSettings, readSafeguards, type Safeguards, SETTINGS, type Setting, type Settings } from "./settings";
