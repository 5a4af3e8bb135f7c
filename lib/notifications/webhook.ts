// Owns what the mail provider's webhook tells (spec 6, 8): checked, counted once, and drawn to the mail it is about.
// Called by the handler of /api/webhooks/resend.
import { z } from "zod";
import { type Transaction, transaction } from "@/db/client";
import { appendAudit } from "@/lib/audit";
import { type Language, renderUndelivered } from "@/lib/email";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { enqueueMail, settleByWebhook } from "@/lib/mails";
import { isSigned, type Signed } from "./signature";

/** What Resend sends (https://resend.com/docs/dashboard/webhooks/event-types), as far as it concerns us. */
const message = z.object({
  type: z.string(),
  created_at: z.string().optional(),
  data: z.object({
    email_id: z.string().min(1).max(200),
    tags: z
      .union([z.record(z.string(), z.string()), z.array(z.object({ name: z.string(), value: z.string() }))])
      .optional(),
  }),
});

const EVENTS = {
  "email.delivery_delayed": "delayed",
  "email.delivered": "delivered",
  "email.bounced": "bounced",
  "email.failed": "bounced",
  "email.complained": "complained",
} as const;
type Event = (typeof EVENTS)[keyof typeof EVENTS];

/** `received`: counted, known already, or none of ours; there is nothing to send again. */
export type Received = "received" | "unsigned" | "malformed";

/** Takes one event. Without RESEND_WEBHOOK_SECRET nothing is believed. */
export async function receiveEvent(signed: Signed): Promise<Received> {
  const secret = env().RESEND_WEBHOOK_SECRET;
  if (!secret || !isSigned(signed, secret)) {
    log("warn", "access.refused", { code: 401, at: "webhook" });
    return "unsigned";
  }
  const read = message.safeParse(asJson(signed.body));
  if (!read.success) return "malformed";
  const { type, data, created_at } = read.data;
  const providerId = data.email_id;
  const mail = await findMail(providerId, tagsOf(data.tags));
  if (!mail) return "received";
  // Whatever is told of it, the provider has it.
  if (type !== "email.failed") await settleByWebhook({ ...mail, providerId });
  const event = EVENTS[type as keyof typeof EVENTS];
  if (event) await transaction((tx) => note(tx, mail, { id: signed.id ?? "", event, at: moment(created_at) }));
  return "received";
}

type Found = { organizationId: number; mailId: string };

/** By the provider's id; where its answer was lost, and with it the id, by the tags the mail went out with. */
async function findMail(providerId: string, tags: Record<string, string>): Promise<Found | undefined> {
  return transaction(async (tx) => {
    const [known] = await tx<Found[]>`
      select organization_id as "organizationId", mail_id as "mailId" from provider_messages where provider_id = ${providerId}`;
    if (known) return known;
    const tagged = z
      .object({ organization: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER), mail: z.uuid() })
      .safeParse(tags);
    if (!tagged.success) return undefined;
    const { organization, mail } = tagged.data;
    // One that has another id of the provider's is another mail's event.
    const [found] = await tx<Found[]>`
      select organization_id as "organizationId", id as "mailId" from mails
      where organization_id = ${organization} and id = ${mail} and (provider_id is null or provider_id = ${providerId})`;
    return found;
  });
}

/** Adds the event, once. Order does not matter: what counts is the gravest that was told of a mail. */
async function note(
  tx: Transaction,
  { organizationId, mailId }: Found,
  { id, event, at }: { id: string; event: Event; at: Date },
): Promise<void> {
  const [before] = await tx<{ gravest: Event | null }[]>`
    select max(event) as gravest from mail_events where organization_id = ${organizationId} and mail_id = ${mailId}`;
  const [added] = await tx`
    insert into mail_events (organization_id, event_id, mail_id, event, occurred_at)
    select organization_id, ${id}, id, ${event}, ${at} from mails where organization_id = ${organizationId} and id = ${mailId}
    on conflict (organization_id, event_id) do nothing returning event_id`;
  if (!added || (event !== "bounced" && event !== "complained")) return;
  if (before?.gravest === event || before?.gravest === "complained") return;
  const [mail] = await tx<{ kind: string; batchId: string | null; recipient: string; organizationName: string }[]>`
    select m.kind, m.batch_id as "batchId", m.recipient, o.name as "organizationName"
    from mails m join organizations o on o.id = m.organization_id
    where m.organization_id = ${organizationId} and m.id = ${mailId}`;
  if (!mail) return;
  // A notice that comes back is no reason for another.
  if (mail.kind !== "undelivered") await tellFullAdmins(tx, organizationId, mailId, event, mail);
  await appendAudit(tx, {
    organizationId,
    action: `mail.${event}`,
    ...(mail.batchId ? { batchId: mail.batchId } : {}),
    details: { mailId },
  });
}

async function tellFullAdmins(
  tx: Transaction,
  organizationId: number,
  mailId: string,
  event: "bounced" | "complained",
  { recipient, organizationName }: { recipient: string; organizationName: string },
): Promise<void> {
  const readers = await tx<{ id: number; email: string; language: Language }[]>`
    select id, email, coalesce(language, 'en') as language from admins
    where organization_id = ${organizationId} and role = 'full_admin' and removed_at is null and email <> ${recipient} order by id`;
  const url = `${env().APP_URL}/authenticate/automate-user-management#notifications`;
  for (const { id, email, language } of readers)
    await enqueueMail(tx, {
      organizationId,
      kind: "undelivered",
      key: `undelivered/${mailId}/${event}/admin-${id}`,
      to: email,
      adminId: id,
      language,
      content: await renderUndelivered({ language, organizationName, recipient, event, url }),
    });
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tagsOf(tags: z.infer<typeof message>["data"]["tags"]): Record<string, string> {
  if (!tags) return {};
  return Array.isArray(tags) ? Object.fromEntries(tags.map(({ name, value }) => [name, value])) : tags;
}

/** By the provider's clock where it tells the time; by ours otherwise. */
function moment(text: string | undefined): Date {
  const at = new Date(text ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? new Date() : at;
}
