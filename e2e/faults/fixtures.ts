// What the tests under faults have besides those of e2e/fixtures.ts: a database of the worker's own, processes to kill, a provider that
// counts. `cron` is one run of a process that stands by. Imported by the specs of this folder.
import { randomBytes } from "node:crypto";
import { connect, type Sql } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { test as base, expect } from "../fixtures";
import { type ResendStandIn, startResendStandIn } from "../resend-stand-in";
import { Runner, type RunnerPlan, type RunSummary } from "./runners";

export { expect };

/** application_name of connections that are the test's own and no process's under test. */
export const OBSERVER = "observer";

type Fixtures = {
  /** Starts a process that runs until it is killed; at the end of the test it is. */
  startRunner: (plan?: RunnerPlan) => Runner;
  /** One that runs when asked to. */
  startAsked: (plan?: RunnerPlan) => Runner;
  /** One of these that is there already. */
  standby: Runner;
  /** One run of it, of so many milliseconds. */
  run: (milliseconds?: number) => Promise<RunSummary>;
  cron: () => Promise<Record<string, unknown>>;
};

type WorkerFixtures = {
  /** The server on which that database is made. */
  clusterUrl: string;
  /** Its address. The environment names it too, for lib and for every process that is started. */
  databaseUrl: string;
  provider: ResendStandIn;
  sql: Sql;
};

export const test = base.extend<Fixtures, WorkerFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the braces.
  clusterUrl: [async ({}, use) => use(process.env.E2E_CLUSTER_URL ?? ""), { scope: "worker" }],
  databaseUrl: [
    async ({ clusterUrl }, use) => {
      const name = `faults_${randomBytes(4).toString("hex")}`;
      const sql = connect(clusterUrl, 1);
      await sql.unsafe(`create database ${name}`);
      await sql.end();
      const url = clusterUrl.replace(/[^/]+$/, name);
      await migrateDatabase(url);
      Object.assign(process.env, {
        // The test's own connections, lib's in this process too, are told by their name.
        DATABASE_URL: `${url}?application_name=${OBSERVER}`,
        E2E_DATABASE_URL: url,
        TOMBSTONE_KEY: process.env.E2E_TOMBSTONE_KEY,
        CERTIFICATE_KEY: process.env.E2E_CERTIFICATE_KEY,
        CRON_SECRET: process.env.E2E_CRON_SECRET,
        NEXTAUTH_SECRET: "only for tests, signs nothing at all",
      });
      await use(url);
    },
    { scope: "worker", auto: true },
  ],
  provider: [
    async ({ databaseUrl: _ }, use) => {
      const provider = await startResendStandIn();
      Object.assign(process.env, {
        RESEND_API_KEY: "re_stand_in",
        RESEND_BASE_URL: provider.url,
        MAIL_FROM: "Learning Admin <learning-admin@tests.example>",
      });
      await use(provider);
      await provider.close();
    },
    { scope: "worker", auto: true },
  ],
  sql: [
    async ({ databaseUrl }, use) => {
      const sql = connect(`${databaseUrl}?application_name=${OBSERVER}`, 4);
      await use(sql);
      await sql.end();
    },
    { scope: "worker" },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the braces.
  baseURL: async ({}, use) => use(undefined),
  startRunner: async ({ provider: _ }, use) => {
    const started: Runner[] = [];
    await use((plan = {}) => {
      const runner = new Runner(plan);
      started.push(runner);
      return runner;
    });
    for (const runner of started) await runner.kill();
  },
  startAsked: async ({ provider: _ }, use) => {
    const started: Runner[] = [];
    await use((plan = {}) => {
      const runner = new Runner(plan, true);
      started.push(runner);
      return runner;
    });
    for (const runner of started) await runner.kill();
  },
  standby: async ({ startAsked }, use) => use(startAsked()),
  run: async ({ standby }, use) => use((milliseconds) => standby.run(milliseconds)),
  cron: async ({ run }, use) => use(async () => ({ ...(await run()) })),
});
