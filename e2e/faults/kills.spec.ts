// faults.md, "Concurrency and crashes": kill -9 before the claim, in a chunk, before and after COMMIT, before and after the mail call,
// before it is marked sent: at named points and at ≥ 200 random moments. Nothing lost, nothing twice, one mail a recipient.

import { checkBatch } from "@/lib/batches/checking";
import { stateOf } from "../orders";
import { expect, test } from "./fixtures";
import type { Runner } from "./runners";
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

const POINTS: [SignalPoint, string, nth?: number][] = [
  ["before_claim", "before the claim"],
  ["after_claim", "after the claim, before the chunk"],
  ["in_statement", "in a chunk, in the middle of a statement"],
  ["in_chunk", "in a chunk, its learners deleted and nothing written yet"],
  ["in_chunk", "in its third chunk", 3],
  ["before_commit", "just before COMMIT"],
  ["after_commit", "just after COMMIT"],
  ["before_start", "before the COMMIT that begins the batch"],
  ["after_start", "after the COMMIT that begins the batch"],
  ["before_end", "before the COMMIT that ends the batch"],
  ["after_end", "after the COMMIT that ends the batch"],
  ["before_mail", "before the mail call"],
  ["after_mail", "after the provider took the mail, before it is marked sent"],
  ["after_mail", "the same with the second recipient's mail", 2],
];

for (const [at, named, nth] of POINTS)
  test(`kill -9 ${named}: nothing lost, nothing twice, one mail a recipient`, async ({
    sql,
    organizationWith,
    cron,
    provider,
    startRunner,
  }) => {
    const untouched = await bystander({ sql, organizationWith });
    const world = await ordered(cron, await worldWith({ sql, organizationWith }, { learners: 60, going: 40 }));
    if (!at.endsWith("_start")) await begun(sql, world, 8);
    const runner = startRunner({ at, ...(nth && { nth }) });
    expect(await runner.ended).toBe("SIGKILL");
    if (at === "before_claim" || at === "in_chunk" || at === "before_commit")
      expect(await stateOf(world.organization, world.batchIds[0] ?? "")).toBe("processing");
    await finish(sql, cron, [world]);
    await expectWorldWhole(sql, provider, world);
    await untouched();
  });

test("kill -9 at 200 and more random moments, four processes at a time: nothing lost, nothing twice, one mail a recipient", async ({
  sql,
  organizationWith,
  cron,
  provider,
  startRunner,
}) => {
  test.setTimeout(600_000);
  const untouched = await bystander({ sql, organizationWith });
  const worlds: World[] = [];
  // Once it is checked, nobody works on a batch but those who are killed.
  const more = async () => {
    const size = 200 + 100 * (worlds.length % 3);
    const world = await worldWith({ sql, organizationWith }, { learners: size + 20, going: size });
    worlds.push(world);
    await ordered(() => checkBatch(world.organization.id, world.batchIds[0] ?? ""), world);
    // Small chunks, unless one of them was quicker; now and then one as large as the product cuts it.
    if (worlds.length % 3 > 0) await begun(sql, world, 10);
  };
  let kills = 0;
  const killing = async () => {
    while (kills < 220) {
      const runner: Runner = startRunner();
      await runner.running;
      await new Promise((resolve) => setTimeout(resolve, Math.random() ** 2 * 300));
      const over = await isOver(sql, worlds);
      await runner.kill();
      // Counted only where the work was not over when the signal was sent.
      if (!over) kills++;
    }
  };
  let ended = false;
  const keeping = (async () => {
    while (!ended) {
      await leasesOver(sql);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  const supplying = (async () => {
    while (!ended) {
      const [open] = await sql<
        { count: number }[]
      >`select count(*) as count from deletion_chunks where done_at is null`;
      // Enough in reserve for a fast machine: kills count only while work is left.
      // Where the killing ends meanwhile nobody is left to check the file: `finish` below takes it up.
      if ((open?.count ?? 0) < 60) await more().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  try {
    await Promise.all([killing(), killing(), killing(), killing()]);
  } finally {
    ended = true;
    await keeping;
  }
  expect(kills).toBeGreaterThanOrEqual(200);
  // They got on, though none of them lived for a second.
  expect((await sql`select 1 from deletion_chunks where done_at is not null limit 1`).length).toBe(1);
  await Promise.all([supplying, finish(sql, cron, worlds)]);
  await finish(sql, cron, worlds);
  for (const world of worlds) await expectWorldWhole(sql, provider, world);
  await untouched();
  console.log(`${kills} kills, ${worlds.length} batches, ${provider.requests.length} requests for mails`);
});
