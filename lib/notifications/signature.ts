// Owns whether a webhook's request is the provider's own: Svix's signature over id, time and body
// (https://docs.svix.com/receiving/verifying-payloads/how-manual). Pure. Called by webhook.ts.
import { createHmac, timingSafeEqual } from "node:crypto";

/** How far the sender's clock and ours may lie apart, and how old a request may be (seconds). */
const TOLERANCE_SECONDS = 300;

export type Signed = { id: string | null; timestamp: string | null; signature: string | null; body: string };

/** `secret` as the provider shows it: `whsec_` and base64. `now` in milliseconds. */
export function isSigned({ id, timestamp, signature, body }: Signed, secret: string, now = Date.now()): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  if (!id || !signature || !/^\d{1,12}$/.test(timestamp ?? "") || id.length > 256 || key.length < 16) return false;
  if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
  // Several while the secret is being changed; each is compared, whichever fits.
  let fits = false;
  for (const part of signature.slice(0, 2000).split(" ")) {
    const [version, value = ""] = part.split(",");
    const given = Buffer.from(value, "base64");
    if (version === "v1" && given.length === expected.length && timingSafeEqual(given, expected)) fits = true;
  }
  return fits;
}
