// That a large batch did what it should and touched nobody else, asked in SQL: whole.ts carries every row to the test, which
// at this size is too much. Called by processes.ts.
import type { Sql } from "@/db/client";
import { expect } from "../fixtures";
import { expectTotalsWhole } from "../whole";

const TABLES = [
  ["learners", "id"],
  ["viewing_activity", "learner_id"],
  ["course_progress", "learner_id"],
  ["assignments", "learner_id"],
  ["group_memberships", "learner_id"],
] as const;

export type Before = { going: number; tombstones: number; rest: string[] };

/** Once the batch is previewed: how many go, and a sum over every row of everybody else. */
export async function noteWhatStays(sql: Sql, organizationId: number, batchId: string): Promise<Before> {
  await sql.unsafe("drop table if exists bench_going");
  await sql`create table bench_going (id bigint primary key)`;
  await sql`
    insert into bench_going select learner_id from pinned_learners
    where organization_id = ${organizationId} and batch_id = ${batchId}`;
  const [pinned] = await sql<{ going: number }[]>`select count(*)::int as going from bench_going`;
  return {
    going: pinned?.going ?? 0,
    tombstones: await tombstones(sql, organizationId),
    rest: await sums(sql, organizationId, true),
  };
}

export async function expectWholeInSql(
  sql: Sql,
  organizationId: number,
  batchId: string,
  before: Before,
): Promise<void> {
  // Everybody who is left, against everybody who was to be left: nobody too many has gone, nobody too few, nobody is changed.
  expect(await sums(sql, organizationId, false), "what stays").toEqual(before.rest);
  expect((await tombstones(sql, organizationId)) - before.tombstones, "tombstones").toBe(before.going);
  const [batch] = await sql`
    select b.rows,
      (select count(*)::int from outcomes o where o.organization_id = b.organization_id and o.batch_id = b.id) as outcomes,
      (select count(distinct row_number)::int from outcomes o where o.organization_id = b.organization_id and o.batch_id = b.id) as different,
      (select sum(value::int)::int from jsonb_each_text(b.counts)) as counted,
      (b.counts->>'deleted')::int as deleted,
      (select sum(deleted)::int from deletion_chunks c where c.organization_id = b.organization_id and c.batch_id = b.id) as chunks
    from deletion_batches b where b.organization_id = ${organizationId} and b.id = ${batchId}`;
  const { rows } = batch ?? {};
  const whole = { rows, outcomes: rows, different: rows, counted: rows, deleted: before.going, chunks: before.going };
  expect(batch, "one outcome a row, each deletion once").toEqual(whole);
  const mails = await sql`
    select state, count(*)::int as count from mails where organization_id = ${organizationId} and batch_id = ${batchId}
    group by recipient, kind, state`;
  expect(mails.length, "mails").toBeGreaterThan(0);
  expect(mails.map(({ state, count }) => [state, count])).toEqual(mails.map(() => ["kept", 1]));
  await expectTotalsWhole(sql, organizationId);
}

async function tombstones(sql: Sql, organizationId: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from tombstones where organization_id = ${organizationId}`;
  return row?.count ?? 0;
}

async function sums(sql: Sql, organizationId: number, withoutGoing: boolean): Promise<string[]> {
  const found: string[] = [];
  for (const [table, learner] of TABLES) {
    const [row] = await sql<{ sum: string }[]>`
      select count(*) || '/' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) as sum from ${sql(table)} t
      where organization_id = ${organizationId}
        and not (${withoutGoing} and exists (select 1 from bench_going g where g.id = t.${sql(learner)}))`;
    found.push(`${table} ${row?.sum}`);
  }
  return found;
}
