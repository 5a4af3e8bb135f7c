// faults.md, "Concurrency and crashes": a row that cannot be deleted; killed while checking; Continue twice; a budget that ends in a
// chunk; one organization's many beside another's five.
import type { Sql } from "@/db/client";
import type { Runner } from "@/lib/auth";
import * as batches from "@/lib/batches";
import { checkBatch } from "@/lib/batches/checking";
import { runDueWork } from "@/lib/processing";
import { confirm, countsOf, csvOf, proofOf, stateOf, upload } from "../orders";
import { snapshot } from "../whole";
import { expect, test } from "./fixtures";
import {
  begun,
  bystander,
  expectWorldWhole,
  finish,
  isOver,
  leasesOver,
  ordered,
  type World,
  worldOf,
  worldWith,
} from "./worlds";

/** The one clock, for this database and whoever connects from now on. */
async function clockAhead(sql: Sql, interval: string): Promise<void> {
  const [{ name } = { name: "" }] = await sql<{ name: string }[]>`select current_database() as name`;
  await sql.unsafe(`alter database ${name} set app.clock_offset = '${interval}'`);
}

/** Each statement that deletes learners takes so long from now on; answers what ends that. */
async function deletionsTake(sql: Sql, seconds: number): Promise<() => Promise<unknown>> {
  await sql.unsafe(`
    create function take_time() returns trigger language plpgsql as $$ begin perform pg_sleep(${seconds}); return null; end $$;
    create trigger take_time after delete on learners for each statement execute function take_time()`);
  return () => sql.unsafe("drop function take_time() cascade");
}

const without = (world: World, id: number): World => ({ ...world, gone: world.gone.filter((one) => one !== id) });

for (const cause of ["a foreign key from elsewhere", "a lock held"] as const)
  test(`a row that cannot be deleted (${cause}) parks itself, in the end failed; the rest finishes, the batch ends`, async ({
    sql,
    organizationWith,
    startAsked,
    provider,
  }) => {
    test.setTimeout(200_000);
    const untouched = await bystander({ sql, organizationWith });
    const making = { sql, organizationWith };
    // Waiting for a lock takes five seconds a try: few learners, so that there are few halves.
    const going = cause === "a lock held" ? 4 : 40;
    const whole = await worldOf(making, { learners: 60, going });
    const { organization } = whole;
    const { id } = organization;
    const stuck = whole.gone[2] ?? 0;
    const world: World = without(whole, stuck);
    world.before = await snapshot(sql, organization, world.gone);
    world.seats = (
      await sql`select 1 from product_seats where organization_id = ${id} and learner_id = any(${world.gone}::bigint[])`
    ).length;
    world.batchIds.push(await upload(organization, csvOf(organization.learners.slice(0, going))));
    const [batchId = ""] = world.batchIds;
    const runner = startAsked();
    await ordered(() => runner.run(), world);
    const held = cause === "a lock held" ? await hold(sql, id, stuck) : await refer(sql, id, stuck);
    try {
      await expect(async () => {
        await leasesOver(sql);
        await runner.run();
        expect(await countsOf(organization, batchId)).toEqual({ deleted: going - 1 });
      }).toPass({ timeout: 90_000, intervals: [100] });
      expect(await stateOf(organization, batchId)).toBe("processing");
      const parked = async () =>
        (
          await sql<{ attempts: number; waits: boolean; learners: number }[]>`
          select attempts, retry_at > app_now() as waits, learners from deletion_chunks where organization_id = ${id} and batch_id = ${batchId} and done_at is null`
        )[0];
      expect((await parked())?.learners).toBe(1);
      // It waits for its time: runs go by without a try.
      const { attempts = 0 } = (await parked()) ?? {};
      await runner.run();
      expect(await parked()).toEqual({ attempts, waits: true, learners: 1 });
      // A day goes by, by the clock; whoever has been connected till now is not told of it.
      await clockAhead(sql, "25 hours");
      const later = startAsked();
      await expect(async () => {
        await leasesOver(sql);
        await later.run();
        expect(await stateOf(organization, batchId)).toBe("completed_with_errors");
      }).toPass({ timeout: 90_000, intervals: [100] });
      expect(await countsOf(organization, batchId)).toEqual({ deleted: going - 1, failed: 1 });
      const [outcome] = await sql`select reason from outcomes where organization_id = ${id} and outcome = 'failed'`;
      expect(outcome?.reason).toBe(cause === "a lock held" ? "55P03" : "23503");
    } finally {
      await held();
      await clockAhead(sql, "0");
    }
    await finish(sql, () => runner.run(), [world]);
    await expectWorldWhole(sql, provider, world);
    await untouched();
  });

