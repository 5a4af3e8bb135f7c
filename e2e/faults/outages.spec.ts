// faults.md, "Concurrency and crashes": database restarted, connections cut, pool exhausted, statement timeout; directly and through a
// real PgBouncer in transaction mode. Whole transaction retried or 503; no half state. On a Postgres of its own.
import { rmSync } from "node:fs";
import { connect, type Sql } from "@/db/client";
import { type EmbeddedServer, planEmbeddedPostgres } from "@/db/embedded";
import { claimDataDir } from "@/db/launcher/data-dir";
import { temporaryFolder } from "../launcher";
import { tokenOf } from "../tokens";
import { test as base, expect, OBSERVER } from "./fixtures";
import { startPgBouncer } from "./pgbouncer";
import { startPostgresProxy } from "./postgres-proxy";
import { type App, orderThroughApi, startApp } from "./servers";
import {
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

type Cluster = { url: string; folder: string; stop: () => Promise<void>; start: () => Promise<void> };

const test = base.extend<
  { appOn: (url: string, environment?: Record<string, string>) => Promise<App> },
  { cluster: Cluster }
>({
  cluster: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the braces.
    async ({}, use) => {
      const folder = temporaryFolder("outages");
      const release = claimDataDir(`${folder}/data`);
      const plan = await planEmbeddedPostgres(`${folder}/data`, () => {});
      let server: EmbeddedServer | undefined = await plan.start();
      const stop = async () => {
        await server?.stop();
        server = undefined;
      };
      await use({
        url: plan.url,
        folder,
        stop,
        start: async () => {
          server ??= await plan.start();
        },
      });
      await stop();
      release();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
  // Where a database of the worker's own is made; here, on a server of its own.
  clusterUrl: [async ({ cluster }, use) => use(cluster.url), { scope: "worker" }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the braces.
  appOn: async ({}, use) => {
    const apps: App[] = [];
    await use(async (url, environment) => {
      const app = await startApp(url, environment);
      apps.push(app);
      return app;
    });
    for (const app of apps) await app.stop();
  },
});

test.describe.configure({ timeout: 240_000 });

const WAYS = ["directly", "through PgBouncer in transaction mode"] as const;

for (const way of WAYS)
  test.describe(way, () => {
    let stopWay: () => Promise<void> = async () => {};
    let app: App;

    test.beforeAll(async ({ databaseUrl, cluster, provider: _ }) => {
      let url = databaseUrl;
      if (way !== "directly") {
        const bouncer = await startPgBouncer(databaseUrl, cluster.folder);
        url = bouncer.url;
        stopWay = bouncer.stop;
      }
      app = await startApp(url);
    });
    test.afterAll(async () => {
      await app?.stop();
      await stopWay();
    });

    test("the whole flow: upload, preview, confirm, delete, mail", async ({ sql, organizationWith, provider }) => {
      const untouched = await bystander({ sql, organizationWith });
      const { world } = await orderedThrough(
        app,
        await worldOf({ sql, organizationWith }, { learners: 120, going: 90 }),
        sql,
      );
      await finish(sql, app.cron, [world]);
      await expectWorldWhole(sql, provider, world);
      await untouched();
    });

    test("connections cut again and again while a batch runs: whole transactions retried", async ({
      sql,
      organizationWith,
      provider,
    }) => {
      const untouched = await bystander({ sql, organizationWith });
      const another = async () =>
        (await orderedThrough(app, await worldOf({ sql, organizationWith }, { learners: 820, going: 800 }), sql)).world;
      const worlds = [await another()];
      // However fast the machine: another batch where one is over, until so many transactions were cut off in the middle.
      for (let cut = 0; cut < 20; ) {
        if (await isOver(sql, worlds)) worlds.push(await another());
        const run = app.cron().then(
          (answer) => expect([200, 503]).toContain(answer.status),
          () => {},
        );
        const moment = Math.random() * 60;
        await new Promise((resolve) => setTimeout(resolve, moment));
        const ended = await sql<{ working: boolean }[]>`
          select pg_terminate_backend(pid), xact_start is not null as working from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and application_name <> ${OBSERVER}
            and backend_type = 'client backend'`;
        cut += ended.filter(({ working }) => working).length;
        await leasesOver(sql);
        // Now and then a run lives to its end.
        if (moment > 54) await run;
      }
      await finish(sql, app.cron, worlds);
      for (const world of worlds) await expectWorldWhole(sql, provider, world);
      await untouched();
    });

    test("the database restarted while a batch runs: 503 meanwhile, the batch goes on, no half state", async ({
      sql,
      organizationWith,
      provider,
      cluster,
    }) => {
      const untouched = await bystander({ sql, organizationWith });
      const { world, token } = await orderedThrough(
        app,
        await worldOf({ sql, organizationWith }, { learners: 1600, going: 1500 }),
        sql,
      );
      const run = app.cron().catch(() => undefined);
      await cluster.stop();
      await expect(async () => expect(await statusOf(app, "/api/health")).toBe(503)).toPass({ timeout: 60_000 });
      const batch = `/api/v1/batches/${world.batchIds[0]}`;
      expect(await statusOf(app, batch, { authorization: `Bearer ${token}` })).toBe(503);
      expect(
        await statusOf(
          app,
          `/api/v1/batches?file_name=a.csv`,
          { authorization: `Bearer ${token}`, "content-type": "text/csv" },
          "a",
        ),
      ).toBe(503);
      expect((await app.cron()).status).toBe(503);
      await run;
      // A page says so, with an error's status, to whoever has a session; one that reads nothing may well be there.
      const page = await fetch(`${app.address}/users`, {
        headers: { cookie: "next-auth.session-token=of-nobody" },
        redirect: "manual",
      });
      expect([307, 500, 503]).toContain(page.status);
      await cluster.start();
      await expect(async () => expect(await statusOf(app, "/api/health")).toBe(200)).toPass({ timeout: 60_000 });
      await finish(sql, app.cron, [world]);
      await expectWorldWhole(sql, provider, world);
      await untouched();
    });
  });

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
      begin perform set_config('statement_timeout', '200ms', true); return null; end $$;
    create trigger bound_next after delete on group_memberships for each statement execute function bound_next();
    create function take_long() returns trigger language plpgsql as $$
      begin if old.id = ${slow} then perform pg_sleep(5); end if; return old; end $$;
    create trigger take_long before delete on learners for each row execute function take_long();`);
  try {
    await expect(async () => {
      await cron();
      const [chunks] = await sql`
        select count(*) filter (where done_at is null)::int as left, min(error_code) filter (where done_at is null) as code, sum(deleted)::int as deleted
        from deletion_chunks where organization_id = ${world.organization.id}`;
      expect(chunks).toEqual({ left: 1, code: "57014", deleted: 39 });
    }).toPass({ timeout: 60_000 });
  } finally {
    await sql.unsafe("drop function bound_next() cascade; drop function take_long() cascade");
  }
  await finish(sql, cron, [world]);
  await expectWorldWhole(sql, provider, world);
});

test("PgBouncer's pool exhausted: 503 within bounds, nothing half done; then it goes on", async ({
  sql,
  organizationWith,
  cluster,
  databaseUrl,
  provider,
  appOn,
}) => {
  const bouncer = await startPgBouncer(databaseUrl, cluster.folder, { default_pool_size: 2, query_wait_timeout: 2 });
  const app = await appOn(bouncer.url);
  const hog = connect(bouncer.url, 2);
  try {
    const { world, token } = await orderedThrough(
      app,
      await worldOf({ sql, organizationWith }, { learners: 60, going: 40 }),
      sql,
    );
    let letGo: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const hogs = [1, 2].map(() => hog.begin((tx) => tx`select 1`.then(() => held)));
    await expect(async () => expect(await statusOf(app, "/api/health")).toBe(503)).toPass({ timeout: 60_000 });
    const answers = await Promise.all([
      ...Array.from({ length: 8 }, () =>
        statusOf(app, `/api/v1/batches/${world.batchIds[0]}`, { authorization: `Bearer ${token}` }),
      ),
      app.cron().then((answer) => answer.status),
    ]);
    expect(new Set(answers)).toEqual(new Set([503]));
    letGo();
    await Promise.all(hogs);
    await expect(async () => expect(await statusOf(app, "/api/health")).toBe(200)).toPass({ timeout: 60_000 });
    await finish(sql, app.cron, [world]);
    await expectWorldWhole(sql, provider, world);
  } finally {
    await hog.end({ timeout: 1 });
    await bouncer.stop();
  }
});

test("Confirm: its COMMIT's answer lost is a 503; sent again it is ordered once", async ({
  sql,
  organizationWith,
  databaseUrl,
  provider,
  appOn,
}) => {
  const proxy = await startPostgresProxy(databaseUrl);
  const app = await appOn(proxy.url);
  try {
    const world = await worldWith({ sql, organizationWith }, { learners: 60, going: 40 });
    const { token } = await tokenOf(sql, world.organization, "order");
    const [id = ""] = world.batchIds;
    const read = async () =>
      (await (
        await fetch(`${app.address}/api/v1/batches/${id}`, { headers: { authorization: `Bearer ${token}` } })
      ).json()) as {
        state: string;
        preview: { users: number; number: number };
      };
    await expect(async () => {
      await app.cron();
      expect((await read()).state).toBe("ready");
    }).toPass({ timeout: 60_000 });
    const { users, number } = (await read()).preview;
    const confirm = async () =>
      statusOf(
        app,
        `/api/v1/batches/${id}/confirm`,
        { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": "once" },
        JSON.stringify({ expected_users: users, preview_number: number }),
      );
    proxy.loseCommitOf(/update deletion_batches set state = 'scheduled'/);
    const lostFirst = await confirm();
    expect(proxy.lost()).toBe(1);
    expect(lostFirst).toBe(503);
    await expect(async () => expect([200, 409]).toContain(await confirm())).toPass({ timeout: 60_000 });
    await finish(sql, app.cron, [world]);
    await expectWorldWhole(sql, provider, world);
    const orders = await sql`
      select 1 from audit_entries where organization_id = ${world.organization.id} and batch_id = ${id} and action = 'batch.confirmed'`;
    expect(orders).toHaveLength(1);
  } finally {
    await proxy.close();
  }
});

/** Ordered by an HR system through the application's API. */
async function orderedThrough(app: App, world: World, sql: Sql): Promise<{ world: World; token: string }> {
  const { token } = await tokenOf(sql, world.organization, "order");
  const people = world.organization.learners.filter((learner) => world.gone.includes(learner.id));
  world.batchIds.push(await orderThroughApi(app, token, people));
  return { world, token };
}

async function statusOf(app: App, path: string, headers: Record<string, string> = {}, body?: string): Promise<number> {
  const answer = await fetch(`${app.address}${path}`, {
    headers,
    ...(body === undefined ? {} : { method: "POST", body }),
    redirect: "manual",
    signal: AbortSignal.timeout(60_000),
  });
  await answer.body?.cancel();
  return answer.status;
}
