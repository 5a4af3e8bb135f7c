// The door to the mail outbox: written with the deed it tells of, sent in a second pass, shown to full admins (spec 6).
// Called by lib/processing, the cron and webhook handlers, the batch page and /mailbox.
export { enqueueMail, type OutgoingMail } from "./enqueue";
export { type EndedBatch, enqueueResultMails, nextMailAt } from "./outbox";
export {
  type KeptMail,
  type KeptMailEntry,
  keepsMails,
  listKeptMails,
  MAILS_A_PAGE,
  type MailOfBatch,
  type MailState,
  mailsOfBatch,
  readKeptMail,
} from "./reading";
export { type MailsSent, sendDueMails, settleByWebhook, workOnMail } from "./sending";
export { enqueueStartMails } from "./started";
