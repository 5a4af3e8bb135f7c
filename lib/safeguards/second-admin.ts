// What needs a second full admin besides a deletion, while approval is on (spec 8): turning it off, and making somebody a full
// admin. Called by the section Safeguards and by lib/admins.
import { sql, type Transaction, transaction } from "@/db/client";
import type { FreshAdmin, FullAdmin } from "@/lib/auth";
import { appendAudit } from "../audit";
import { isRequired, linkedFullAdmins } from "../single-sign-on/requiring";
import { askTheOthers } from "./request-mails";

/** A request nobody answers lapses, as an order does. */
const LAPSES = "7 days";

export type SecondAdminRequest = {
  id: number;
  matter: "approval_off" | "full_admin";
  /** Who is to become a full admin. */
  admin: { adminId: number; name: string } | null;
  requestedBy: { adminId: number; name: string };
  requestedAt: Date;
  lapsesAt: Date;
};

/**
 * Whether approval is on, and so whether making a full admin needs a second one. Holds the organization's safeguards until the
 * end of the transaction, so that nobody turns approval on or off meanwhile.
 */
export async function approvalIsOn(tx: Transaction, organizationId: number): Promise<boolean> {
  const [row] = await tx<{ on: boolean }[]>`
    select approval_required as on from safeguards where organization_id = ${organizationId} for update`;
  return row?.on ?? false;
}

/** Why a full admin cannot be spared: none would be left, one while approval needs two, or none who can sign in. */
export type NotSpared = "last_full_admin" | "approval_needs_two" | "last_linked";

/**
 * Whether this full admin can go: while approval is on there must stay two, while single sign-on is required one who has linked. To
 * be asked, in the same transaction, by whoever demotes or removes a full admin; it holds the organization's safeguards, so two at
 * once ask one after the other.
 */
export async function whyNotSpared(
  tx: Transaction,
  organizationId: number,
  adminId: number,
): Promise<NotSpared | undefined> {
  const on = await approvalIsOn(tx, organizationId);
  if ((await countFullAdmins(tx, organizationId)) <= (on ? 2 : 1)) return on ? "approval_needs_two" : "last_full_admin";
  if (!(await isRequired(tx, organizationId))) return undefined;
  return (await linkedFullAdmins(tx, organizationId)).some((id) => id !== adminId) ? undefined : "last_linked";
}

