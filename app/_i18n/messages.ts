// All the words of the interface: one file a noun in each language, merged here under the noun's name. Used by request.ts and by
// the types of every translation. A new noun is two files and four lines here; the compiler asks for the Indonesian one.
import type { Language } from "./languages";
import enAccount from "./messages/en/account.json";
import enAddUsers from "./messages/en/add-users.json";
import enAdmins from "./messages/en/admins.json";
import enApiAccess from "./messages/en/api-access.json";
import enApproval from "./messages/en/approval.json";
import enAuditLog from "./messages/en/audit-log.json";
import enBatches from "./messages/en/batches.json";
import enCertificate from "./messages/en/certificate.json";
import enComponents from "./messages/en/components.json";
import enDeletion from "./messages/en/deletion.json";
import enErrors from "./messages/en/errors.json";
import enFindDeletedUsers from "./messages/en/find-deleted-users.json";
import enFrame from "./messages/en/frame.json";
import enHolds from "./messages/en/holds.json";
import enLearner from "./messages/en/learner.json";
import enMailbox from "./messages/en/mailbox.json";
import enNotifications from "./messages/en/notifications.json";
import enReports from "./messages/en/reports.json";
import enRetainedReferences from "./messages/en/retained-references.json";
import enSafeguards from "./messages/en/safeguards.json";
import enSignIn from "./messages/en/sign-in.json";
import enSingleSignOn from "./messages/en/single-sign-on.json";
import enUploads from "./messages/en/uploads.json";
import enUsers from "./messages/en/users.json";
import enVerify from "./messages/en/verify.json";
import idAccount from "./messages/id/account.json";
import idAddUsers from "./messages/id/add-users.json";
import idAdmins from "./messages/id/admins.json";
import idApiAccess from "./messages/id/api-access.json";
import idApproval from "./messages/id/approval.json";
import idAuditLog from "./messages/id/audit-log.json";
import idBatches from "./messages/id/batches.json";
import idCertificate from "./messages/id/certificate.json";
import idComponents from "./messages/id/components.json";
import idDeletion from "./messages/id/deletion.json";
import idErrors from "./messages/id/errors.json";
import idFindDeletedUsers from "./messages/id/find-deleted-users.json";
import idFrame from "./messages/id/frame.json";
import idHolds from "./messages/id/holds.json";
import idLearner from "./messages/id/learner.json";
import idMailbox from "./messages/id/mailbox.json";
import idNotifications from "./messages/id/notifications.json";
import idReports from "./messages/id/reports.json";
import idRetainedReferences from "./messages/id/retained-references.json";
import idSafeguards from "./messages/id/safeguards.json";
import idSignIn from "./messages/id/sign-in.json";
import idSingleSignOn from "./messages/id/single-sign-on.json";
import idUploads from "./messages/id/uploads.json";
import idUsers from "./messages/id/users.json";
import idVerify from "./messages/id/verify.json";

const en = {
  account: enAccount,
  "add-users": enAddUsers,
  "api-access": enApiAccess,
  approval: enApproval,
  "audit-log": enAuditLog,
  admins: enAdmins,
  batches: enBatches,
  certificate: enCertificate,
  components: enComponents,
  deletion: enDeletion,
  errors: enErrors,
  "find-deleted-users": enFindDeletedUsers,
  frame: enFrame,
  holds: enHolds,
  learner: enLearner,
  mailbox: enMailbox,
  notifications: enNotifications,
  reports: enReports,
  "retained-references": enRetainedReferences,
  safeguards: enSafeguards,
  "sign-in": enSignIn,
  "single-sign-on": enSingleSignOn,
  uploads: enUploads,
  users: enUsers,
  verify: enVerify,
};

export type Messages = typeof en;
export type Noun = keyof Messages;

const id: Messages = {
  account: idAccount,
  "add-users": idAddUsers,
  "api-access": idApiAccess,
  approval: idApproval,
  "audit-log": idAuditLog,
  admins: idAdmins,
  batches: idBatches,
  certificate: idCertificate,
  components: idComponents,
  deletion: idDeletion,
  errors: idErrors,
  "find-deleted-users": idFindDeletedUsers,
  frame: idFrame,
  holds: idHolds,
  learner: idLearner,
  mailbox: idMailbox,
  notifications: idNotifications,
  reports: idReports,
  "retained-references": idRetainedReferences,
  safeguards: idSafeguards,
  "sign-in": idSignIn,
  "single-sign-on": idSingleSignOn,
  uploads: idUploads,
  users: idUsers,
  verify: idVerify,
};

export const MESSAGES: Record<Language, Messages> = { en, id };

declare module "next-intl" {
  interface AppConfig {
    Locale: Language;
    Messages: Messages;
  }
}
