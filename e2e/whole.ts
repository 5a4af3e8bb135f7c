// What must hold after whatever happened: every row one outcome, every deletion once, nobody else touched, one mail a
// recipient, sums as if the learners had never been there. Used by the specs of processing and of faults.
import type { Sql } from "@/db/client";
import { rebuildReportTotals } from "@/db/seed/report-totals";
import { expect } from "./fixtures";
import type { TestOrganization } from "./organizations";

/** Tables whose rows hang on a learner. */
const LEARNING_DATA = [
  "viewing_activity",
  "course_progress",
  "assignments",
  "group_memberships",
  "product_seats",
] as const;

export async function learnerIds(sql: Sql, organizationId: number): Promise<number[]> {
  const rows = await sql<
    { id: number }[]
  >`select id from learners where organization_id = ${organizationId} order by id`;
  return rows.map((row) => row.id);
}

/** Every learner's learning data, as one text to compare. */
export async function everythingOf(sql: Sql, organizationId: number, ids: number[]): Promise<string> {
  const parts = [
    JSON.stringify(
      await sql`select * from learners where organization_id = ${organizationId} and id = any(${ids}::bigint[]) order by id`,
    ),
  ];
  for (const table of LEARNING_DATA) {
    parts.push(
      JSON.stringify(
        await sql`select * from ${sql(table)} t where organization_id = ${organizationId} and learner_id = any(${ids}::bigint[]) order by t::text`,
      ),
    );
  }
  return parts.join("\n");
}

type Expectation = {
  organization: TestOrganization;
  /** Batches that have ended. */
  batchIds: string[];
  /** Learners that must be gone, all of them and no others. */
  gone: number[];
  before: { ids: number[]; others: string };
};

export async function snapshot(
  sql: Sql,
  organization: TestOrganization,
  going: number[],
): Promise<Expectation["before"]> {
  const ids = await learnerIds(sql, organization.id);
  return {
    ids,
    others: await everythingOf(
      sql,
      organization.id,
      ids.filter((id) => !going.includes(id)),
    ),
  };
}

export async function expectWhole(sql: Sql, { organization, batchIds, gone, before }: Expectation): Promise<void> {
  const organizationId = organization.id;
  const left = before.ids.filter((id) => !gone.includes(id));
  expect(await learnerIds(sql, organizationId)).toEqual(left);
  expect(await everythingOf(sql, organizationId, left)).toBe(before.others);
  for (const table of LEARNING_DATA) {
    const [orphans] =
      await sql`select count(*)::int as count from ${sql(table)} where organization_id = ${organizationId} and learner_id = any(${gone}::bigint[])`;
    expect(orphans?.count, `${table} of deleted learners`).toBe(0);
  }
  const [tombstones] =
    await sql`select count(*)::int as count from tombstones where organization_id = ${organizationId}`;
  expect(tombstones?.count, "tombstones").toBe(gone.length);
  const [deleted] =
    await sql`select count(*)::int as count from outcomes where organization_id = ${organizationId} and outcome = 'deleted'`;
  expect(deleted?.count, "rows that deleted").toBe(gone.length);
  for (const batchId of batchIds) {
    const [rows] = await sql`
      select b.rows, (select count(*)::int from outcomes o where o.organization_id = b.organization_id and o.batch_id = b.id) as outcomes,
        (select sum(value::int)::int from jsonb_each_text(b.counts)) as counted
      from deletion_batches b where b.organization_id = ${organizationId} and b.id = ${batchId}`;
    expect(rows?.outcomes, "one outcome a row").toBe(rows?.rows);
    expect(rows?.counted, "counts").toBe(rows?.rows);
    const mails =
      await sql`select recipient, count(*)::int as count from mails where organization_id = ${organizationId} and batch_id = ${batchId} group by 1`;
    expect(mails.length).toBeGreaterThan(0);
    expect(mails.map((mail) => mail.count)).toEqual(mails.map(() => 1));
  }
  await expectTotalsWhole(sql, organizationId);
}

/** The kept sums are those of an organization in which the deleted learners never were. */
export async function expectTotalsWhole(sql: Sql, organizationId: number): Promise<void> {
  const sums = (tx: Sql) => tx`
    select month, group_id, course_id, sum(seconds)::bigint as seconds, sum(completions)::bigint as completions, sum(learners)::bigint as learners
    from report_totals where organization_id = ${organizationId}
    group by 1, 2, 3 having sum(seconds) <> 0 or sum(completions) <> 0 or sum(learners) <> 0 order by 1, 2, 3`;
  const kept = await sums(sql);
  const rebuilt = await sql
    .begin(async (tx) => {
      await rebuildReportTotals(tx, organizationId);
      throw Object.assign(new Error("rolled back on purpose"), { rows: await sums(tx as unknown as Sql) });
    })
    .catch((error: { rows?: unknown }) => {
      if (!error.rows) throw error;
      return error.rows;
    });
  expect([...kept]).toEqual([...(rebuilt as typeof kept)]);
}
