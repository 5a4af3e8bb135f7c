// Putting learners on hold and lifting a hold (spec 8). Called by the actions of Safeguards and of a learner's page, and by the
// purpose hold_users of lib/lists. What a hold does stands in lib/protection.ts.
import { type Transaction, transaction } from "@/db/client";
import type { FreshAdmin } from "@/lib/auth";
import { appendAudit } from "../audit";
import { notThere } from "../not-there";
import { endOf } from "./day";

export type WantedHold = { learnerId: number; reason: string; endsAt: Date | null };

/**
 * Sets holds; one that stands is replaced. The learners are locked first, in id order, as a deletion does: the hold comes either
 * before the deletion reads who is held, or finds the learner gone. Answers who is on hold now.
 */
export async function setHolds(
  tx: Transaction,
  { organizationId, adminId }: { organizationId: number; adminId: number },
  wanted: readonly WantedHold[],
): Promise<ReadonlySet<number>> {
  if (wanted.length === 0) return new Set();
  const ids = wanted.map(({ learnerId }) => learnerId);
  const there = await tx<{ id: number }[]>`
    select id from learners where organization_id = ${organizationId} and id = any(${ids}::bigint[])
    order by id for no key update`;
  const here = new Set(there.map(({ id }) => id));
  const set = wanted.filter(({ learnerId }) => here.has(learnerId));
  await tx`
    insert into holds (organization_id, learner_id, reason, ends_at, set_by)
    select ${organizationId}, learner_id, reason, ends_at, ${adminId}
    from unnest(${set.map(({ learnerId }) => learnerId)}::bigint[], ${set.map(({ reason }) => reason)}::text[],
      ${set.map(({ endsAt }) => endsAt?.toISOString() ?? null)}::timestamptz[]) as wanted (learner_id, reason, ends_at)
    on conflict (organization_id, learner_id) do update
      set reason = excluded.reason, ends_at = excluded.ends_at, set_by = excluded.set_by, set_at = app_now()`;
  return here;
}

export type HoldAnswer = { ok: true } | { ok: false; code: "not_found" | "day_past" };

/** One learner, from the learner's page. `lastDay` as `2027-01-31`; without one it holds until it is lifted. */
export async function putOnHold(
  admin: FreshAdmin,
  hold: { learnerId: number; reason: string; lastDay: string | null },
): Promise<HoldAnswer> {
  const { organizationId, adminId } = admin;
  const { learnerId, reason, lastDay } = hold;
  const endsAt = lastDay === null ? null : endOf(lastDay);
  return transaction(async (tx) => {
    const [past] = await tx<{ past: boolean }[]>`select coalesce(${endsAt}::timestamptz <= app_now(), false) as past`;
    if (past?.past) return { ok: false, code: "day_past" } as const;
    const set = await setHolds(tx, admin, [{ learnerId, reason, endsAt }]);
    if (!set.has(learnerId)) return notThere(admin);
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: "hold.set",
      address: admin.address,
      details: { learner: learnerId, lastDay },
    });
    return { ok: true } as const;
  });
}

/** The reason goes with it. Lifting one that is not there any more is no harm. */
export async function liftHold(admin: FreshAdmin, learnerId: number): Promise<HoldAnswer> {
  const { organizationId, adminId } = admin;
  return transaction(async (tx) => {
    const lifted = await tx`
      delete from holds where organization_id = ${organizationId} and learner_id = ${learnerId} returning learner_id`;
    if (lifted.length === 0) return notThere(admin);
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: "hold.lifted",
      address: admin.address,
      details: { learner: learnerId },
    });
    return { ok: true } as const;
  });
}
