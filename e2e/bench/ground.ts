// What every section of the benchmark stands on: the built application on a Postgres of its own, an organization, an admin's
// browser. Made once by run.ts. `--dataset FOLDER` keeps the organizations there, so that the next run only copies them.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { connect, type Sql } from "@/db/client";
import { embeddedUrl } from "@/db/embedded";
import { hashPassword } from "@/db/seed/password";
import { provideBrowser } from "../browser";
import { freePort, type Launched, launch, temporaryFolder } from "../launcher";
import { makeOrganization } from "./dataset";
import { say } from "./figures";
import { type Memory, serverMemory } from "./server-memory";

const PASSWORD = "Learning-Bench-2026";

export type Organization = { id: number; learners: number };

export type Ground = {
  app: string;
  sql: Sql;
  databaseUrl: string;
  organizations: Organization[];
  browser: Browser;
  tombstoneKey: string;
  memory: Memory;
  /** A page of a browser of its own, signed in as the organization's admin. */
  pageOf: (organization: Organization) => Promise<Page>;
  /** One call of the cron address; it goes on until nothing is due or its time is up. */
  runs: () => Promise<void>;
  close: () => Promise<void>;
};

type Server = { process: Launched; sql: Sql; app: string; cronSecret: string; tombstoneKey: string };

async function serve(dataDir: string, logFile: string): Promise<Server> {
  const port = await freePort();
  const cronSecret = randomBytes(32).toString("hex");
  const tombstoneKey = `1:${randomBytes(32).toString("base64")}`;
  const process = launch(
    {
      DATA_DIR: dataDir,
      PORT: String(port),
      CRON_SECRET: cronSecret,
      TOMBSTONE_KEY: tombstoneKey,
      DEMO_LEARNERS: "100",
    },
    { logFile },
  );
  await process.ready;
  return { process, sql: connect(embeddedUrl(dataDir), 4), app: `http://localhost:${port}`, cronSecret, tombstoneKey };
}

async function stop({ process, sql }: Server): Promise<void> {
  await sql.end();
  process.interrupt();
  await process.ended;
}

const named = (learners: number) => `Bench ${learners}`;

/** Those that are missing are made; all are answered in the order asked for. */
async function provideOrganizations(sql: Sql, sizes: number[]): Promise<Organization[]> {
  const found: Organization[] = [];
  for (const learners of sizes) {
    const [there] = await sql<{ id: number }[]>`select id from organizations where name = ${named(learners)}`;
    if (there) {
      found.push({ id: there.id, learners });
      continue;
    }
    say(`making ${learners.toLocaleString("en")} learners with 11 learning records each`);
    const { organizationId: id } = await makeOrganization(sql, named(learners), learners);
    await sql`update admins set password_hash = ${await hashPassword(PASSWORD)} where organization_id = ${id}`;
    await sql`insert into sign_in_addresses (normalized_email, organization_id, admin_id) select normalized_email, organization_id, id from admins where organization_id = ${id}`;
    found.push({ id, learners });
  }
  await sql.unsafe("vacuum analyze");
  return found;
}

/** Fills `dataset` if need be, and lays a copy of it into `dataDir`. */
async function copyDataset(dataset: string, dataDir: string, sizes: number[]): Promise<void> {
  const kept = join(dataset, `learners-${sizes.join("-")}`);
  if (!existsSync(kept)) {
    const growing = `${kept}-growing`;
    rmSync(growing, { recursive: true, force: true });
    mkdirSync(dataset, { recursive: true });
    const server = await serve(growing, `${growing}.log`);
    await provideOrganizations(server.sql, sizes);
    await stop(server);
    renameSync(growing, kept);
  }
  say(`copying what is kept in ${kept}`);
  // With its owner: as root, the server runs as another user. (fs.cpSync forgets whose a file is.)
  execFileSync("cp", ["-a", kept, dataDir]);
}

export async function layGround(sizes: number[], dataset?: string): Promise<Ground> {
  const folder = temporaryFolder("bench");
  const dataDir = join(folder, "data");
  if (dataset) await copyDataset(dataset, dataDir, sizes);
  const server = await serve(dataDir, join(folder, "log"));
  const { app, sql, cronSecret, tombstoneKey } = server;
  const close = async () => {
    await stop(server);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const organizations = await provideOrganizations(sql, sizes);
    const browser = await chromium.launch({
      executablePath: provideBrowser(),
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
    const memory = serverMemory(server.process.process.pid ?? 0);
    return {
      app,
      sql,
      databaseUrl: embeddedUrl(dataDir),
      organizations,
      browser,
      tombstoneKey,
      memory,
      pageOf: async ({ id }) => {
        // The admin's browser shares these cores: what it would draw while the server works is left out.
        const context = await browser.newContext({ baseURL: app, locale: "en-GB", reducedMotion: "reduce" });
        const page = await context.newPage();
        await page.goto("/sign-in");
        await page.getByLabel("Email", { exact: true }).fill(`admin-${id}@bench.example`);
        await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
        await page.getByRole("button", { name: "Sign in", exact: true }).click();
        await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
        return page;
      },
      runs: async () => {
        const headers = { authorization: `Bearer ${cronSecret}` };
        const answer = await fetch(`${app}/api/cron/deletion-batches`, { headers });
        if (!answer.ok) throw new Error(`cron answered ${answer.status}`);
      },
      close: async () => {
        memory.stop();
        await browser.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
