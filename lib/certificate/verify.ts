// Whether a certificate is genuine: signed with one of our keys and unchanged since. Nothing else is said, of any text (spec 6).
// Called by /verify, for anybody.
import { z } from "zod";
import { networkAddress } from "@/lib/auth";
import { countTry, networkOf } from "@/lib/auth/rate-limits";
import { env } from "@/lib/env";
import { canonicalText, parseOnce } from "./canonical";
import { isSignedByUs } from "./keys";

/** Bytes: twenty times the largest certificate. */
export const MAX_CERTIFICATE_BYTES = 64 * 1024;

const schema = z.strictObject({
  certificate: z.looseObject({}),
  signature: z.strictObject({
    algorithm: z.literal("Ed25519"),
    keyId: z.string().max(64),
    value: z.string().regex(/^[\w-]{86}$/),
  }),
});

/** Pure but for the keys. False for whatever is malformed, changed, of another's key, or says more than was signed. */
export function isGenuine(text: string): boolean {
  if (Buffer.byteLength(text) > MAX_CERTIFICATE_BYTES) return false;
  try {
    const said = parseOnce(text.replace(/^\ufeff/, ""));
    const { signature } = schema.parse(said);
    // What was parsed, not what zod made of it: every key counts.
    const { certificate } = said as { certificate: unknown };
    return isSignedByUs(canonicalText(certificate), signature.keyId, Buffer.from(signature.value, "base64url"));
  } catch {
    // Not of the shape, or nested deeper than anything of ours.
    return false;
  }
}

export type Verdict = { genuine: boolean } | { wait: number };

/** Counted by network, whatever the text is. `wait`: too many, and how many minutes until the next. */
export async function verifyCertificate(text: string): Promise<Verdict> {
  const address = await networkAddress();
  const minutes = await countTry("verify", address ? networkOf(address) : "unknown");
  return minutes === undefined ? { genuine: isGenuine(text) } : { wait: minutes };
}

/** Where a certificate can be checked, for the certificate to say. */
export const verifyAddress = (): string => `${env().APP_URL}/verify`;
