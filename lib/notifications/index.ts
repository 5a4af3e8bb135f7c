// Notifications (spec 6, 8): the further recipients of mails, and what the provider says became of a mail. The door of the folder.
export { type Asked, askedByLink, confirmByLink } from "./confirming";
export { LINK_DAYS } from "./links";
export {
  addRecipient,
  listRecipients,
  MOST_RECIPIENTS,
  type Recipient,
  type RecipientAnswer,
  removeRecipient,
  sendLinkAgain,
  setRecipientLanguage,
} from "./recipients";
export { type Undelivered, undelivered } from "./undelivered";
export { type Received, receiveEvent } from "./webhook";
