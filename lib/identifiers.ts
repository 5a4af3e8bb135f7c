// Owns how e-mail addresses and unique user IDs are compared and which of them are valid (spec section 3). Pure.
// Called by csv for uploaded rows and by everything else that stores, looks up or fingerprints an address or ID.

export const MAX_EMAIL_LENGTH = 254;
export const MAX_EMAIL_LOCAL_LENGTH = 64;
export const MAX_ID_LENGTH = 255;

/** Why an address is invalid. `email_malformed` is what no finer word describes. */
export type EmailProblem =
  | "email_malformed"
  | "email_two_at"
  | "email_space"
  | "email_too_long"
  | "email_compatibility"
  | "email_invisible"
  | "control_characters";

/** Why an ID is invalid. `id_scientific` is an ID that Excel has spoilt. */
export type UserIdProblem = "id_too_long" | "id_control" | "id_scientific";

/**
 * The form in which addresses are stored, compared and fingerprinted (spec section 3): trimmed, Unicode NFC, the whole
 * address in lower case. Never use SQL `lower()` instead. Applying it twice changes nothing.
 */
export function normalizeEmail(value: string): string {
  const trimmed = value.trim();
  // The second NFC: lower-casing can leave a letter and a mark that compose only in lower case (H + U+0331 → ẖ).
  return isAscii(trimmed) ? trimmed.toLowerCase() : trimmed.normalize("NFC").toLowerCase().normalize("NFC");
}

/** The form in which unique user IDs are stored and compared (spec section 3): trimmed, else exact; `007` stays `007`. */
export function normalizeUserId(value: string): string {
  return value.trim();
}

/**
 * Why this address is invalid, or nothing (spec section 3). Valid is what HTML's e-mail input accepts
 * (https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address) and the same with letters and digits of any
 * script. An address that only looks like another (full-width @, zero-width characters) is invalid: what NFKC would
 * change, or nobody can see, must not lead to a person.
 */
export function emailProblem(value: string): EmailProblem | undefined {
  const trimmed = value.trim();
  const ascii = isAscii(trimmed);
  if (CONTROL.test(trimmed)) return "control_characters";
  if (/\s/u.test(trimmed)) return "email_space";
  if (!ascii && INVISIBLE.test(trimmed)) return "email_invisible";
  if (!ascii && changesUnderCompatibility(trimmed)) return "email_compatibility";
  const at = trimmed.indexOf("@");
  if (at !== trimmed.lastIndexOf("@")) return "email_two_at";
  // Measured before the pattern runs, which bounds the pattern's work too.
  if (trimmed.length > MAX_EMAIL_LENGTH || at > MAX_EMAIL_LOCAL_LENGTH) return "email_too_long";
  if (!(ascii ? HTML_EMAIL : WIDENED_EMAIL).test(normalizeEmail(trimmed))) return "email_malformed";
  return undefined;
}

/** Why this ID is invalid, or nothing (spec sections 3 and 4). Its length is counted in characters, not bytes. */
export function userIdProblem(value: string): UserIdProblem | undefined {
  const trimmed = value.trim();
  if (CONTROL.test(trimmed)) return "id_control";
  if (trimmed.length > MAX_ID_LENGTH && [...trimmed].length > MAX_ID_LENGTH) return "id_too_long";
  if (SCIENTIFIC.test(trimmed)) return "id_scientific";
  return undefined;
}

// Half a surrogate pair counts as a control character: no database stores it as it is.
const CONTROL = /[\p{Cc}\p{Cs}]/u;
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

const HTML_EMAIL =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const WIDENED_EMAIL =
  /^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]+@[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?)*$/u;

// Excel writes a sign after the E. `7E12` alone may well be somebody's ID, so without a sign a decimal part must show.
const SCIENTIFIC = /^[+-]?(?:\d+(?:[.,]\d+)?E[+-]\d+|\d+[.,]\d+E\d+)$/i;

function isAscii(value: string): boolean {
  return !/[\u0080-\uffff]/.test(value);
}

function changesUnderCompatibility(value: string): boolean {
  const composed = value.normalize("NFC");
  if (composed.normalize("NFKC") !== composed) return true;
  // NFC itself turns a few look-alikes into plain letters (the Kelvin sign into K): one character become another one.
  // Composing a letter and its accent is what NFC is for, and is no such change.
  for (const character of value) {
    const alone = character.normalize("NFC");
    if (alone !== character && [...alone].length === 1) return true;
  }
  return false;
}