/** Somebody's table, of which the product knows nothing. */
async function refer(sql: Sql, organizationId: number, learnerId: number): Promise<() => Promise<unknown>> {
  await sql`
    create table elsewhere (organization_id bigint, learner_id bigint, foreign key (organization_id, learner_id) references learners (organization_id, id))`;
  await sql`insert into elsewhere values (${organizationId}, ${learnerId})`;
  return () => sql`drop table elsewhere`;
}

async function hold(sql: Sql, organizationId: number, learnerId: number): Promise<() => Promise<unknown>> {
  let letGo: () => void = () => {};
  const until = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let locked: () => void = () => {};
  const isLocked = new Promise<void>((resolve) => {
    locked = resolve;
  });
  const holding = sql.begin(async (tx) => {
    await tx`select 1 from learners where organization_id = ${organizationId} and id = ${learnerId} for update`;
    locked();
    await until;
  });
  await isLocked;
  return () => {
    letGo();
    return holding;
  };
}

for (const at of ["check_claimed", "check_staged", "check_done"] as const)
  test(`killed while checking a file (${at}): the next run takes it up and stages every row once`, async ({
    sql,
    organizationWith,
    cron,
    startRunner,
  }) => {
    const organization = await organizationWith({ learners: 5, learningData: false });
    const lines = Array.from({ length: 20_000 }, (_, index) => ({ email: `nobody-${index}@example.com` }));
    const batchId = await upload(organization, csvOf(lines));
    const runner = startRunner({ at });
    expect(await runner.ended).toBe("SIGKILL");
    expect(await stateOf(organization, batchId)).toBe(at === "check_done" ? "ready" : "checking");
    await leasesOver(sql);
    await cron();
    expect(await stateOf(organization, batchId)).toBe("ready");
    const [staged] = await sql`
      select count(*)::int as count, count(distinct row_number)::int as rows from staged_rows where organization_id = ${organization.id} and batch_id = ${batchId}`;
    expect(staged).toEqual({ count: 20_000, rows: 20_000 });
    expect(await sql`select 1 from upload_slices where organization_id = ${organization.id}`).toHaveLength(0);
  });

test("Continue twice, and three processes that check: staged once", async ({ sql, organizationWith, startAsked }) => {
  const organization = await organizationWith({ learners: 5, learningData: false });
  const lines = Array.from({ length: 20_000 }, (_, index) => ({ email: `nobody-${index}@example.com` }));
  const batchId = await upload(organization, csvOf(lines));
  const runners = [startAsked(), startAsked(), startAsked()];
  await Promise.all([
    batches.completeUpload(proofOf(organization), batchId),
    batches.completeUpload(proofOf(organization), batchId),
    ...runners.map((runner) => runner.run()),
  ]);
  await batches.completeUpload(proofOf(organization), batchId);
  await Promise.all(runners.map((runner) => runner.run()));
  expect(await stateOf(organization, batchId)).toBe("ready");
  const [staged] = await sql`
    select count(*)::int as count, count(distinct row_number)::int as rows from staged_rows where organization_id = ${organization.id}`;
  expect(staged).toEqual({ count: 20_000, rows: 20_000 });
  const previewed = await sql`
    select 1 from audit_entries where organization_id = ${organization.id} and batch_id = ${batchId} and action = 'batch.previewed'`;
  expect(previewed).toHaveLength(1);
});

