// Who is on hold (spec 8): the list under Safeguards, which alone shows reasons, and the tag beside a learner. Called by app and by
// lib/learners.
import { sql } from "@/db/client";
import type { Admin, FullAdmin } from "@/lib/auth";
import { lastDayOf } from "./day";

export type Hold = {
  learnerId: number;
  name: string;
  identifier: string;
  reason: string;
  /** `2027-01-31`, UTC; null: until it is lifted. */
  lastDay: string | null;
  /** Its last day has passed: it protects nobody any more. */
  over: boolean;
  setBy: string;
  setAt: Date;
};

export const HOLDS_A_PAGE = 20;

/** Newest first, a page of them, and how many there are in all. */
export async function listHolds(
  { organizationId }: FullAdmin,
  page: number,
): Promise<{ holds: Hold[]; total: number }> {
  const [count] = await sql<{ total: number }[]>`
    select count(*) as total from holds where organization_id = ${organizationId}`;
  const rows = await sql<(Omit<Hold, "lastDay"> & { endsAt: Date | null })[]>`
    select h.learner_id as "learnerId", l.name, coalesce(l.primary_email_address, l.unique_user_id) as identifier, h.reason,
      h.ends_at as "endsAt", coalesce(h.ends_at <= app_now(), false) as over, a.name as "setBy", h.set_at as "setAt"
    from (
      select * from holds where organization_id = ${organizationId}
      order by set_at desc, learner_id limit ${HOLDS_A_PAGE} offset ${(page - 1) * HOLDS_A_PAGE}) as h
    join learners l on l.organization_id = ${organizationId} and l.id = h.learner_id
    join admins a on a.organization_id = ${organizationId} and a.id = h.set_by
    order by h.set_at desc, h.learner_id`;
  const holds = rows.map(({ endsAt, ...hold }) => ({ ...hold, lastDay: endsAt && lastDayOf(endsAt) }));
  return { holds, total: count?.total ?? 0 };
}

/** Of these learners those on hold now, with the last day where there is one. Sub admins learn of none. */
export async function heldAmong(admin: Admin, ids: readonly number[]): Promise<ReadonlyMap<number, string | null>> {
  if (admin.role !== "full_admin" || ids.length === 0) return new Map();
  const rows = await sql<{ learnerId: number; endsAt: Date | null }[]>`
    select learner_id as "learnerId", ends_at as "endsAt" from holds
    where organization_id = ${admin.organizationId} and learner_id = any(${ids as number[]}::bigint[])
      and (ends_at is null or ends_at > app_now())`;
  return new Map(rows.map(({ learnerId, endsAt }) => [learnerId, endsAt && lastDayOf(endsAt)]));
}
