// What the planner believes of an organization's size, mended where it is far off. Called before a file is checked and before a
// batch begins: the plans of both are right by orders of magnitude, or wrong by them.
import { sql, transaction } from "./client";

/** Rows of one organization from which a wrong plan hurts, how wrong it must be, and how many rows are counted at most to find out. */
const ENOUGH = 2000;
const FAR_OFF = 10;
const COUNTED = 200_000;
/** How long ANALYZE waits for a lock, and goes on. */
const LOCK_SECONDS = 2;
const ANALYZE_SECONDS = 60;

/** Learners and all that hangs on them: what a batch reads and deletes from, chunk by chunk. */
export const LEARNER_TABLES = [
  "learners",
  "viewing_activity",
  "course_progress",
  "assignments",
  "group_memberships",
  "product_seats",
] as const;

/**
 * Runs ANALYZE on those of the tables in which the planner expects less than a tenth of the rows that the organization has.
 * Autovacuum learns of an organization when a tenth of the *table* has changed: in a database of many, one that has just added
 * 100,000 learners can stay "one row" for good, and what joins with it reads all of it once for each row asked for.
 * Outside any other transaction: ANALYZE holds a lock until COMMIT that keeps a second one waiting.
 */
export async function renewStatistics(
  organizationId: number,
  tables: readonly (typeof LEARNER_TABLES)[number][],
): Promise<void> {
  for (const table of tables) {
    const [plan] = await sql<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] }[]>`
      explain (format json) select 1 from ${sql(table)} where organization_id = ${organizationId}`;
    const believed = plan?.["QUERY PLAN"][0].Plan["Plan Rows"] ?? 0;
    const farOff = Math.max(ENOUGH, believed * FAR_OFF);
    if (farOff > COUNTED) continue;
    const [{ rows } = { rows: 0 }] = await sql<{ rows: number }[]>`
      select count(*) as rows from (
        select 1 from ${sql(table)} where organization_id = ${organizationId} limit ${farOff}) as counted`;
    if (rows < farOff) continue;
    // Somebody else may be at it, or the table be locked for hours: what follows is slow then, not wrong.
    await transaction(async (tx) => {
      await tx.unsafe(`set local lock_timeout = '${LOCK_SECONDS}s'`);
      await tx`analyze ${tx(table)}`;
    }, ANALYZE_SECONDS).catch(() => {});
  }
}