test("the budget ends in a chunk: it is finished, no other is begun, and the next runs go on from there", async ({
  sql,
  organizationWith,
  cron,
  run,
  provider,
}) => {
  const untouched = await bystander({ sql, organizationWith });
  const world = await begun(
    sql,
    await ordered(cron, await worldWith({ sql, organizationWith }, { learners: 300, going: 240 })),
    40,
  );
  const { organization, batchIds } = world;
  // Every chunk takes longer than a run has.
  const asBefore = await deletionsTake(sql, 1.5);
  try {
    let chunks = 0;
    for (let begunBy = 0; begunBy < 2; ) {
      const did = await run(1000);
      // Two in flight at the most: what was begun before the end, and nothing after it.
      expect(did.chunks).toBeLessThanOrEqual(2);
      if (did.chunks > 0) begunBy++;
      chunks += did.chunks;
      const [done] = await sql`
        select count(*) filter (where done_at is not null)::int as done, count(*) filter (where done_at is null and lease_until is not null)::int as held,
          count(*) filter (where attempts > 0)::int as tried from deletion_chunks where organization_id = ${organization.id}`;
      expect(done).toEqual({ done: chunks, held: 0, tried: 0 });
      expect(await countsOf(organization, batchIds[0] ?? "")).toMatchObject({ deleted: 40 * chunks });
    }
  } finally {
    await asBefore();
  }
  await finish(sql, cron, [world]);
  await expectWorldWhole(sql, provider, world);
  await untouched();
});

/** The most chunks in flight at once while this run goes on. */
async function busiest(sql: Sql, { organization }: World, run: Promise<unknown>): Promise<number> {
  let going = true;
  const ended = run.finally(() => {
    going = false;
  });
  let most = 0;
  while (going) {
    const [row] = await sql<{ held: number }[]>`
      select count(*)::int as held from deletion_chunks
      where organization_id = ${organization.id} and done_at is null and lease_until is not null`;
    most = Math.max(most, row?.held ?? 0);
  }
  await ended;
  return most;
}

test("a batch of one chunk's size is shared out: both lanes are at it as soon as one of them has begun it", async ({
  sql,
  organizationWith,
  cron,
  provider,
}) => {
  const world = await ordered(cron, await worldWith({ sql, organizationWith }, { learners: 1020, going: 1000 }));
  const asBefore = await deletionsTake(sql, 0.4);
  try {
    expect(await busiest(sql, world, runDueWork({} as Runner, 10_000))).toBe(2);
  } finally {
    await asBefore();
  }
  await finish(sql, cron, [world]);
  await expectWorldWhole(sql, provider, world);
});

test("a run whose connection fell silent is given up a minute after its time: the next one works", async ({
  sql,
  organizationWith,
  cron,
  provider,
}) => {
  const world = await ordered(cron, await worldWith({ sql, organizationWith }, { learners: 12, going: 8 }));
  const process = globalThis as { learningAdminRun?: object };
  const silent = { over: false, ranOut: false, summary: new Promise(() => {}), did: {}, wake: () => {} };
  process.learningAdminRun = { ...silent, deadline: Date.now() - 61_000 };
  for (let runs = 0; runs < 3 && !(await isOver(sql, [world])); runs++) await runDueWork({} as Runner, 20_000);
  expect(await isOver(sql, [world])).toBe(true);
  await expectWorldWhole(sql, provider, world);

  // One that may still end is waited for, and not for ever.
  const young = { ...silent, deadline: Date.now() - 1000 };
  process.learningAdminRun = young;
  await runDueWork({} as Runner, -59_900);
  expect(process.learningAdminRun).toBe(young);
  delete process.learningAdminRun;
});

test("while somebody reads pages a run leaves half of the machine to them: one chunk at a time, else two", async ({
  sql,
  organizationWith,
  cron,
  provider,
}) => {
  const making = { sql, organizationWith };
  const world = await begun(sql, await ordered(cron, await worldWith(making, { learners: 500, going: 480 })), 40);
  const asBefore = await deletionsTake(sql, 0.4);
  const reader = globalThis as { learningAdminReadAt?: number };
  reader.learningAdminReadAt = Number.POSITIVE_INFINITY;
  try {
    expect(await busiest(sql, world, runDueWork({} as Runner, 1500))).toBe(1);
    delete reader.learningAdminReadAt;
    expect(await busiest(sql, world, runDueWork({} as Runner, 1500))).toBe(2);
  } finally {
    delete reader.learningAdminReadAt;
    await asBefore();
  }
  await finish(sql, cron, [world]);
  await expectWorldWhole(sql, provider, world);
});

