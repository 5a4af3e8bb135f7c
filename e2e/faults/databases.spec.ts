// faults.md, "Concurrency and crashes": database restarted, connections cut, pool exhausted, statement timeout; directly and through a
// real PgBouncer in transaction mode. Whole transactions are tried again, there is no half state. On a Postgres of its own.
import { rmSync } from "node:fs";
import { connect, type Sql } from "@/db/client";
import { planEmbeddedPostgres } from "@/db/embedded";
import { claimDataDir } from "@/db/launcher/data-dir";
import { temporaryFolder } from "../launcher";
import { test as base, expect, OBSERVER } from "./fixtures";
import { startPgBouncer } from "./pgbouncer";
import type { Runner } from "./runners";
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

type Cluster = { url: string; folder: string; stop: () => Promise<void>; start: () => Promise<void> };

const test = base.extend<object, { cluster: Cluster }>({
  cluster: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the braces.
    async ({}, use) => {
      const folder = temporaryFolder("outages");
      const release = claimDataDir(`${folder}/data`);
      const plan = await planEmbeddedPostgres(`${folder}/data`, () => {});
      let server = await plan.start();
      await use({
        url: plan.url,
        folder,
        stop: () => server.stop(),
        start: async () => {
          server = await plan.start();
        },
      });
      await server.stop();
      release();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
  // Where the worker's database is made: here, on that server.
  clusterUrl: [async ({ cluster }, use) => use(cluster.url), { scope: "worker" }],
});

test.describe.configure({ timeout: 240_000 });

/** So many show it; more would only keep a batch from its end. */
const MOST_CUTS = 30;

/** The worker's database, or a PgBouncer in transaction mode before it. */
async function through(
  way: "directly" | "through PgBouncer in transaction mode",
  databaseUrl: string,
  cluster: Cluster,
): Promise<{ url: string; end: () => Promise<void> }> {
  if (way === "directly") return { url: databaseUrl, end: async () => {} };
  const bouncer = await startPgBouncer(databaseUrl, cluster.folder);
  return { url: bouncer.url, end: bouncer.stop };
}

for (const way of ["directly", "through PgBouncer in transaction mode"] as const) {
  test(`${way}, the whole flow: upload, preview, confirm, delete, mail`, async ({
    sql,
    databaseUrl,
    cluster,
    organizationWith,
    provider,
    startAsked,
  }) => {
    const { url, end } = await through(way, databaseUrl, cluster);
    try {
      const untouched = await bystander({ sql, organizationWith });
      const runner = startAsked({ databaseUrl: url });
      const world = await worldWith({ sql, organizationWith }, { learners: 120, going: 90 });
      await ordered(() => runner.run(), world);
      const did = await runner.run();
      expect(did).toMatchObject({ finished: 1, mails: 2, failures: 0 });
      await finish(sql, () => runner.run(), [world]);
      await expectWorldWhole(sql, provider, world);
      await untouched();
    } finally {
      await end();
    }
  });

  test(`${way}, connections cut again and again while a batch runs: whole transactions are tried again`, async ({
    sql,
    databaseUrl,
    cluster,
    organizationWith,
    provider,
    startAsked,
  }) => {
    const { url, end } = await through(way, databaseUrl, cluster);
    try {
      const untouched = await bystander({ sql, organizationWith });
      const runner = startAsked({ databaseUrl: url });
      const making = { sql, organizationWith };
      const world = await ordered(() => runner.run(), await worldWith(making, { learners: 820, going: 800 }));
      await begun(sql, world, 10);
      let cut = 0;
      for (let round = 0; round < 60 && cut < MOST_CUTS && !(await isOver(sql, [world])); round++) {
        let going = true;
        const run = runner.run().finally(() => {
          going = false;
        });
        run.catch(() => {});
        // As long as the run goes on, however fast the machine: each cut costs it a chunk, which waits for a later run.
        while (going && cut < MOST_CUTS) {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
          cut += await cutOthers(sql);
        }
        await leasesOver(sql);
        await run;
      }
      expect(cut).toBeGreaterThanOrEqual(5);
      await finish(sql, () => runner.run(), [world]);
      await expectWorldWhole(sql, provider, world);
      expect(runner.child.exitCode).toBeNull();
      await untouched();
    } finally {
      await end();
    }
  });

  test(`${way}, the database restarted while a batch runs: nothing half done, and the same processes go on`, async ({
    sql,
    databaseUrl,
    cluster,
    organizationWith,
    provider,
    startAsked,
  }) => {
    const { url, end } = await through(way, databaseUrl, cluster);
    try {
      const untouched = await bystander({ sql, organizationWith });
      const runners = [startAsked({ databaseUrl: url }), startAsked({ databaseUrl: url })];
      const making = { sql, organizationWith };
      const world = await ordered(both(runners), await worldWith(making, { learners: 420, going: 400 }));
      await begun(sql, world, 10);
      const runs = runners.map((runner) => runner.run());
      await expect(async () => expect(await chunksDone(sql, world)).toBeGreaterThan(0)).toPass({
        timeout: 60_000,
        intervals: [10],
      });
      await cluster.stop();
      await Promise.all(runs);
      // Away: a run fails, and says so; its process lives.
      for (const runner of runners) expect((await runner.run(2000)).error).toBeDefined();
      await cluster.start();
      await finish(sql, both(runners), [world]);
      await expectWorldWhole(sql, provider, world);
      for (const runner of runners) expect(runner.child.exitCode).toBeNull();
      await untouched();
    } finally {
      await end();
    }
  });
}

test("a statement that takes too long: cut off, tried again in halves, the rest goes on, in the end all of it", async ({
  sql,
  organizationWith,
  cron,
  provider,
}) => {
  const world = await ordered(cron, await worldWith({ sql, organizationWith }, { learners: 50, going: 40 }));
  const slow = world.gone[20] ?? 0;
  // Deleting what hangs on a learner lowers the bound of the next statement, and this one learner takes longer than that.
  await sql.unsafe(`
    create function bound_next() returns trigger language plpgsql as $$
      begin perform set_config('statement_timeout', '3s', true); return null; end $$;
    create trigger bound_next after delete on group_memberships for each statement execute function bound_next();
    create function take_long() returns trigger language plpgsql as $$
      begin if old.id = ${slow} then perform pg_sleep(10); end if; return old; end $$;
    create trigger take_long before delete on learners for each row execute function take_long();`);
  try {
    await expect(async () => {
      await cron();
      const [chunks] = await sql`
        select sum(learners) filter (where done_at is null)::int as left, min(error_code) filter (where done_at is null) as code, sum(deleted)::int as deleted
        from deletion_chunks where organization_id = ${world.organization.id}`;
      expect(chunks).toEqual({ left: 1, code: "57014", deleted: 39 });
    }).toPass({ timeout: 120_000 });
  } finally {
    await sql.unsafe("drop function bound_next() cascade; drop function take_long() cascade");
  }
  await finish(sql, cron, [world]);
  await expectWorldWhole(sql, provider, world);
});

test("PgBouncer's pool exhausted: runs fail within bounds, nothing half done; then the same process goes on", async ({
  sql,
  organizationWith,
  cluster,
  databaseUrl,
  provider,
  startAsked,
}) => {
  const bouncer = await startPgBouncer(databaseUrl, cluster.folder, { default_pool_size: 2, query_wait_timeout: 2 });
  const hog = connect(bouncer.url, 2);
  try {
    const runner = startAsked({ databaseUrl: bouncer.url });
    const making = { sql, organizationWith };
    const world = await ordered(() => runner.run(), await worldWith(making, { learners: 60, going: 40 }));
    let letGo: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const hogs = [1, 2].map(() => hog.begin((tx) => tx`select 1`.then(() => held)));
    await expect(async () => expect((await runner.run(5000)).error).toBeDefined()).toPass({ timeout: 60_000 });
    letGo();
    await Promise.all(hogs);
    await finish(sql, () => runner.run(), [world]);
    await expectWorldWhole(sql, provider, world);
  } finally {
    await hog.end({ timeout: 1 });
    await bouncer.stop();
  }
});

const both = (runners: Runner[]) => () => Promise.all(runners.map((runner) => runner.run()));

/** Every connection to this database that is not the test's own. */
async function cutOthers(sql: Sql): Promise<number> {
  const ended = await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name <> ${OBSERVER}`;
  return ended.length;
}

async function chunksDone(sql: Sql, { organization }: World): Promise<number> {
  return (await sql`select 1 from deletion_chunks where organization_id = ${organization.id} and done_at is not null`)
    .length;
}
