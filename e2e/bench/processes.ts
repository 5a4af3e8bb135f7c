// `npm run bench:processes`: one large batch, worked on by 1, 2 and 4 processes on one database: learners a second beside one
// process in the same run, and that all of it is whole afterwards. `BENCH_LEARNERS` makes it smaller. Last line: the same as JSON.
import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connect } from "@/db/client";
import { planEmbeddedPostgres } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import type { Runner } from "@/lib/auth";
import { temporaryFolder } from "../launcher";
import type { TestOrganization } from "../organizations";
import { makeOrganization } from "./dataset";
import { mixedRows, toCsv } from "./file";
import { expectWholeInSql, noteWhatStays } from "./whole-in-sql";

const LEARNERS = Number(process.env.BENCH_LEARNERS ?? 240_000);
/** One process first and last: what grows or warms up meanwhile is not the others' merit. */
const TURNS = [1, 2, 4, 1];
const ROWS = Math.floor((LEARNERS * 0.9) / TURNS.length);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const say = (text: string) =>
  console.log(`[${new Date().toISOString().slice(11, 19)}, load ${loadavg()[0]?.toFixed(1)}] ${text}`);
const round = (value: number, digits = 2) => Number(value.toFixed(digits));

const folder = temporaryFolder("bench-processes");
mkdirSync(join(folder, "data"));
const postgres = await (await planEmbeddedPostgres(join(folder, "data"), () => {})).start();
const sql = connect(postgres.url, 4);
const runners: ReturnType<typeof startRunner>[] = [];
try {
  await migrateDatabase(postgres.url);
  say(`making ${LEARNERS.toLocaleString("en")} learners with 11 learning records each`);
  const { organizationId, adminId } = await makeOrganization(sql, "Bench", LEARNERS);
  const email = `admin-${organizationId}@bench.example`;
  // Of an organization only who orders matters here.
  const organization = {
    id: organizationId,
    name: "Bench",
    admin: { id: adminId, name: "Bench Admin", email },
  } as TestOrganization;
  Object.assign(process.env, {
    E2E_DATABASE_URL: postgres.url,
    E2E_TOMBSTONE_KEY: `1:${randomBytes(32).toString("base64")}`,
    E2E_CRON_SECRET: randomBytes(32).toString("hex"),
    E2E_CERTIFICATE_KEY: generateKeyPairSync("ed25519")
      .privateKey.export({ type: "pkcs8", format: "der" })
      .toString("base64"),
  });
  // lib reads the environment when it is first used, so it comes in after that is set.
  const { confirm, runUntil, upload } = await import("../orders");
  const { runDueWork } = await import("@/lib/processing");

  type Turn = { processes: number; learners: number; seconds: number };
  const turns: Turn[] = [];
  for (const [index, processes] of TURNS.entries()) {
    const batchId = await upload(organization, toCsv(mixedRows(ROWS, index * ROWS)));
    await runUntil(() => runDueWork({} as Runner, 60_000), organization, batchId, "ready");
    const before = await noteWhatStays(sql, organizationId, batchId);
    await sql.unsafe("vacuum analyze");
    await sql.unsafe("checkpoint");
    runners.push(...Array.from({ length: processes }, startRunner));
    await Promise.all(runners.map(({ running }) => running));
    const began = performance.now();
    const answer = await confirm(organization, batchId);
    if (!answer.ok) throw new Error(`Confirm answered ${answer.code}`);
    for (let state = ""; !state.startsWith("completed"); ) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const [batch] = await sql<{ state: string }[]>`
        select state from deletion_batches where organization_id = ${organizationId} and id = ${batchId}`;
      state = batch?.state ?? "";
    }
    const seconds = (performance.now() - began) / 1000;
    await Promise.all(runners.splice(0).map(({ stop }) => stop()));
    await runDueWork({} as Runner, 10_000);
    await expectWholeInSql(sql, organizationId, batchId, before);
    turns.push({ processes, learners: before.going, seconds });
    say(`${processes} at work: ${before.going.toLocaleString("en")} learners in ${round(seconds)} s, all of it whole`);
  }

  const rate = ({ learners, seconds }: Turn) => learners / seconds;
  const ones = turns.filter(({ processes }) => processes === 1);
  const one = ones.reduce((sum, turn) => sum + rate(turn), 0) / ones.length;
  console.log(`\n${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}\n`);
  console.log(
    "| processes | learners | seconds | learners a second | beside one process |\n| --- | --- | --- | --- | --- |",
  );
  const figures = turns.map((turn) => ({
    ...turn,
    seconds: round(turn.seconds),
    aSecond: round(rate(turn), 0),
    ratio: round(rate(turn) / one),
  }));
  for (const { processes, learners, seconds, aSecond, ratio } of figures)
    console.log(`| ${processes} | ${learners} | ${seconds} | ${aSecond} | ${ratio} |`);
  console.log(JSON.stringify({ learners: LEARNERS, figures }));
} finally {
  await Promise.all(runners.map(({ stop }) => stop()));
  const { sql: pool } = await import("@/db/client");
  if (process.env.E2E_DATABASE_URL) await pool.end();
  await sql.end();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** A process that does nothing but runs. Detached, so that the signal reaches tsx and what it has started. */
function startRunner() {
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", "e2e/bench/run-process.ts"], {
    cwd: ROOT,
    env: process.env,
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const running = new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));
  return {
    running: Promise.race([
      running,
      ended.then(() => {
        throw new Error("a runner ended before it began");
      }),
    ]),
    stop: async () => {
      if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGKILL");
      await ended;
    },
  };
}
