// The door to the mails' templates: what goes in is data, what comes out is subject, HTML and text. Pure.
// Called by lib/mails.
export type { Language, Reason } from "./messages";
export { type ResultMail, renderResultMail } from "./result-mail";
