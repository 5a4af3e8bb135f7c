// Owns idempotency keys: the same request under the same key is done once and answered alike, for a day. Called by the handlers of
// the API around what begins or orders something.
import { createHash } from "node:crypto";
import { sql } from "@/db/client";
import type { TokenHolder } from "@/lib/auth/tokens";

/** Longer than a handler may take: whoever still works on it after that was killed. */
const LEASE_SECONDS = 90;

export type Repeat =
  /** To be done now. `again`: somebody began it before, and nobody saw its end. */
  | { kind: "do"; again: boolean }
  | { kind: "answered"; status: number; answer: string }
  | { kind: "other_request" }
  | { kind: "in_progress" };

export const digest = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(createHash("sha256").update(part).digest());
  return hash.digest("hex");
};

/** Claims a key for a request, or says what became of it. `request` is a digest of all that was asked. */
export async function claimKey(
  { organizationId, tokenId }: TokenHolder,
  key: string,
  request: string,
): Promise<Repeat> {
  const keyHash = digest(key);
  await sql`
    delete from api_requests
    where organization_id = ${organizationId} and token_id = ${tokenId} and created_at < app_now() - interval '1 day'`;
  const [claimed] = await sql`
    insert into api_requests (organization_id, token_id, key_hash, request_hash, lease_until)
    values (${organizationId}, ${tokenId}, ${keyHash}, ${request}, now() + make_interval(secs => ${LEASE_SECONDS}))
    on conflict (organization_id, token_id, key_hash) do nothing returning 1`;
  if (claimed) return { kind: "do", again: false };
  const [held] = await sql<{ request: string; status: number | null; answer: string | null }[]>`
    select request_hash as request, status, answer from api_requests
    where organization_id = ${organizationId} and token_id = ${tokenId} and key_hash = ${keyHash}`;
  if (!held) return { kind: "in_progress" };
  if (held.request !== request) return { kind: "other_request" };
  if (held.status !== null) return { kind: "answered", status: held.status, answer: held.answer ?? "" };
  const [taken] = await sql`
    update api_requests set lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    where organization_id = ${organizationId} and token_id = ${tokenId} and key_hash = ${keyHash} and status is null
      and (lease_until is null or lease_until <= now()) returning 1`;
  return taken ? { kind: "do", again: true } : { kind: "in_progress" };
}

/** Keeps the answer. One of the server's own troubles is none: the next try may do it. */
export async function keepAnswer(
  { organizationId, tokenId }: TokenHolder,
  key: string,
  status: number,
  answer: string,
): Promise<void> {
  const kept = status < 500 && status !== 429;
  await sql`
    update api_requests set ${kept ? sql`status = ${status}, answer = ${answer},` : sql``} lease_until = null
    where organization_id = ${organizationId} and token_id = ${tokenId} and key_hash = ${digest(key)} and status is null`;
}
