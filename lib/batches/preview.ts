// The preview: what a batch would do, as a snapshot (spec 2, step 10b). Confirm orders exactly this. Called by checking and
// confirm; the first rows of each outcome are read by reading.ts.
import type { Transaction } from "@/db/client";
import type { Counts } from "../outcomes";
import { resolveRows } from "./resolve";

export type BatchPreview = {
  counts: Counts;
  /** What goes with the learners. */
  learningData: {
    courses: number;
    completions: number;
    secondsViewed: number;
    assignments: number;
    memberships: number;
  };
  /** How many of them were active in the last 30 days. */
  activeLately: number;
  /** What changed since the preview before this one: learners that can no longer be deleted, by what became of them. */
  changed?: Counts;
};

/** Resolves the staged rows and sums what goes with the pinned learners, from their kept totals: no learning data is read. */
export async function makePreview(tx: Transaction, organizationId: number, batchId: string): Promise<BatchPreview> {
  const counts = await resolveRows(tx, organizationId, batchId);
  return { counts, ...(await sumsOf(tx, organizationId, batchId)) };
}

/** What goes with the pinned learners, as it stands now. */
export async function sumsOf(
  tx: Transaction,
  organizationId: number,
  batchId: string,
): Promise<Pick<BatchPreview, "learningData" | "activeLately">> {
  const [sums] = await tx<
    {
      courses: number;
      completions: number;
      seconds: number;
      assignments: number;
      memberships: number;
      lately: number;
    }[]
  >`
    select coalesce(sum(l.courses), 0)::bigint as courses, coalesce(sum(l.completions), 0)::bigint as completions,
      coalesce(sum(l.seconds_viewed), 0)::bigint as seconds, coalesce(sum(l.assignments), 0)::bigint as assignments,
      coalesce(sum(l.memberships), 0)::bigint as memberships,
      count(*) filter (where l.last_active_at > app_now() - interval '30 days') as lately
    from pinned_learners p
    -- Looked up one by one: of learners pinned a moment ago statistics know nothing.
    cross join lateral (
      select courses, completions, seconds_viewed, assignments, memberships, last_active_at from learners
      where organization_id = ${organizationId} and id = p.learner_id offset 0) as l
    where p.organization_id = ${organizationId} and p.batch_id = ${batchId}`;
  return {
    learningData: {
      courses: sums?.courses ?? 0,
      completions: sums?.completions ?? 0,
      secondsViewed: sums?.seconds ?? 0,
      assignments: sums?.assignments ?? 0,
      memberships: sums?.memberships ?? 0,
    },
    activeLately: sums?.lately ?? 0,
  };
}
