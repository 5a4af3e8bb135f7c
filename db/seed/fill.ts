// Fills an organization with learners and a year of learning, thousands at a time, and adds up the totals.
// Called by the seed, the fixtures of the tests and the benchmark.
import type { Transaction } from "@/db/client";
import { createLearners, giveSeats, joinGroups, type Learner } from "./learners";
import { addLearningData } from "./learning-data";
import type { Organization } from "./organizations";
import type { Person } from "./people";
import type { Random } from "./random";
import { rebuildLearnerTotals, rebuildReportTotals } from "./report-totals";

const LEARNERS_AT_ONCE = 5_000;
const WORTH_STATISTICS = 5_000;

export async function fillOrganization(
  tx: Transaction,
  organization: Organization,
  people: readonly (Person & { createdAt?: Date })[],
  plan: { random: Random; now: Date },
): Promise<Learner[]> {
  const all: Learner[] = [];
  for (let from = 0; from < people.length; from += LEARNERS_AT_ONCE) {
    const learners = await createLearners(tx, organization.id, people.slice(from, from + LEARNERS_AT_ONCE));
    await joinGroups(tx, organization, learners, plan.random);
    await giveSeats(tx, organization, learners, plan.random);
    await addLearningData(tx, organization, learners, plan);
    all.push(...learners);
  }
  // The sums join what was written just now, of which statistics know nothing yet: from so many on that takes minutes.
  if (all.length > WORTH_STATISTICS) {
    for (const table of ["learners", "group_memberships", "viewing_activity", "course_progress"])
      await tx`analyze ${tx(table)}`;
  }
  await rebuildLearnerTotals(tx, organization.id);
  await rebuildReportTotals(tx, organization.id);
  return all;
}
