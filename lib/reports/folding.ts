// Keeps the sums that reports and counts read small (README, "Reports never scan"). Called by lib/processing after a batch.
import { transaction } from "@/db/client";

/**
 * Folds the deltas of an organization into one row a month, group and course. Readers see the old rows or the new, both with
 * the same sums; two folds at once take different rows. Done after every batch: the deltas of a single learner would say, month
 * by month, what that learner did.
 */
export async function foldReportTotals(organizationId: number): Promise<void> {
  await transaction(async (tx) => {
    await tx`
      with taken as (
        delete from report_totals where organization_id = ${organizationId} returning month, group_id, course_id, seconds, completions, learners
      )
      insert into report_totals (organization_id, month, group_id, course_id, seconds, completions, learners)
      select ${organizationId}, month, group_id, course_id, sum(seconds), sum(completions), sum(learners) from taken
      group by month, group_id, course_id
      having sum(seconds) <> 0 or sum(completions) <> 0 or sum(learners) <> 0`;
  }, 60);
}
