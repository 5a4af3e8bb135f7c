// What the planner believes of an organization's size, mended where it is far off. Called before a file is checked and before a
// batch begins: the plans of both are right by orders of magnitude, or wrong by them.
import { sql } from "./client";

/** Rows of one organization from which a wrong plan hurts, how wrong it must be, and how many rows are counted to find out. */
const ENOUGH = 2000;
const FAR_OFF = 10;
const COUNTED = 200_000;

export type OrganizationTable =
  | "learners"
  | "viewing_activity"
  | "course_progress"
  | "assignments"
  | "group_memberships"
  | "product_seats";

/**
 * Runs ANALYZE on those of the tables in which the planner expects less than a tenth of the rows that the organization has.
 * Autovacuum learns of an organization when a tenth of the *table* has changed: in a database of many, one that has just added
 * 100,000 learners can stay "one row" for good, and what joins with it reads all of it once for each row asked for.
 * Answers the tables it analyzed. Outside any transaction: ANALYZE holds a lock that keeps a second one waiting until COMMIT.
 */
export async function renewStatistics(
  organizationId: number,
  tables: readonly OrganizationTable[],
): Promise<OrganizationTable[]> {
  const renewed: OrganizationTable[] = [];
  for (const table of tables) {
    const [{ rows } = { rows: 0 }] = await sql<{ rows: number }[]>`
      select count(*) as rows from (select 1 from ${sql(table)} where organization_id = ${organizationId} limit ${COUNTED}) as counted`;
    if (rows < ENOUGH) continue;
    const [plan] = await sql<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] }[]>`
      explain (format json) select 1 from ${sql(table)} where organization_id = ${organizationId}`;
    const believed = plan?.["QUERY PLAN"][0].Plan["Plan Rows"] ?? 0;
    if (believed * FAR_OFF >= rows) continue;
    await sql`analyze ${sql(table)}`;
    renewed.push(table);
  }
  return renewed;
}
