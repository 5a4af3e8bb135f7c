// Owns the outbox's sending side: claims what is due, asks the provider, and settles by what it answered (README, "Nothing
// irreversible outside a transaction"). Called by every run of due work, after the batches.
import { sql, transaction } from "@/db/client";
import type { FullAdmin, Runner } from "@/lib/auth";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import type { Counts } from "@/lib/outcomes";
import { enqueueResultMails, nextMailAt } from "./outbox";
import { type Answer, deliver, REQUEST_MILLISECONDS } from "./provider";

const LEASE_SECONDS = 60;
/** The provider remembers a key for 24 hours; an hour less is ours (README, same decision). */
const KEY_LIVES = "23 hours";
const FIRST_WAIT_SECONDS = 15;
const LONGEST_WAIT_SECONDS = 3600;
/** With less than this left of a run, no request is begun: a claim would spend an attempt for nothing. */
const LEAST_MILLISECONDS = 2000;

type Scope = { organizationId: number; batchId?: string | undefined; mailId?: string | undefined };
type Claim = {
  id: string;
  batchId: string | null;
  token: number;
  attempts: number;
  payload: string;
  idempotencyKey: string;
  /** Since when an outcome is unknown, as it stood before this claim. */
  unknownSince: Date | null;
};

export type MailsSent = { sent: number; kept: number; retried: number; nextRetryAt?: Date };

/**
 * Sends what is due of an organization, of one batch, or one mail, until `deadline` (milliseconds, as Date.now() counts). Any number of
 * processes may do so at once, and be killed anywhere: a mail is claimed by a lease and a token, and an attempt whose end
 * nobody saw is repeated with the same key and bytes, which the provider answers with the mail it has. Without a provider
 * mails are kept for /mailbox. Never throws for what the provider does; does when the database fails.
 */
export async function sendDueMails(
  _runner: Runner | FullAdmin,
  { deadline, ...scope }: Scope & { deadline: number },
): Promise<MailsSent> {
  const apiKey = env().RESEND_API_KEY;
  if (!apiKey) return { sent: 0, kept: await keep(scope), retried: 0 };
  await giveUpOnForgottenKeys(scope);
  await readdress(scope);
  const done = { sent: 0, kept: 0, retried: 0 };
  while (deadline - Date.now() >= LEAST_MILLISECONDS) {
    const claim = await claimOne(scope);
    if (!claim) break;
    const milliseconds = Math.min(REQUEST_MILLISECONDS, deadline - Date.now());
    const answer = await deliver(apiKey, claim.payload, claim.idempotencyKey, milliseconds);
    await settle(scope.organizationId, claim, answer, done);
  }
  const nextRetryAt = await nextMailAt(sql, scope);
  return { ...done, ...(nextRetryAt ? { nextRetryAt } : {}) };
}

const ofScope = ({ organizationId, batchId, mailId }: Scope) =>
  sql`organization_id = ${organizationId} ${batchId ? sql`and batch_id = ${batchId}` : sql``} ${mailId ? sql`and id = ${mailId}` : sql``}
      and state = 'pending' and (lease_until is null or lease_until <= now())`;

async function keep(scope: Scope): Promise<number> {
  const kept = await sql<{ id: string }[]>`
    update mails set state = 'kept', sent_at = app_now(), lease_until = null, retry_at = null, error_code = null
    where ${ofScope(scope)} returning id`;
  return kept.length;
}

async function claimOne(scope: Scope): Promise<Claim | undefined> {
  // first_tried_at is set before the request: whoever is killed after it leaves an unknown outcome.
  const [claim] = await sql<Claim[]>`
    with due as (
      select id, first_tried_at from mails where ${ofScope(scope)} and (retry_at is null or retry_at <= app_now())
      order by created_at, id limit 1 for update skip locked
    )
    update mails m set token = m.token + 1, lease_until = now() + make_interval(secs => ${LEASE_SECONDS}),
      attempts = m.attempts + 1, first_tried_at = coalesce(m.first_tried_at, app_now())
    from due where m.organization_id = ${scope.organizationId} and m.id = due.id
    returning m.id, m.batch_id as "batchId", m.token, m.attempts, m.payload, m.idempotency_key as "idempotencyKey",
      due.first_tried_at as "unknownSince"`;
  return claim;
}

/** Writes down what the provider answered; nothing, if somebody else has claimed the mail since. */
async function settle(organizationId: number, claim: Claim, answer: Answer, done: MailsSent): Promise<void> {
  const held = sql`organization_id = ${organizationId} and id = ${claim.id} and token = ${claim.token} and state = 'pending'`;
  if (answer.kind === "taken") {
    // What was said is not needed any more; that it was said, and to whom, is.
    const settled = await sql<{ id: string }[]>`
      with settled as (
        update mails set state = 'sent', sent_at = app_now(), provider_id = ${answer.providerId}, payload = '{}',
          lease_until = null, retry_at = null, error_code = null
        where ${held} returning organization_id, id
      ), noted as (
        insert into provider_messages (provider_id, organization_id, mail_id)
        select ${answer.providerId}, organization_id, id from settled on conflict do nothing
      ) select id from settled`;
    done.sent += settled.length;
    return;
  }
  const event = { organizationId, ...(claim.batchId ? { batchId: claim.batchId } : {}), at: "mail", code: answer.code };
  if (answer.kind === "refused" || answer.kind === "key_used") {
    await sql`
      update mails set state = ${answer.kind === "refused" ? "refused" : "unknown"}, error_code = ${answer.code},
        payload = '{}', lease_until = null, retry_at = null
      where ${held}`;
    log("error", `mail.${answer.kind}`, event);
    return;
  }
  const seconds = waitSeconds(claim.attempts, answer.waitSeconds);
  // Certainly not taken: what was unknown before this attempt is all that is unknown after it.
  const certain = answer.kind === "not_taken";
  const settled = await sql<{ id: string }[]>`
    update mails set retry_at = app_now() + make_interval(secs => ${seconds}), error_code = ${answer.code}, lease_until = null,
      first_tried_at = ${certain ? claim.unknownSince : sql`first_tried_at`}
    where ${held} returning id`;
  done.retried += settled.length;
  // Against us, or out of reach: the others would hear the same, and a run must not spend its time on waiting.
  if (certain || answer.code === "no_answer")
    await sql`
      update mails set retry_at = app_now() + make_interval(secs => ${seconds})
      where ${ofScope({ organizationId })} and (retry_at is null or retry_at <= app_now())`;
  log("warn", "mail.retry", { ...event, count: claim.attempts });
}

