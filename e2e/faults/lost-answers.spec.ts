// faults.md, "Concurrency and crashes": COMMIT sent, answer lost. A re-run changes nothing.
import { confirm, stateOf } from "../orders";
import { everythingOf, learnerIds } from "../whole";
import { expect, test } from "./fixtures";
import { startPostgresProxy } from "./postgres-proxy";
import { bystander, expectWorldWhole, finish, isOver, leasesOver, worldWith } from "./worlds";

const COMMIT = /^commit$/i;

test("COMMIT sent, answer lost, each COMMIT of a batch's life in turn: a re-run changes nothing", async ({
  sql,
  databaseUrl,
  organizationWith,
  cron,
  provider,
  startAsked,
}) => {
  test.setTimeout(240_000);
  const untouched = await bystander({ sql, organizationWith });
  const proxy = await startPostgresProxy(databaseUrl);
  try {
    const runner = startAsked({ databaseUrl: proxy.url });
    // After its last there is none left to lose, but those of the sweeping of the batches before.
    for (let nth = 1; nth <= 12 && proxy.lost() === nth - 1; nth++) {
      const world = await worldWith({ sql, organizationWith }, { learners: 12, going: 8 });
      const [batchId = ""] = world.batchIds;
      proxy.loseAnswerTo(COMMIT, nth);
      await expect(async () => {
        await leasesOver(sql);
        await runner.run();
        if ((await stateOf(world.organization, batchId)) === "ready") await confirm(world.organization, batchId);
        expect(await isOver(sql, [world])).toBe(true);
      }).toPass({ timeout: 60_000, intervals: [50] });
      await expectWorldWhole(sql, provider, world);
      const all = async () =>
        JSON.stringify([
          await everythingOf(sql, world.organization.id, await learnerIds(sql, world.organization.id)),
          await sql`select * from outcomes where organization_id = ${world.organization.id} order by row_number`,
          await sql`select * from tombstones where organization_id = ${world.organization.id} order by id`,
          await sql`select * from deletion_chunks where organization_id = ${world.organization.id} order by first_learner_id`,
          await sql`select * from mails where organization_id = ${world.organization.id} order by id`,
          await sql`select * from audit_entries where organization_id = ${world.organization.id} order by sequence`,
        ]);
      const before = await all();
      await finish(sql, cron, [world]);
      await runner.run();
      expect(await all()).toBe(before);
    }
    // Staging, beginning, claim, chunk, end at the least.
    expect(proxy.lost()).toBeGreaterThanOrEqual(5);
    console.log(`${proxy.lost()} COMMITs lost their answer, each in a batch of its own`);
  } finally {
    await proxy.close();
  }
  await untouched();
});

for (const [named, statement] of [
  ["the claim of a chunk", /update deletion_chunks\s+set token/],
  ["the claim of a mail", /update mails m set token/],
  ["that a mail was sent", /update mails set state = 'sent'/],
  ["the claim of a file", /set check_token = check_token \+ 1/],
  ["the last statement of a chunk", /update deletion_chunks\s+set done_at/],
] as const)
  test(`done, but the answer lost: ${named}`, async ({
    sql,
    databaseUrl,
    organizationWith,
    cron,
    provider,
    startAsked,
  }) => {
    const proxy = await startPostgresProxy(databaseUrl);
    try {
      const runner = startAsked({ databaseUrl: proxy.url });
      const world = await worldWith({ sql, organizationWith }, { learners: 12, going: 8 });
      proxy.loseAnswerTo(statement);
      await expect(async () => {
        await leasesOver(sql);
        await runner.run();
        const [batchId = ""] = world.batchIds;
        if ((await stateOf(world.organization, batchId)) === "ready") await confirm(world.organization, batchId);
        expect(await isOver(sql, [world])).toBe(true);
      }).toPass({ timeout: 60_000, intervals: [50] });
      expect(proxy.lost()).toBe(1);
      await finish(sql, cron, [world]);
      await expectWorldWhole(sql, provider, world);
    } finally {
      await proxy.close();
    }
  });
