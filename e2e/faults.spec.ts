// Processes killed, and doubled, while a batch runs: nothing lost, nothing twice (spec 5).
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "./fixtures";
import { csvOf, order, runUntil, stateOf, upload } from "./orders";
import { expectWhole, snapshot } from "./whole";

const RUNNER = fileURLToPath(new URL("runner-process.ts", import.meta.url));
const ROOT = fileURLToPath(new URL("..", import.meta.url));

function startRunner(): { kill: () => Promise<void>; running: Promise<void> } {
  // Detached, so that the signal reaches tsx and what it has started.
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", RUNNER], {
    cwd: ROOT,
    env: process.env,
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const running = new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));
  return {
    running: Promise.race([running, ended]),
    kill: async () => {
      if (child.pid && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
      await ended;
    },
  };
}

test("in all the tests so far no run met a statement that the database does not understand", async ({ serverLog }) => {
  // A turn that fails is tried again later, so that nothing is lost, and nothing but the log shows a mistake in its SQL.
  const mistakes = serverLog()
    .split("\n")
    .filter((line) => /"code":"42/.test(line) && /"level":[45]0/.test(line));
  expect(mistakes).toEqual([]);
});

test("three processes on one batch, killed at random again and again: every row one outcome, every deletion once", async ({
  organizationWith,
  cron,
  sql,
}) => {
  test.setTimeout(180_000);
  const organization = await organizationWith({ learners: 3000 });
  const going = organization.learners.slice(0, 2500);
  const gone = going.map((learner) => learner.id);
  const before = await snapshot(sql, organization, gone);
  const batchId = await order(cron, organization, csvOf(going));
  let kills = 0;
  for (let round = 0; round < 6 && (await stateOf(organization, batchId)) !== "completed"; round++) {
    const runners = [startRunner(), startRunner(), startRunner()];
    await Promise.all(runners.map((runner) => runner.running));
    for (const runner of runners) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
      await runner.kill();
      kills++;
    }
    // What the killed had claimed is free again once its lease is over: it is over now.
    await sql`update deletion_chunks set lease_until = now() where organization_id = ${organization.id} and lease_until is not null`;
  }
  expect(kills).toBeGreaterThanOrEqual(3);
  await runUntil(cron, organization, batchId, "completed");
  await expectWhole(sql, { organization, batchIds: [batchId], gone, before });
});

test("a process killed while it checks a file: the next run takes it up and stages every row once", async ({
  organizationWith,
  cron,
  sql,
}) => {
  test.setTimeout(120_000);
  const organization = await organizationWith({ learners: 5, learningData: false });
  const lines = Array.from({ length: 60_000 }, (_, index) => ({ email: `nobody-${index}@example.com` }));
  const batchId = await upload(organization, csvOf(lines));
  const runner = startRunner();
  await runner.running;
  // Killed as soon as it has claimed the file, which is before it has staged 60,000 rows, or after: both must do.
  await expect(async () => {
    const [batch] =
      await sql`select check_token from deletion_batches where organization_id = ${organization.id} and id = ${batchId}`;
    expect(batch?.check_token).toBeGreaterThan(0);
  }).toPass({ timeout: 30_000, intervals: [20] });
  await runner.kill();
  await sql`update deletion_batches set check_lease_until = now() - interval '1 second' where organization_id = ${organization.id} and id = ${batchId} and check_lease_until is not null`;
  await runUntil(cron, organization, batchId, "ready");
  const [staged] =
    await sql`select count(*)::int as count, count(distinct row_number)::int as rows from staged_rows where organization_id = ${organization.id} and batch_id = ${batchId}`;
  expect(staged).toEqual({ count: 60_000, rows: 60_000 });
  const [slices] =
    await sql`select count(*)::int as count from upload_slices where organization_id = ${organization.id}`;
  expect(slices?.count).toBe(0);
});
