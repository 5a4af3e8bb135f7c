// Owns who cannot be reached (spec 8): readers of mails whose last mail came back or was reported. Never dropped silently: they stay
// readers, and full admins are told. Called by the sections Notifications and User Deletion.
import { sql } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";

export type Undelivered = { recipient: string; event: "bounced" | "complained"; at: Date; recipientId: number | null };

/** Until a later mail arrives, the recipient is removed, or the admin is one no more. */
export async function undelivered({ organizationId }: FullAdmin): Promise<Undelivered[]> {
  return sql<Undelivered[]>`
    with told as (
      select distinct on (m.recipient) m.recipient, e.event, e.occurred_at as at
      from mail_events e join mails m on m.organization_id = e.organization_id and m.id = e.mail_id
      where e.organization_id = ${organizationId} and e.event <> 'delayed'
      order by m.recipient, m.created_at desc, e.event desc
    )
    select t.recipient, t.event, t.at, r.id as "recipientId"
    from told t
    left join mail_recipients r on r.organization_id = ${organizationId} and r.email = t.recipient
    where t.event in ('bounced', 'complained') and (r.id is not null or exists (
      select 1 from admins a where a.organization_id = ${organizationId} and a.email = t.recipient and a.removed_at is null))
    order by t.at desc`;
}
