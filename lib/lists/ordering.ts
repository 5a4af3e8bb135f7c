// Ordering what a checked list is for, and taking a list back (spec 5's rule: every change of state is one statement guarded by
// the state it leaves). Called by the actions of the section, after the purpose's own questions are answered.
import { transaction } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";
import { appendAudit } from "../audit";
import { notThere } from "../not-there";
import type { ListPurpose } from "./purpose";
import { setDue } from "./rows";

export type OrderAnswer = { ok: true } | { ok: false; code: "not_found" | "not_ready" | "not_uploader" };

/**
 * `ready` → `processing`: a run does what `process` of the purpose does, with `ordered` as it is given here (codes, numbers and
 * row numbers; nobody's name). Only the uploader can order, within a day of the check. Ordering twice does it once: the second
 * call finds the list past `ready`.
 */
export async function orderList(
  admin: FullAdmin,
  purpose: ListPurpose,
  listId: string,
  ordered: unknown = {},
): Promise<OrderAnswer> {
  const { organizationId, adminId } = admin;
  return transaction(async (tx) => {
    const [list] = await tx<{ state: string; uploaded_by: number; lapsed: boolean }[]>`
      select state, uploaded_by, ready_at <= app_now() - interval '1 day' as lapsed from lists
      where organization_id = ${organizationId} and id = ${listId} and purpose = ${purpose} for update`;
    if (!list) return notThere(admin);
    if (list.uploaded_by !== adminId) return { ok: false, code: "not_uploader" } as const;
    if (list.state !== "ready" || list.lapsed) return { ok: false, code: "not_ready" } as const;
    await tx`
      update lists set state = 'processing', ordered = ${tx.json(ordered as never)}, ordered_at = app_now(), done_to_row = 0, attempts = 0
      where organization_id = ${organizationId} and id = ${listId} and state = 'ready'`;
    await setDue(tx, organizationId, listId, "0");
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: "list.ordered",
      address: admin.address,
      details: { list: listId, purpose },
    });
    return { ok: true } as const;
  });
}

/**
 * Throws away an upload or a checked list (its uploader), or stops one that is being processed (any full admin): what is done
 * stays done, nothing more is. Its rows go with the next run.
 */
export async function cancelList(admin: FullAdmin, listId: string): Promise<{ ok: boolean }> {
  const { organizationId, adminId } = admin;
  return transaction(async (tx) => {
    const [cancelled] = await tx<{ was: string }[]>`
      update lists l set state = 'cancelled', ended_at = app_now(), lease_until = null
      from (select id, state as was from lists where organization_id = ${organizationId} and id = ${listId} for update) as before
      where l.organization_id = ${organizationId} and l.id = before.id
        and (l.state = 'processing' or (l.state in ('uploading', 'checking', 'ready') and l.uploaded_by = ${adminId}))
      returning before.was`;
    if (!cancelled) return { ok: notThere(admin).ok };
    await setDue(tx, organizationId, listId, "0");
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: "list.cancelled",
      address: admin.address,
      details: { list: listId, was: cancelled.was },
    });
    return { ok: true };
  });
}

/** Drops the values of a list that has ended at once, instead of after a day. Its counts stay. */
export async function dropListValues(admin: FullAdmin, listId: string): Promise<{ ok: boolean }> {
  const { organizationId, adminId } = admin;
  return transaction(async (tx) => {
    const [list] = await tx`
      update lists set values_dropped_at = app_now()
      where organization_id = ${organizationId} and id = ${listId} and state = 'completed' and values_dropped_at is null returning id`;
    if (!list) return { ok: notThere(admin).ok };
    await tx`delete from list_rows where organization_id = ${organizationId} and list_id = ${listId}`;
    await tx`delete from due_work where organization_id = ${organizationId} and work_id = ${listId}`;
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: "list.values_dropped",
      address: admin.address,
      details: { list: listId },
    });
    return { ok: true };
  });
}
