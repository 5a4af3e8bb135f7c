// Owns what the link of a recipient's mail leads to (spec 8): looking at it changes nothing, however often; its button confirms once.
// Called by the page /recipients/[link], which is open to anybody: whoever has the link has the mail.
import { sql, transaction } from "@/db/client";
import { appendAudit } from "@/lib/audit";
import { networkAddress } from "@/lib/auth";
import { countTry, networkOf } from "@/lib/auth/rate-limits";
import { isSecretOf, readLink } from "./links";

export type Asked = { organizationName: string; email: string };

/** Whom a link asks, or undefined: unknown, used, too old, and removed are one answer. */
export async function askedByLink(link: string): Promise<Asked | undefined> {
  const read = readLink(link);
  if (!read) return undefined;
  const [row] = await sql<(Asked & { hash: string })[]>`
    select o.name as "organizationName", r.email, r.link_hash as hash
    from mail_recipients r join organizations o on o.id = r.organization_id
    where r.organization_id = ${read.organizationId} and r.id = ${read.recipientId} and r.confirmed_at is null
      and r.link_hash is not null and r.link_expires_at > app_now()`;
  if (!row || !isSecretOf(read.secret, row.hash)) return undefined;
  return { organizationName: row.organizationName, email: row.email };
}

/** Confirms, once. False where the link is none, or none any more. */
export async function confirmByLink(link: string): Promise<boolean> {
  const read = readLink(link);
  if (!read) return false;
  const { organizationId, recipientId } = read;
  const address = await networkAddress();
  if (address && (await countTry("recipient_confirmation", networkOf(address)))) return false;
  return transaction(async (tx) => {
    const [row] = await tx<{ hash: string }[]>`
      select link_hash as hash from mail_recipients
      where organization_id = ${organizationId} and id = ${recipientId} and confirmed_at is null and link_hash is not null
        and link_expires_at > app_now() for update`;
    if (!row || !isSecretOf(read.secret, row.hash)) return false;
    await tx`
      update mail_recipients set confirmed_at = app_now(), link_hash = null, link_expires_at = null
      where organization_id = ${organizationId} and id = ${recipientId}`;
    await appendAudit(tx, { organizationId, action: "recipient.confirmed", address, details: { recipientId } });
    return true;
  });
}
