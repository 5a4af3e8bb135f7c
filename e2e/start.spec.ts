// `npm start` from outside: what it prints, what survives a second start or a kill, what is left when it ends.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { connect } from "@/db/client";
import { embeddedUrl } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { expect, test } from "./fixtures";
import { freePort, type Launched, launch, temporaryFolder } from "./launcher";

test.describe.configure({ mode: "serial" });
test.setTimeout(180_000);

let folder = "";
let dataDir = "";
let port = 0;
let running: Launched | undefined;

test.beforeAll(async () => {
  folder = temporaryFolder("start");
  dataDir = join(folder, "data");
  port = await freePort();
});
test.afterAll(async () => {
  running?.interrupt();
  await running?.ended;
  rmSync(folder, { recursive: true, force: true });
});

const settings = () => ({ DATA_DIR: dataDir, PORT: String(port), DEMO_LEARNERS: "40" });
const answers = async () => (await fetch(`http://127.0.0.1:${port}/api/health`)).status;

async function learnersOf(name: string): Promise<number[]> {
  const sql = connect(embeddedUrl(dataDir), 1);
  try {
    const rows = await sql<{ id: number }[]>`
      select l.id from learners l join organizations o on o.id = l.organization_id where o.name = ${name} order by 1`;
    return rows.map(({ id }) => id);
  } finally {
    await sql.end();
  }
}

/** Processes whose command or environment names this test's data. */
function leftOver(): string[] {
  return spawnSync("ps", ["-eo", "pid,stat,command"], { encoding: "utf8" })
    .stdout.split("\n")
    .filter((line) => line.includes(dataDir) || line.includes(`-p ${port}`));
}

test("npm start prints the address and the demo accounts, and keeps its secrets to its owner", async () => {
  running = launch(settings());
  await running.ready;
  await expect.poll(() => running?.output()).toContain("admin@nusantara-academy.example");
  expect(running.output()).toContain(`Ready: http://localhost:${port}`);
  expect(running.output()).toContain("Learning-Demo-2026");
  expect(await answers()).toBe(200);
  for (const name of readdirSync(dataDir).filter((file) => !["postgres"].includes(file)))
    expect(statSync(join(dataDir, name)).mode & 0o077, name).toBe(0);
  expect((await learnersOf("Enigma Hub")).length).toBe(40);
  expect((await learnersOf("Nusantara Academy")).length).toBe(300);
});

test("a second start on the same data or the same port is refused with one line", async () => {
  const same = launch({ ...settings(), PORT: String(await freePort()) });
  expect(await same.ended).toBe(1);
  expect(same.output()).toMatch(/^Already running on .*\n$/);
  const other = launch({ ...settings(), DATA_DIR: join(folder, "other") });
  expect(await other.ended).toBe(1);
  expect(other.output()).toMatch(/^PORT \d+ on 127\.0\.0\.1 is in use.*\n$/);
  expect(await answers()).toBe(200);
});

test("a launcher that was killed takes its server with it, and the next start recovers", async () => {
  const before = await learnersOf("Enigma Hub");
  process.kill(Number.parseInt(readFileSync(join(dataDir, "launcher.pid"), "utf8"), 10), "SIGKILL");
  await running?.ended;
  running = launch(settings());
  await running.ready;
  expect(await answers()).toBe(200);
  expect(await learnersOf("Enigma Hub")).toEqual(before);
});

test("Ctrl-C ends with 0 and leaves nothing running", async () => {
  running?.interrupt();
  expect(await running?.ended).toBe(0);
  expect(leftOver()).toEqual([]);
  expect(existsSync(join(dataDir, "launcher.pid"))).toBe(false);
  await expect(answers()).rejects.toThrow();
});

test("npm start: Ctrl-C leaves nothing running", async () => {
  running = launch(settings(), { throughNpm: true });
  await running.ready;
  running.interrupt();
  await running.ended;
  expect(leftOver()).toEqual([]);
});

test("npm start: SIGTERM in the middle of the start, or npm killed, leaves nothing running", async () => {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const fresh = join(dataDir, signal);
    running = launch({ ...settings(), DATA_DIR: fresh }, { throughNpm: true });
    await expect.poll(() => existsSync(join(fresh, "postgres-port")), { intervals: [20] }).toBe(true);
    running.process.kill(signal);
    await running.ended;
    await expect.poll(leftOver, { timeout: 30_000 }).toEqual([]);
  }
});

for (const [variable, value, says] of [
  ["PORT", "no-number", /^PORT is malformed/],
  ["CRON_TIMER", "often", /^CRON_TIMER is malformed/],
  ["TOMBSTONE_KEY", "short", /^TOMBSTONE_KEY is malformed/],
  ["CERTIFICATE_KEY", "c2hvcnQ=", /^CERTIFICATE_KEY is malformed/],
  ["DEMO_LEARNERS", "-4", /^DEMO_LEARNERS is malformed/],
  ["TRUST_PROXY", "10.0.0.0/8, the balancer", /^TRUST_PROXY is malformed/],
  ["OIDC_ISSUER", "https://login.example", /^OIDC_CLIENT_ID is missing: OIDC_ISSUER is set/],
  ["HOST", "0.0.0.0", /^DEMO_PASSWORD is missing/],
  ["DATABASE_URL", "postgres://nobody@127.0.0.1:9/none", /^NEXTAUTH_SECRET is missing/],
  ["DATABASE_URL", "mysql://nobody@127.0.0.1/none", /^DATABASE_URL is malformed/],
] as const)
  test(`${variable}=${value} stops the start with one line that says so`, async () => {
    const refused = launch({ ...settings(), [variable]: value });
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toMatch(says);
    expect(refused.output().trim().split("\n")).toHaveLength(1);
    expect(leftOver()).toEqual([]);
  });

test("a database whose encoding is not UTF8 is refused with one line, and left as it is", async () => {
  const url = new URL(process.env.E2E_DATABASE_URL ?? "");
  const sql = connect(url.href, 1);
  const name = `narrow_${process.pid}`;
  await sql.unsafe(
    `create database ${name} template template0 encoding 'WIN1252' locale_provider libc lc_collate 'C' lc_ctype 'C'`,
  );
  try {
    url.pathname = `/${name}`;
    await expect(migrateDatabase(url.href)).rejects.toThrow(/^The database's encoding is WIN1252\. .*UTF8.*$/);
    const narrow = connect(url.href, 1);
    expect(await narrow`select 1 from pg_class where relname = 'organizations'`).toHaveLength(0);
    await narrow.end();
  } finally {
    await sql.unsafe(`drop database ${name} with (force)`);
    await sql.end();
  }
});
