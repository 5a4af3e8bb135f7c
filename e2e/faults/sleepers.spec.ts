// faults.md, "Concurrency and crashes": SIGSTOP past the lease, another takes over, SIGCONT. The sleeper's writes are refused (fencing).
import type { Sql } from "@/db/client";
import { stateOf } from "../orders";
import { expect, OBSERVER, test } from "./fixtures";
import type { SignalPoint } from "./signal-at";
import {
  begun,
  bystander,
  expectWorldWhole,
  finish,
  isOver,
  leasesOver,
  ordered,
  type World,
  worldWith,
} from "./worlds";

/** All that a sleeper could have written of the batch, to the last token. */
async function written(sql: Sql, { organization: { id } }: World): Promise<string> {
  return JSON.stringify([
    await sql`select * from deletion_chunks where organization_id = ${id} order by batch_id, first_learner_id`,
    await sql`select * from outcomes where organization_id = ${id} order by batch_id, row_number`,
    await sql`select * from tombstones where organization_id = ${id} order by id`,
    await sql`select * from mails where organization_id = ${id} order by id`,
    await sql`select count(*) as count from staged_rows where organization_id = ${id}`,
    await sql`select * from audit_entries where organization_id = ${id} order by sequence`,
    await sql`select * from deletion_batches where organization_id = ${id} order by id`,
  ]);
}

const POINTS: [SignalPoint, string][] = [
  ["after_claim", "between its claim and its chunk"],
  ["in_chunk", "in a chunk"],
  ["before_commit", "just before COMMIT"],
  ["after_mail", "after the provider took a mail"],
];

for (const [at, named] of POINTS)
  test(`SIGSTOP ${named}, past the lease, another takes over, SIGCONT: the sleeper's writes are refused`, async ({
    sql,
    organizationWith,
    cron,
    provider,
    startRunner,
  }) => {
    const untouched = await bystander({ sql, organizationWith });
    const world = await ordered(cron, await worldWith({ sql, organizationWith }, { learners: 60, going: 40 }));
    await begun(sql, world, 10);
    const sleeper = startRunner({ at, signal: "SIGSTOP" });
    await sleeper.stopped();
    const [stopped] = await sql<{ at: Date }[]>`select clock_timestamp() as at`;
    for (let runs = 0; runs < 2; runs++) {
      await leasesOver(sql);
      await cron();
    }
    if (at === "in_chunk" || at === "before_commit") {
      // While its transaction is open nobody can take its chunk, lease or no lease; all the others are done.
      expect(await stateOf(world.organization, world.batchIds[0] ?? "")).toBe("processing");
      expect(await chunksLeft(sql, world)).toBeGreaterThan(0);
      expect(await chunksLeft(sql, world)).toBeLessThanOrEqual(2);
    }
    // What Postgres does of itself after a minute (the last test waits for it).
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name <> ${OBSERVER} and wait_event = 'ClientRead' and state <> 'idle'
        and xact_start < ${stopped?.at ?? null}::timestamptz`;
    await finish(sql, cron, [world]);
    await expectWorldWhole(sql, provider, world);
    const before = await written(sql, world);

    sleeper.signal("SIGCONT");
    // Awake, it goes on: it alone sees another batch through to its end.
    const next = await ordered(async () => {}, await worldWith({ sql, organizationWith }, { learners: 12, going: 8 }));
    await expect(async () => expect(await isOver(sql, [next])).toBe(true)).toPass({ timeout: 60_000 });
    expect(await written(sql, world)).toBe(before);
    await expectWorldWhole(sql, provider, world);
    await expectWorldWhole(sql, provider, next);
    await untouched();
  });

async function chunksLeft(sql: Sql, { organization }: World): Promise<number> {
  return (await sql`select 1 from deletion_chunks where organization_id = ${organization.id} and done_at is null`)
    .length;
}

test("SIGSTOP in a transaction, between two statements and in the middle of one: within two minutes what it held is free", async ({
  sql,
  organizationWith,
  cron,
  provider,
  startRunner,
}) => {
  test.setTimeout(240_000);
  const world = await ordered(cron, await worldWith({ sql, organizationWith }, { learners: 60, going: 40 }));
  await begun(sql, world, 10);
  const sleepers = (["in_chunk", "in_statement"] as const).map((at) => startRunner({ at, signal: "SIGSTOP" }));
  for (const sleeper of sleepers) await sleeper.stopped();
  await leasesOver(sql);
  await cron();
  expect(await chunksLeft(sql, world)).toBeGreaterThan(0);
  await expect(async () => {
    await leasesOver(sql);
    await cron();
    expect(await isOver(sql, [world])).toBe(true);
  }).toPass({ timeout: 120_000, intervals: [2000] });
  const before = await written(sql, world);
  for (const sleeper of sleepers) sleeper.signal("SIGCONT");
  const next = await ordered(async () => {}, await worldWith({ sql, organizationWith }, { learners: 12, going: 8 }));
  await expect(async () => expect(await isOver(sql, [next])).toBe(true)).toPass({ timeout: 60_000 });
  expect(await written(sql, world)).toBe(before);
  await expectWorldWhole(sql, provider, world);
  await expectWorldWhole(sql, provider, next);
});

test("SIGSTOP while it checks a file, another checks it, SIGCONT: staged once", async ({
  sql,
  organizationWith,
  cron,
  provider,
  startRunner,
}) => {
  const world = await worldWith({ sql, organizationWith }, { learners: 60, going: 40 });
  const sleeper = startRunner({ at: "check_claimed", signal: "SIGSTOP" });
  await sleeper.stopped();
  await leasesOver(sql);
  await ordered(cron, world);
  await sql`update deletion_batches set starts_at = app_now() + interval '1 day' where organization_id = ${world.organization.id}`;
  const before = await written(sql, world);
  sleeper.signal("SIGCONT");
  // It either finds the lease gone when it writes, or the slices gone when it reads and nothing left to terminate.
  await expect(async () => expect(sleeper.log.join("\n")).toMatch(/check failed|file checked/)).toPass({
    timeout: 60_000,
  });
  expect(await written(sql, world)).toBe(before);
  await sleeper.kill();
  await sql`update deletion_batches set starts_at = app_now() where organization_id = ${world.organization.id}`;
  await sql`update due_work set due_at = app_now() where organization_id = ${world.organization.id}`;
  await finish(sql, cron, [world]);
  await expectWorldWhole(sql, provider, world);
});
