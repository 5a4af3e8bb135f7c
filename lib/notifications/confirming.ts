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

/** Confirms, once, and says whom. Nothing where the link is none, or none any more. */
export async function confirmByLink(link: string): Promise<Asked | undefined> {
  const read = readLink(link);
  if (!read) return undefined;
  const { organizationId, recipientId } = read;
  const address = await networkAddress();
  if (address && (await countTry("recipient_confirmation", networkOf(address)))) return undefined;
  return transaction(async (tx) => {
    const [row] = await tx<(Asked & { hash: string })[]>`
      select r.link_hash as hash, r.email, o.name as "organizationName"
      from mail_recipients r join organizations o on o.id = r.organization_id
      where r.organization_id = ${organizationId} and r.id = ${recipientId} and r.confirmed_at is null
        and r.link_hash is not null and r.link_expires_at > app_now() for update of r`;
    if (!row || !isSecretOf(read.secret, row.hash)) return undefined;
    await tx`
      update mail_recipients set confirmed_at = app_now(), link_hash = null, link_expires_at = null
      where organization_id = ${organizationId} and id = ${recipientId}`;
    await appendAudit(tx, { organizationId, action: "recipient.confirmed", address, details: { recipientId } });
    return { organizationName: row.organizationName, email: row.email };
  });
}
