// The door to the mails' templates: what goes in is data, what comes out is subject, HTML and text. Pure.
// Called by lib/mails.
export { renderInvitation, renderPasswordReset } from "./account-mails";
export { renderApprovalAnswer, renderApprovalRequest } from "./approval-mails";
export type { Language, Reason } from "./messages";
export { type NoticeMail, renderNotice } from "./notice-mail";
export { renderRecipientLink, renderStarted, renderUndelivered } from "./notification-mails";
export { type ResultMail, renderResultMail } from "./result-mail";
export { renderSecondAdminRequest } from "./second-admin-mails";