test("one organization's 20,000 beside another's five: the five are done within two runs, mail and all", async ({
  sql,
  organizationWith,
  cron,
  run,
  provider,
}) => {
  test.setTimeout(200_000);
  const making = { sql, organizationWith };
  // Checked here: a run would go on with whatever is ordered already.
  const checked = (world: World) => ordered(() => checkBatch(world.organization.id, world.batchIds[0] ?? ""), world);
  const many = await checked(await worldWith(making, { learners: 20_100, going: 20_000, learningData: false }));
  const five = await checked(await worldWith(making, { learners: 12, going: 5 }));
  // The many take their time, so that they are not over before the question is asked.
  await sql.unsafe(`
    create function take_time() returns trigger language plpgsql as $$ begin perform pg_sleep(1); return old; end $$;
    create trigger take_time before delete on learners for each row
      when (old.organization_id = ${many.organization.id} and old.id % 250 = 0) execute function take_time()`);
  try {
    await run(15_000);
    if (!(await isOver(sql, [five]))) await run(15_000);
    expect(await isOver(sql, [five])).toBe(true);
    expect(await stateOf(many.organization, many.batchIds[0] ?? "")).toBe("processing");
  } finally {
    await sql.unsafe("drop function take_time() cascade");
  }
  await finish(sql, cron, [many, five]);
  await expectWorldWhole(sql, provider, five);
  await expectWorldWhole(sql, provider, many);
});

test("statistics that know nothing of an organization of 20,000: checked and deleted all the same", async ({
  sql,
  organizationWith,
  cron,
}) => {
  // Autovacuum would look at the table only after a tenth of it has changed; here it never does.
  await organizationWith({ learners: 12, learningData: false });
  await sql.unsafe(
    "alter table learners set (autovacuum_enabled = false); alter table group_memberships set (autovacuum_enabled = false)",
  );
  try {
    await sql.unsafe("analyze learners; analyze group_memberships; analyze pinned_learners; analyze outcomes");
    const organization = await organizationWith({ learners: 12, learningData: false });
    await sql`update safeguards set brake_percent = 100 where organization_id = ${organization.id}`;
    const addresses = Array.from({ length: 20_000 }, (_, index) => `later-${index}@${organization.domain}`);
    await sql.begin(async (tx) => {
      await tx`set local enable_seqscan = off`;
      await tx`
        insert into learners (organization_id, name, primary_email_address, normalized_email, search_text, sort_name)
        select ${organization.id}, email, email, email, email, email from unnest(${addresses}::text[]) as t(email)`;
      await tx`
        insert into report_totals (organization_id, month, group_id, course_id, seconds, completions, learners)
        values (${organization.id}, 'all', 0, 0, 0, 0, 20000)`;
    });
    const batchId = await upload(organization, csvOf(addresses.map((email) => ({ email }))));
    await checkBatch(organization.id, batchId);
    expect(await stateOf(organization, batchId)).toBe("ready");
    // With the plans that such statistics lead to, each of these takes minutes: statement after statement is cut off.
    expect(await confirm(organization, batchId)).toMatchObject({ ok: true, startsNow: true });
    await expect(async () => {
      await cron();
      expect(await stateOf(organization, batchId)).toBe("completed");
    }).toPass({ timeout: 60_000, intervals: [100] });
    expect(await countsOf(organization, batchId)).toMatchObject({ deleted: 20_000 });
    const left = await sql`select 1 from learners where organization_id = ${organization.id}`;
    expect(left).toHaveLength(12);
  } finally {
    await sql.unsafe(
      "alter table learners reset (autovacuum_enabled); alter table group_memberships reset (autovacuum_enabled)",
    );
  }
});