/** Doubling from 15 seconds to an hour, never before the provider allows, with up to half as much again at random. */
function waitSeconds(attempts: number, atLeast = 0): number {
  const doubled = FIRST_WAIT_SECONDS * 2 ** Math.min(attempts - 1, 20);
  const wait = Math.max(Math.min(doubled, LONGEST_WAIT_SECONDS), atLeast);
  return wait * (1 + Math.random() / 2);
}

/** Past the key's life a repetition might be a second mail: shown instead of sent. */
async function giveUpOnForgottenKeys(scope: Scope): Promise<void> {
  const given = await sql<{ id: string }[]>`
    update mails set state = 'unknown', error_code = coalesce(error_code, 'no_answer'), payload = '{}', lease_until = null,
      retry_at = null
    where ${ofScope(scope)} and first_tried_at <= app_now() - ${KEY_LIVES}::interval returning id`;
  if (given.length)
    log("error", "mail.unknown", { organizationId: scope.organizationId, count: given.length, at: "mail" });
}

/**
 * A result mail waits for somebody who is no full admin any more, and certainly never went out: it is withdrawn, and who is to
 * have it is decided anew (spec 5: the organization's other full admins).
 */
async function readdress(scope: Scope): Promise<void> {
  const gone = sql`${ofScope(scope)} and kind = 'batch_result' and first_tried_at is null and exists (
    select 1 from admins a where a.organization_id = mails.organization_id and a.id = mails.admin_id
      and (a.removed_at is not null or a.role <> 'full_admin'))`;
  const [any] = await sql<{ id: string }[]>`select id from mails where ${gone} limit 1`;
  if (!any) return;
  const { organizationId } = scope;
  await transaction(async (tx) => {
    const withdrawn = await tx<{ batchId: string }[]>`
      update mails set state = 'refused', error_code = 'recipient_removed', payload = '{}', retry_at = null
      where ${gone} returning batch_id as "batchId"`;
    for (const batchId of new Set(withdrawn.map((mail) => mail.batchId))) {
      const [batch] = await tx<
        { counts: Counts; uploadedBy: number; endedAt: Date; stopped: boolean; auditHead: string }[]
      >`
        select counts, uploaded_by as "uploadedBy", ended_at as "endedAt", stop_requested_at is not null as stopped,
          (select encode(hash, 'hex') from audit_heads where organization_id = ${organizationId}) as "auditHead"
        from deletion_batches where organization_id = ${organizationId} and id = ${batchId} and counts is not null`;
      if (batch) await enqueueResultMails(tx, { organizationId, batchId, ...batch });
    }
  });
}

/** How long it is kept that a mail about no batch was sent. Those of a batch go with it. */
const KEPT = "90 days";

/**
 * One turn of a run at a mail that belongs to no batch's end: sends it, and says when to come again. Once it is settled nothing is
 * due any more, and what is left of the organization's old ones goes.
 */
export async function workOnMail(
  runner: Runner | FullAdmin,
  organizationId: number,
  mailId: string,
  deadline: number,
): Promise<number> {
  const { sent, kept, nextRetryAt } = await sendDueMails(runner, { organizationId, mailId, deadline });
  if (nextRetryAt)
    await sql`update due_work set due_at = ${nextRetryAt} where organization_id = ${organizationId} and work_id = ${mailId}`;
  else {
    await sql`delete from due_work where organization_id = ${organizationId} and work_id = ${mailId}`;
    await sql`
      with old as (
        select id from mails
        where organization_id = ${organizationId} and batch_id is null and state <> 'pending' and created_at < app_now() - ${KEPT}::interval
      ), events as (
        delete from mail_events where organization_id = ${organizationId} and mail_id in (select id from old)
      ), messages as (
        delete from provider_messages where organization_id = ${organizationId} and mail_id in (select id from old)
      ) delete from mails where organization_id = ${organizationId} and id in (select id from old)`;
  }
  return sent + kept;
}

/**
 * What a webhook's delivery event proves, for a mail whose answer was lost: the provider has it. The tags of the event name
 * organization and mail. Settling it again changes nothing.
 */
export async function settleByWebhook(mail: {
  organizationId: number;
  mailId: string;
  providerId: string;
}): Promise<void> {
  await sql`
    with settled as (
      update mails set state = 'sent', sent_at = app_now(), provider_id = ${mail.providerId}, payload = '{}', token = token + 1,
        lease_until = null, retry_at = null, error_code = null
      where organization_id = ${mail.organizationId} and id = ${mail.mailId} and state in ('pending', 'unknown')
      returning organization_id, id
    )
    insert into provider_messages (provider_id, organization_id, mail_id)
    select ${mail.providerId}, organization_id, id from settled on conflict do nothing`;
}
