// Owns one request to the mail provider (Resend) and what its answer means: taken, refused, not taken, or nobody knows.
// Called by sending.ts.
import { Resend } from "resend";
import { errorCode } from "@/lib/log";

/**
 * `not_taken`: certainly not, and for our sake rather than this mail's; try again. `unknown`: may have been taken; only the same key with the same bytes may follow.
 */
export type Answer =
  | { kind: "taken"; providerId: string }
  | { kind: "refused"; code: string }
  | { kind: "key_used"; code: string }
  | { kind: "not_taken"; code: string; waitSeconds?: number | undefined }
  | { kind: "unknown"; code: string; waitSeconds?: number | undefined };

/** What the SDK returns; foreign, so nothing in it is taken for granted. */
type Returned = {
  data: { id?: unknown } | null;
  error: { statusCode?: unknown; name?: unknown; message?: unknown } | null;
  headers: Record<string, string> | null;
};

/** No answer within this is `unknown`. Well below a mail's lease. */
export const REQUEST_MILLISECONDS = 10_000;

/**
 * Sends the stored bytes. `payload` is our own JSON.stringify; parsing and stringifying it again, as the SDK does, gives the
 * same bytes. Not `emails.send`: that rebuilds the request in an order of its own, which another version may change.
 * Never throws.
 */
export async function deliver(
  apiKey: string,
  payload: string,
  idempotencyKey: string,
  milliseconds: number,
): Promise<Answer> {
  let resend: Resend;
  try {
    resend = new Resend(apiKey);
  } catch (error) {
    return { kind: "not_taken", code: errorCode(error) }; // a key that no header can carry
  }
  try {
    const signal = AbortSignal.timeout(milliseconds);
    const request = JSON.parse(payload) as Record<string, unknown>;
    return readAnswer(await resend.post<{ id: string }>("/emails", request, { idempotencyKey, signal }));
  } catch (error) {
    return { kind: "unknown", code: errorCode(error) };
  }
}

/** Pure: from the SDK's answer to ours (https://resend.com/docs/api-reference/errors). */
export function readAnswer({ data, error, headers }: Returned, now = Date.now()): Answer {
  if (!error) {
    const id = data?.id;
    return typeof id === "string" && id ? { kind: "taken", providerId: id } : { kind: "unknown", code: "no_id" };
  }
  const waitSeconds = retryAfter(headers?.["retry-after"], now);
  const status = error.statusCode;
  if (typeof status !== "number") return { kind: "unknown", code: "no_answer", waitSeconds };
  const code = nameOf(error.name) ?? `http_${status}`;
  if (status === 409 && code === "invalid_idempotent_request") return { kind: "key_used", code };
  // 409: another request with this key is under way. 5xx: may have come after the mail was taken.
  if (status >= 500 || status === 408 || status === 409 || status === 425)
    return { kind: "unknown", code, waitSeconds };
  if ((status === 400 || status === 413 || status === 422) && !/api key/i.test(String(error.message)))
    return { kind: "refused", code };
  return { kind: "not_taken", code, waitSeconds };
}

/** A code of the provider's, if it looks like one: what is stored and logged must not be free text. */
const nameOf = (name: unknown) => (typeof name === "string" && /^[a-z][a-z_]{1,60}$/.test(name) ? name : undefined);

/** Seconds until a Retry-After (RFC 9110 section 10.2.3: seconds or a date), at most a day. */
function retryAfter(value: string | undefined, now: number): number | undefined {
  if (!value) return undefined;
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : (Date.parse(value) - now) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 0), 86_400) : undefined;
}
