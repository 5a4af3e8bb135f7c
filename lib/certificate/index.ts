// Deletion certificates (spec 6): made once when a batch ends, signed, given out, and told from forgeries. The door of the folder.
// Called by lib/processing, the pages below a batch, and /verify.
export type { CertificateContent } from "./content";
export { type Certificate, issueCertificate, readCertificate } from "./issue";
export { publicKeySet } from "./keys";
export { isGenuine, MAX_CERTIFICATE_BYTES, type Verdict, verifyAddress, verifyCertificate } from "./verify";
