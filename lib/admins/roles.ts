// Changing an admin's role, and removing one (spec 8). Either ends all sessions of that admin; neither takes the last full admin.
// Called by the actions of the page Admins.
import { type Transaction, transaction } from "@/db/client";
import { endSessionsOf, type FreshAdmin } from "@/lib/auth";
import { appendAudit } from "../audit";
import { notThere } from "../not-there";
import { approvalIsOn, askSecondAdmin, type NotSpared, whyNotSpared } from "../safeguards";
import type { Role } from "./reading";

/** `asked`: approval is on, so nothing is changed until a second full admin agrees under Safeguards. */
export type RoleAnswer =
  | { ok: true; asked?: true }
  | { ok: false; code: "not_found" | NotSpared | "asked_already" | "not_allowed" };

/** Nothing changes, and that is no refusal, where the admin has the role already. */
export async function changeRole(admin: FreshAdmin, adminId: number, role: Role): Promise<RoleAnswer> {
  let ask = false;
  const answer = await change(admin, adminId, async (tx, target, approval) => {
    if (target.role === role) return { ok: true };
    ask = role === "full_admin" && approval;
    if (ask) return { ok: true };
    await tx`
      update admins set role = ${role} where organization_id = ${admin.organizationId} and id = ${adminId}`;
    return { ok: true, action: "admin.role_changed", details: { role } };
  });
  if (!answer.ok || !ask) return answer;
  const asked = await askSecondAdmin(admin, { matter: "full_admin", adminId });
  if (asked.ok) return { ok: true, asked: true };
  // Turned off at this moment: then it can be done at once.
  return asked.code === "not_needed" ? changeRole(admin, adminId, role) : { ok: false, code: asked.code };
}

/** A date, not a deletion: what they did stays theirs, and a new invitation gives the row back. */
export async function removeAdmin(admin: FreshAdmin, adminId: number): Promise<RoleAnswer> {
  return change(admin, adminId, async (tx) => {
    await tx`
      update admins set removed_at = app_now() where organization_id = ${admin.organizationId} and id = ${adminId}`;
    return { ok: true, action: "admin.removed", details: {} };
  });
}

type Target = { role: Role };
type Done = { ok: true; action?: string; details?: Record<string, string> } | Extract<RoleAnswer, { ok: false }>;

/**
 * Does it to an admin of the organization, if whoever asks still may and a full admin who goes can be spared. approvalIsOn holds
 * the organization's safeguards, so that two who demote each other at once do so one after the other, and the second may not.
 */
async function change(
  admin: FreshAdmin,
  adminId: number,
  deed: (tx: Transaction, target: Target, approval: boolean) => Promise<Done>,
): Promise<RoleAnswer> {
  const { organizationId } = admin;
  return transaction(async (tx): Promise<RoleAnswer> => {
    const approval = await approvalIsOn(tx, organizationId);
    const rows = await tx<{ id: number; role: Role }[]>`
      select id, role from admins
      where organization_id = ${organizationId} and id in (${adminId}, ${admin.adminId}) and removed_at is null order by id for update`;
    if (rows.find(({ id }) => id === admin.adminId)?.role !== "full_admin") return { ok: false, code: "not_allowed" };
    const target = rows.find(({ id }) => id === adminId);
    if (!target) return notThere(admin);
    const needed = target.role === "full_admin" ? await whyNotSpared(tx, organizationId, adminId) : undefined;
    const done = await deed(tx, target, approval);
    if (!done.ok) return done;
    if (!done.action) return { ok: true };
    if (needed) throw new Needed(needed);
    await endSessionsOf(tx, organizationId, adminId);
    await appendAudit(tx, {
      organizationId,
      adminId: admin.adminId,
      address: admin.address,
      action: done.action,
      details: { admin: adminId, ...done.details },
    });
    return { ok: true };
  }).catch((error: unknown) => {
    if (error instanceof Needed) return { ok: false, code: error.why } as const;
    throw error;
  });
}

/** Takes back what the deed wrote. */
class Needed extends Error {
  constructor(readonly why: NotSpared) {
    super(why);
  }
}
