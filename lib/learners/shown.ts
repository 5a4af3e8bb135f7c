// Owns what a list shows of learners whose ids are known (spec section 9). Called by list.ts.
import { sql } from "@/db/client";
import type { Admin } from "@/lib/auth";
import { heldAmong } from "../holds";

export type LearnerRow = {
  readonly id: number;
  readonly name: string;
  readonly primaryEmailAddress: string | null;
  readonly uniqueUserId: string | null;
  readonly groups: string[];
  readonly secondsViewed: number;
  readonly completions: number;
  readonly lastActiveAt: Date | null;
  readonly adminRole: "full_admin" | "sub_admin" | null;
  /** Ordered and not yet deleted. Always false for a sub admin, who learns nothing of deletions (spec section 1). */
  readonly scheduledForDeletion: boolean;
  /** Must not be deleted (spec 8). Always false for a sub admin. */
  readonly onHold: boolean;
};

/** What is shown of these learners, in the order given. */
export async function rowsOf(admin: Admin, ids: readonly number[]): Promise<LearnerRow[]> {
  const { organizationId } = admin;
  if (ids.length === 0) return [];
  const rows = sql<Omit<LearnerRow, "scheduledForDeletion" | "onHold">[]>`
    select l.id, l.name, l.primary_email_address as "primaryEmailAddress", l.unique_user_id as "uniqueUserId",
           array(select g.name from group_memberships m
                 join groups g on g.organization_id = m.organization_id and g.id = m.group_id
                 where m.organization_id = l.organization_id and m.learner_id = l.id order by g.name) as groups,
           l.seconds_viewed as "secondsViewed", l.completions, l.last_active_at as "lastActiveAt", a.role as "adminRole"
    from unnest(${ids as number[]}::bigint[]) with ordinality as page (id, position)
    join learners l on l.organization_id = ${organizationId} and l.id = page.id
    left join admins a on a.organization_id = l.organization_id and a.normalized_email = l.normalized_email
      and a.removed_at is null
    order by page.position`;
  const [learners, scheduled, held] = await Promise.all([rows, scheduledAmong(admin, ids), heldAmong(admin, ids)]);
  return learners.map((learner) => ({
    ...learner,
    scheduledForDeletion: scheduled.has(learner.id),
    onHold: held.has(learner.id),
  }));
}

/**
 * Of these learners those whom an ordered batch will delete: pinned, and without an outcome so far. By learner, the batch.
 * Sub admins never learn of it.
 */
export async function scheduledAmong(admin: Admin, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (admin.role !== "full_admin" || ids.length === 0) return new Map();
  const { organizationId } = admin;
  const pins = await sql<{ learnerId: number; batchId: string }[]>`
    with ordered as materialized (
      select id, starts_at from deletion_batches
      where organization_id = ${organizationId} and state in ('awaiting_approval', 'scheduled', 'processing')
    )
    select p.learner_id as "learnerId", p.batch_id as "batchId"
    from ordered b
    join pinned_learners p on p.organization_id = ${organizationId} and p.batch_id = b.id
      and p.learner_id = any(${ids as number[]}::bigint[])
    where not exists (
      select 1 from outcomes o
      where o.organization_id = ${organizationId} and o.batch_id = p.batch_id and o.row_number = p.row_number)
    order by b.starts_at desc nulls first`;
  // Of several batches the one that comes first.
  return new Map(pins.map(({ learnerId, batchId }) => [learnerId, batchId]));
}
