// faults.md, "Concurrency and crashes": 32 cron calls at once, 50 rounds, on two servers and two more processes; several processes on
// one batch. No double effect, no deadlock.
import type { Sql } from "@/db/client";
import { confirm, csvOf, stateOf, upload } from "../orders";
import { expect, test } from "./fixtures";
import { type App, startApp } from "./servers";
import {
  begun,
  bystander,
  ENDED,
  expectWorldWhole,
  finish,
  isOver,
  ordered,
  type World,
  worldOf,
  worldWith,
} from "./worlds";

const deadlocks = async (sql: Sql) =>
  (await sql<{ deadlocks: number }[]>`select deadlocks from pg_stat_database where datname = current_database()`)[0]
    ?.deadlocks;

test("32 cron calls at once, 50 rounds: no double effect, no deadlock", async ({
  sql,
  databaseUrl,
  organizationWith,
  cron,
  provider,
  startRunner,
}) => {
  test.setTimeout(400_000);
  const ROUNDS = 50;
  const EACH = 6;
  const untouched = await bystander({ sql, organizationWith });
  const before = await deadlocks(sql);
  const apps: App[] = [];
  try {
    for (let count = 0; count < 2; count++) apps.push(await startApp(databaseUrl));
    const runners = [startRunner(), startRunner()];
    const worlds: World[] = [];
    for (let count = 0; count < 2; count++)
      worlds.push(
        await worldOf({ sql, organizationWith }, { learners: (ROUNDS / 2) * EACH + 20, going: (ROUNDS / 2) * EACH }),
      );
    const statuses: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const world = worlds[round % worlds.length] as World;
      const place = Math.floor(round / worlds.length) * EACH;
      // The last of the round before are named again: two batches of one organization, at work at once.
      const people = world.organization.learners.slice(Math.max(0, place - 2), place + EACH);
      world.batchIds.push(await upload(world.organization, csvOf(people)));
      const answers = await Promise.all(Array.from({ length: 32 }, (_, call) => apps[call % 2]?.cron()));
      statuses.push(...answers.map((answer) => answer?.status ?? 0));
      for (const { organization, batchIds } of worlds)
        for (const batchId of batchIds.slice(-2))
          if ((await stateOf(organization, batchId)) === "ready") await confirm(organization, batchId);
    }
    await finish(sql, cron, worlds);
    expect(statuses.length).toBe(32 * ROUNDS);
    expect(new Set(statuses)).toEqual(new Set([200]));
    for (const world of worlds) await expectWorldWhole(sql, provider, world);
    const said = [...runners.map((runner) => runner.log.join("\n")), ...apps.map((app) => app.server.output())].join(
      "\n",
    );
    expect(said).not.toContain("40P01");
  } finally {
    for (const app of apps) await app.stop();
  }
  await untouched();
  await expect(async () => expect(await deadlocks(sql)).toBe(before)).toPass({ timeout: 10_000 });
});

test("six processes on one batch: every deletion once, no deadlock", async ({
  sql,
  organizationWith,
  cron,
  provider,
  startRunner,
}) => {
  test.setTimeout(180_000);
  const before = await deadlocks(sql);
  const world = await begun(
    sql,
    await ordered(cron, await worldWith({ sql, organizationWith }, { learners: 1500, going: 1400 })),
    10,
  );
  const runners = Array.from({ length: 6 }, () => startRunner());
  await expect(async () => expect(await isOver(sql, [world])).toBe(true)).toPass({ timeout: 120_000 });
  expect(ENDED).toContain(await stateOf(world.organization, world.batchIds[0] ?? ""));
  await expectWorldWhole(sql, provider, world);
  expect(runners.map((runner) => runner.log.join("\n")).join("\n")).not.toContain("40P01");
  expect(await deadlocks(sql)).toBe(before);
});
