// The naive ways: one transaction a user, and one job a user through a queue library (pg-boss), doing for each user what a chunk
// does for a thousand. Called by run.ts; their time a row is held against the product's.
import { createHmac, randomUUID } from "node:crypto";
import PgBoss from "pg-boss";
import type { Sql } from "@/db/client";
import { related, say } from "./figures";
import type { Ground, Organization } from "./ground";

const KEY = "a key of the benchmark's own";

/** One user, one transaction, a statement a table: as most applications would do it. */
async function deleteOne(sql: Sql, organizationId: number, batchId: string, email: string, row: number): Promise<void> {
  await sql.begin(async (tx) => {
    const [learner] = await tx<{ id: number; email: string | null; user_id: string | null }[]>`
      select id, normalized_email as email, unique_user_id as user_id from learners
      where organization_id = ${organizationId} and normalized_email = ${email} for update`;
    if (!learner) throw new Error(`nobody is called ${email}`);
    const of = tx`organization_id = ${organizationId} and learner_id = ${learner.id}`;
    const viewed = await tx`
      delete from viewing_activity where ${of} returning course_id, to_char(viewed_at at time zone 'UTC', 'YYYY-MM') as month, seconds`;
    const progressed = await tx`
      delete from course_progress where ${of} returning course_id, to_char(completed_at at time zone 'UTC', 'YYYY-MM') as month`;
    const belonged = await tx`delete from group_memberships where ${of} returning group_id`;
    for (const table of ["assignments", "product_seats"]) await tx`delete from ${tx(table)} where ${of}`;
    await tx`delete from learners where organization_id = ${organizationId} and id = ${learner.id}`;
    const print = (value: string | null) => value && createHmac("sha256", KEY).update(value).digest();
    await tx`
      insert into tombstones (organization_id, key_version, email_hash, user_id_hash, batch_id, deleted_at)
      values (${organizationId}, 1, ${print(learner.email)}, ${print(learner.user_id)}, ${batchId}, now())`;
    await tx`
      insert into outcomes (organization_id, batch_id, row_number, outcome) values (${organizationId}, ${batchId}, ${row}, 'deleted')`;
    // The sums of reports, as simply as they can be said: a month, a group, a course each.
    const seconds = viewed.reduce((sum, each) => sum + Number(each.seconds), 0);
    const completions = progressed.filter((each) => each.month).length;
    const groups = [0, ...belonged.map((each) => Number(each.group_id))];
    await tx`
      insert into report_totals (organization_id, month, group_id, course_id, seconds, completions, learners)
      select ${organizationId}, month, group_id, 0, -${seconds}::int, -${completions}::int, -1
      from unnest(${["all", ...new Set(viewed.map((each) => String(each.month)))]}::text[]) as m(month), unnest(${groups}::bigint[]) as g(group_id)`;
  });
}

/** The addresses of `count` learners from a place on. */
const addresses = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => `learner${from + index + 1}@bench.example`);

async function oneTransactionEach(sql: Sql, organizationId: number, emails: string[]): Promise<number> {
  const batchId = randomUUID();
  const began = performance.now();
  for (const [index, email] of emails.entries()) await deleteOne(sql, organizationId, batchId, email, index + 2);
  return performance.now() - began;
}

async function oneJobEach(sql: Sql, url: string, organizationId: number, emails: string[]): Promise<number> {
  const boss = new PgBoss({ connectionString: url, schema: "pgboss_bench", supervise: false, schedule: false });
  boss.on("error", () => {});
  await boss.start();
  try {
    await boss.createQueue("deletions");
    const batchId = randomUUID();
    const began = performance.now();
    await boss.insert(emails.map((email, index) => ({ name: "deletions", data: { email, row: index + 2 } })));
    await new Promise<void>((resolve, reject) => {
      let done = 0;
      // Larger portions than a poll's half second takes to do: the library never waits between two.
      const options = { batchSize: 300, pollingIntervalSeconds: 0.5 };
      void boss.work<{ email: string; row: number }>("deletions", options, async (jobs) => {
        try {
          for (const { data } of jobs) await deleteOne(sql, organizationId, batchId, data.email, data.row);
          done += jobs.length;
          if (done === emails.length) resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
    return performance.now() - began;
  } finally {
    await boss.stop({ graceful: false });
    await sql.unsafe("drop schema pgboss_bench cascade");
  }
}

/** `milliseconds` is what the product took a row, Confirm to last mail. */
export async function naive(
  { sql, databaseUrl }: Ground,
  organization: Organization,
  { from, users }: { from: number; users: number },
  milliseconds: number,
): Promise<void> {
  await sql.unsafe("vacuum analyze");
  await sql.unsafe("checkpoint");
  const each = (await oneTransactionEach(sql, organization.id, addresses(from, users))) / users;
  say(`one transaction a user: ${each.toFixed(2)} ms a user; now one job a user`);
  const job = (await oneJobEach(sql, databaseUrl, organization.id, addresses(from + users, users))) / users;
  for (const [name, value, least] of [
    ["One transaction a user", each, 30],
    ["One job a user (pg-boss)", job, undefined],
  ] as const)
    related(
      `${name}, ${users.toLocaleString("en")} users, time a user`,
      value,
      "ms",
      { name: "the product, 100,000 rows", value: milliseconds },
      least ? { text: `ratio ≥ ${least}`, holds: (ratio) => ratio >= least } : undefined,
    );
}