async function countFullAdmins(tx: Transaction, organizationId: number): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*) as count from admins
    where organization_id = ${organizationId} and role = 'full_admin' and removed_at is null`;
  return row?.count ?? 0;
}

/** On at once, where there are two full admins. */
export async function turnApprovalOn(
  admin: FreshAdmin,
): Promise<{ ok: true } | { ok: false; code: "one_full_admin" | "already" }> {
  const { organizationId } = admin;
  return transaction(async (tx) => {
    if (await approvalIsOn(tx, organizationId)) return { ok: false, code: "already" } as const;
    if ((await countFullAdmins(tx, organizationId)) < 2) return { ok: false, code: "one_full_admin" } as const;
    await tx`update safeguards set approval_required = true where organization_id = ${organizationId}`;
    await recordSwitch(tx, admin, true);
    return { ok: true } as const;
  });
}

const recordSwitch = (tx: Transaction, admin: FullAdmin, on: boolean, request?: number) =>
  appendAudit(tx, {
    organizationId: admin.organizationId,
    adminId: admin.adminId,
    action: "safeguards.changed",
    address: admin.address,
    details: { setting: "approval_required", old: on ? 0 : 1, new: on ? 1 : 0, ...(request ? { request } : {}) },
  });

export type AskAnswer =
  | { ok: true; requestId: number }
  | { ok: false; code: "not_needed" | "asked_already" | "not_found" };

/**
 * Asks the other full admins, by mail too, one of whom answers under Safeguards (answerRequest): to turn approval off, or to make `adminId` a full
 * admin. `not_needed`: approval is off, so the deed can be done at once. `asked_already`: the same request is open.
 *
 * For lib/admins: while approval is on (approvalIsOn), do not set the role, ask here instead. Once agreed, the role is set
 * here, and the sessions of that admin end. Somebody invited as a full admin is invited as a sub admin, and this asked for.
 */
export async function askSecondAdmin(
  admin: FreshAdmin,
  what: { matter: "approval_off" } | { matter: "full_admin"; adminId: number },
): Promise<AskAnswer> {
  const { organizationId } = admin;
  const adminId = what.matter === "full_admin" ? what.adminId : null;
  return transaction(async (tx) => {
    if (!(await approvalIsOn(tx, organizationId))) return { ok: false, code: "not_needed" } as const;
    if (adminId !== null) {
      const [there] = await tx`
        select id from admins
        where organization_id = ${organizationId} and id = ${adminId} and removed_at is null and role <> 'full_admin'`;
      if (!there) return { ok: false, code: "not_found" } as const;
    }
    await tx`
      update second_admin_requests set answer = 'lapsed', answered_at = app_now()
      where organization_id = ${organizationId} and answer is null and requested_at <= app_now() - ${LAPSES}::interval`;
    const [made] = await tx<{ id: number; lapsesAt: Date }[]>`
      insert into second_admin_requests (organization_id, matter, admin_id, requested_by)
      values (${organizationId}, ${what.matter}, ${adminId}, ${admin.adminId}) on conflict do nothing
      returning id, requested_at + ${LAPSES}::interval as "lapsesAt"`;
    if (!made) return { ok: false, code: "asked_already" } as const;
    const asked = await askTheOthers(tx, admin, { id: made.id, subject: adminId, lapsesAt: made.lapsesAt });
    await appendAudit(tx, {
      organizationId,
      adminId: admin.adminId,
      action: "second_admin.asked",
      address: admin.address,
      details: { request: made.id, matter: what.matter, asked, ...(adminId === null ? {} : { admin: adminId }) },
    });
    return { ok: true, requestId: made.id } as const;
  });
}

/** What waits for a second full admin, oldest first; whoever asked sees it too, to take it back. */
export async function openRequests({ organizationId }: FullAdmin): Promise<SecondAdminRequest[]> {
  return sql<SecondAdminRequest[]>`
    select r.id, r.matter, r.requested_at as "requestedAt", r.requested_at + ${LAPSES}::interval as "lapsesAt",
      json_build_object('adminId', b.id, 'name', b.name) as "requestedBy",
      case when a.id is not null then json_build_object('adminId', a.id, 'name', a.name) end as admin
    from second_admin_requests r
    join admins b on b.organization_id = r.organization_id and b.id = r.requested_by
    left join admins a on a.organization_id = r.organization_id and a.id = r.admin_id
    where r.organization_id = ${organizationId} and r.answer is null and r.requested_at > app_now() - ${LAPSES}::interval
    order by r.id`;
}

export type AnswerAnswer = { ok: true } | { ok: false; code: "not_open" | "own_request" };

/**
 * Agrees (never whoever asked: the schema refuses it too), declines, or takes the own request back. Agreed, it is done at once,
 * in the same transaction. `not_open`: answered or lapsed meanwhile, or no longer to be done.
 */
export async function answerRequest(
  admin: FreshAdmin,
  requestId: number,
  answer: "agreed" | "declined" | "withdrawn",
): Promise<AnswerAnswer> {
  const { organizationId, adminId } = admin;
  return transaction(async (tx) => {
    const on = await approvalIsOn(tx, organizationId);
    const [request] = await tx<{ matter: "approval_off" | "full_admin"; subject: number | null; by: number }[]>`
      select matter, admin_id as subject, requested_by as by from second_admin_requests
      where organization_id = ${organizationId} and id = ${requestId} and answer is null
        and requested_at > app_now() - ${LAPSES}::interval for update`;
    if (!request || (answer === "agreed" && !on)) return { ok: false, code: "not_open" } as const;
    // Agreeing is another's, and so is declining; taking back is the asker's own.
    if ((answer === "withdrawn") !== (request.by === adminId)) return { ok: false, code: "own_request" } as const;
    if (answer === "agreed") {
      // Whoever asked must still be one who may.
      const [asker] = await tx`
        select id from admins
        where organization_id = ${organizationId} and id = ${request.by} and role = 'full_admin' and removed_at is null`;
      if (!asker) return { ok: false, code: "not_open" } as const;
    }
    await tx`
      update second_admin_requests set answer = ${answer}, answered_by = ${adminId}, answered_at = app_now()
      where organization_id = ${organizationId} and id = ${requestId}`;
    if (answer === "agreed" && request.matter === "approval_off") {
      await tx`update safeguards set approval_required = false where organization_id = ${organizationId}`;
      await recordSwitch(tx, admin, false, requestId);
    }
    if (
      answer === "agreed" &&
      request.subject !== null &&
      !(await makeFullAdmin(tx, admin, request.subject, requestId))
    )
      throw new NobodyThere();
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: `second_admin.${answer}`,
      address: admin.address,
      details: { request: requestId, matter: request.matter },
    });
    return { ok: true } as const;
  }).catch((error: unknown) => {
    if (error instanceof NobodyThere) return { ok: false, code: "not_open" } as const;
    throw error;
  });
}

/** Removed, or a full admin already: there is nothing to agree to. */
class NobodyThere extends Error {}

/** A new role ends all sessions: the next request has to sign in again. */
async function makeFullAdmin(tx: Transaction, admin: FullAdmin, adminId: number, request: number): Promise<boolean> {
  const { organizationId } = admin;
  const made = await tx`
    update admins set role = 'full_admin'
    where organization_id = ${organizationId} and id = ${adminId} and removed_at is null and role <> 'full_admin' returning id`;
  if (made.length === 0) return false;
  await tx`
    update admin_sessions set ended_at = greatest(app_now(), created_at)
    where organization_id = ${organizationId} and admin_id = ${adminId} and ended_at is null`;
  await appendAudit(tx, {
    organizationId,
    adminId: admin.adminId,
    action: "admin.role_changed",
    address: admin.address,
    details: { admin: adminId, role: "full_admin", request },
  });
  return true;
}
