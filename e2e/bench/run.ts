// `npm run bench`: the figures of the product, each beside its reference in the same run on the same database. Prints a table
// and, as its last line, the same as JSON. Takes about ten minutes on two cores. `BENCH_LEARNERS` makes it smaller.
import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { connect, type Sql } from "@/db/client";
import { embeddedUrl } from "@/db/embedded";
import { hashPassword } from "@/db/seed/password";
import { provideBrowser } from "../browser";
import { freePort, launch, temporaryFolder } from "../launcher";
import { addingTimes } from "./adding";
import { makeOrganization } from "./dataset";
import { mixedRows, toCsv } from "./file";
import { finding } from "./finding";
import { plainDeletion, plainPreview } from "./plain-sql";
import { reportPaths, serverTimes, summary, userPaths } from "./reading";
import { type Memory, serverMemory } from "./server-memory";

const LEARNERS = Number(process.env.BENCH_LEARNERS ?? 1_000_000);
const PREVIEW_ROWS = Math.round(LEARNERS * 0.44);
const DELETION_ROWS = Math.round(LEARNERS / 10);
/** At a million learners a file of 15 MB, nearly. */
const ADDING_ROWS = Math.round(LEARNERS * 0.225);
const PASSWORD = "Learning-Bench-2026";
const AUM = "/authenticate/automate-user-management";

type Figure = { name: string; value: number; unit: string; reference?: number; ratio?: number; bar: string };
const figures: Figure[] = [];
const say = (text: string) =>
  console.log(`[${new Date().toISOString().slice(11, 19)}, load ${loadavg()[0]?.toFixed(1)}] ${text}`);
const round = (value: number, digits = 2) => Number(value.toFixed(digits));
const quantile = (values: number[], q: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? 0;

const folder = temporaryFolder("bench");
const dataDir = join(folder, "data");
const port = await freePort();
const app = `http://localhost:${port}`;
const secret = randomBytes(32).toString("hex");
const tombstoneKey = `1:${randomBytes(32).toString("base64")}`;
const server = launch(
  { DATA_DIR: dataDir, PORT: String(port), CRON_SECRET: secret, TOMBSTONE_KEY: tombstoneKey, DEMO_LEARNERS: "100" },
  { logFile: join(folder, "log") },
);
await server.ready;
const sql = connect(embeddedUrl(dataDir), 4);
let browser: Browser | undefined;
try {
  say(`making ${LEARNERS.toLocaleString("en")} learners with 11 learning records each`);
  const { organizationId } = await makeOrganization(sql, "Bench", LEARNERS);
  await sql`update admins set password_hash = ${await hashPassword(PASSWORD)} where organization_id = ${organizationId}`;
  await sql`insert into sign_in_addresses (normalized_email, organization_id, admin_id) select normalized_email, organization_id, id from admins where organization_id = ${organizationId}`;
  await sql.unsafe("vacuum analyze");
  browser = await chromium.launch({
    executablePath: provideBrowser(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  // The admin's browser shares these cores: what it would draw while the server works is left out.
  const page = await (await browser.newContext({ baseURL: app, locale: "en-GB", reducedMotion: "reduce" })).newPage();
  await signIn(page, organizationId);
  await reading(page, sql, organizationId);
  const memory = serverMemory(server.process.pid ?? 0);
  await previews(page, sql, organizationId, memory);
  await deletions(page, sql, organizationId, memory);
  await reports(page, sql, organizationId, "Reports after the deletion");
  await addings(page, sql, organizationId);
  await findings(page, sql, organizationId);
  memory.stop();
  figures.push({
    name: "server memory, peak",
    value: round(memory.peakBytes() / 2 ** 20, 0),
    unit: "MB",
    bar: "below 512",
  });
  await javascript(browser, organizationId);
  report();
} finally {
  await browser?.close();
  await sql.end();
  server.interrupt();
  await server.ended;
  rmSync(folder, { recursive: true, force: true });
}

async function signIn(page: Page, organizationId: number): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email", { exact: true }).fill(`admin-${organizationId}@bench.example`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** Time to the first byte and the whole page, without a browser's rendering. */
async function pageTimes(page: Page, path: string, times = 20): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    const answer = await page.request.get(path);
    await answer.body();
    if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}`);
    taken.push(performance.now() - began);
  }
  return taken;
}

/** Server time of Users, with its search and filters, and of Reports. */
async function reading(page: Page, sql: Sql, organizationId: number): Promise<void> {
  await page.goto("about:blank");
  const users = await userPaths(sql, organizationId);
  const times = await serverTimes(page, app, users);
  const all = summary(times);
  say(`Users: ${users.length} questions, slowest ${all.slowest.path} with ${round(all.slowest.p50, 0)} ms`);
  const name = `Users, search and filters, ${users.length} different questions`;
  figures.push({ name: `${name}, p50`, value: round(all.p50, 0), unit: "ms", bar: "" });
  figures.push({ name: `${name}, p95`, value: round(all.p95, 0), unit: "ms", bar: "below 100" });
  await reports(page, sql, organizationId, "Reports");
}

async function reports(page: Page, sql: Sql, organizationId: number, name: string): Promise<void> {
  await page.goto("about:blank");
  const all = summary(await serverTimes(page, app, await reportPaths(sql, organizationId)));
  const [totals] = await sql<{ rows: number }[]>`
    select count(*)::int as rows from report_totals where organization_id = ${organizationId}`;
  say(`${name}: from ${totals?.rows.toLocaleString("en")} kept sums; slowest ${all.slowest.path}`);
  figures.push({ name: `${name}, p95`, value: round(all.p95, 0), unit: "ms", bar: "below 200" });
}

/** From Continue to the preview on the screen. Other pages are asked for meanwhile. */
async function upload(page: Page, csv: Buffer, name: string): Promise<number> {
  await page.goto(`${AUM}#user-deletion`);
  await page.getByRole("button", { name: "Delete users", exact: true }).click();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await page.locator('input[type="file"]').setInputFiles({ name, mimeType: "text/csv", buffer: csv });
  const began = performance.now();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("heading", { name: /^Preview/ }).waitFor({ timeout: 300_000 });
  return performance.now() - began;
}

async function previews(page: Page, sql: Sql, organizationId: number, memory: Memory): Promise<void> {
  const rows = mixedRows(PREVIEW_ROWS, 0);
  const csv = toCsv(rows);
  say(`preview of ${PREVIEW_ROWS.toLocaleString("en")} rows, ${(csv.length / 2 ** 20).toFixed(1)} MB: plain SQL`);
  const batchId = randomUUID();
  const reference = await plainPreview(
    sql,
    organizationId,
    batchId,
    rows.filter((row) => row.valid),
  );
  await forget(sql, organizationId, batchId);
  say(`plain SQL took ${round(reference / 1000)} s; now the product`);
  let asking = true;
  const others = (async () => {
    const taken: number[] = [];
    const other = await page.context().newPage();
    // Somebody else at work, not a load test: that would take a core from what is measured.
    while (asking) {
      taken.push(...(await pageTimes(other, "/users", 1)));
      await page.waitForTimeout(500);
    }
    await other.close();
    return taken;
  })();
  const taken = await upload(page, csv, "preview.csv");
  asking = false;
  const answered = await others;
  figures.push({
    name: `Continue to preview, ${PREVIEW_ROWS.toLocaleString("en")} rows`,
    value: round(taken / 1000),
    unit: "s",
    reference: round(reference / 1000),
    ratio: round(taken / reference),
    bar: "ratio ≤ 2, ≤ 20 s",
  });
  figures.push({
    name: "Users page meanwhile, p95",
    value: round(quantile(answered, 0.95), 0),
    unit: "ms",
    bar: "keeps answering",
  });
  figures.push({
    name: "server memory after it, peak",
    value: round(memory.peakBytes() / 2 ** 20, 0),
    unit: "MB",
    bar: "below 512",
  });
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.waitForTimeout(500);
  await runs();
}

async function deletions(page: Page, sql: Sql, organizationId: number, _memory: Memory): Promise<void> {
  const ours = mixedRows(DELETION_ROWS, Math.round(LEARNERS * 0.5));
  const theirs = mixedRows(DELETION_ROWS, Math.round(LEARNERS * 0.7));
  await sql.unsafe("vacuum analyze");
  await sql.unsafe("checkpoint");
  const taken = await upload(page, toCsv(ours), "deletion.csv");
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  const users = (await page.getByText(/^Type/).locator(".typed").first().textContent()) ?? "";
  await page.getByRole("textbox", { name: /^Type/ }).fill(users);
  const began = performance.now();
  await page.getByRole("button", { name: "Confirm", exact: true }).click();
  // The admin's browser is another machine: on this one its drawing would take a core from the server.
  await page.getByRole("dialog", { name: /processed/ }).waitFor();
  await page.goto("about:blank");
  for (;;) {
    await runs();
    const [batch] = await sql<
      { state: string }[]
    >`select state from deletion_batches where organization_id = ${organizationId} and file_name = 'deletion.csv'`;
    if (batch?.state.startsWith("completed")) break;
  }
  const deleting = performance.now() - began;
  const [longest] = await sql<
    { learners: number }[]
  >`select max(learners) as learners from deletion_chunks where organization_id = ${organizationId}`;
  say(
    `deleted in ${round(deleting / 1000)} s (largest chunk ${longest?.learners} learners), staged in ${round(taken / 1000)} s; now plain SQL`,
  );
  await sql.unsafe("checkpoint");
  const batchId = randomUUID();
  const reference = await plainDeletion(
    sql,
    organizationId,
    batchId,
    theirs.filter((row) => row.valid),
  );
  await forget(sql, organizationId, batchId);
  const whole = taken + deleting;
  figures.push({
    name: `Deleting ${users} learners, Continue to end`,
    value: round(whole / 1000),
    unit: "s",
    reference: round(reference / 1000),
    ratio: round(whole / reference),
    bar: "ratio ≤ 1.2",
  });
  figures.push({
    name: "of these, Confirm to end",
    value: round(deleting / 1000),
    unit: "s",
    reference: round(reference / 1000),
    ratio: round(deleting / reference),
    bar: "",
  });
}

async function addings(page: Page, sql: Sql, organizationId: number): Promise<void> {
  const { rows, megabytes, check, add, plain } = await addingTimes({ page, sql, organizationId, runs }, ADDING_ROWS);
  say(
    `added ${rows.toLocaleString("en")} rows, ${megabytes.toFixed(1)} MB: ${round(check)} + ${round(add)} ms, plain ${round(plain)} ms`,
  );
  const whole = { unit: "s", reference: round(plain / 1000) };
  figures.push({
    ...whole,
    name: `Adding users, ${rows.toLocaleString("en")} rows, Continue to end`,
    value: round((check + add) / 1000),
    ratio: round((check + add) / plain),
    bar: "ratio ≤ 2",
  });
  figures.push({
    ...whole,
    name: "of these, Add to end",
    value: round(add / 1000),
    ratio: round(add / plain),
    bar: "",
  });
}

async function findings(page: Page, sql: Sql, organizationId: number): Promise<void> {
  const { milliseconds, reference } = await finding(page, sql, organizationId, tombstoneKey, PREVIEW_ROWS, say);
  figures.push({
    name: `Finding ${PREVIEW_ROWS.toLocaleString("en")} deleted users, Continue to the list`,
    value: round(milliseconds / 1000),
    unit: "s",
    reference: round(reference / 1000),
    ratio: round(milliseconds / reference),
    bar: "ratio ≤ 2",
  });
}

/** One call of the cron address; it goes on until nothing is due or its time is up. */
async function runs(): Promise<void> {
  const answer = await fetch(`${app}/api/cron/deletion-batches`, { headers: { authorization: `Bearer ${secret}` } });
  if (!answer.ok) throw new Error(`cron answered ${answer.status}`);
}

async function forget(sql: Sql, organizationId: number, batchId: string): Promise<void> {
  for (const table of ["staged_rows", "pinned_learners", "outcomes"]) {
    await sql`delete from ${sql(table)} where organization_id = ${organizationId} and batch_id = ${batchId}`;
  }
  await sql.unsafe("vacuum staged_rows, pinned_learners, outcomes");
}

/** JavaScript of a first load, as it travels: what the page itself names. What comes on demand after that stands apart. */
async function javascript(browser: Browser, organizationId: number): Promise<void> {
  const context = await browser.newContext({ baseURL: app, locale: "en-GB" });
  const page = await context.newPage();
  await signIn(page, organizationId);
  for (const path of ["/users", "/reports", AUM, `${AUM}/batches`, "/mailbox"]) {
    const fresh = await context.newPage();
    const session = await context.newCDPSession(fresh);
    await session.send("Network.enable");
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    const scripts = new Map<string, string>();
    const bytes = { first: 0, onDemand: 0 };
    session.on(
      "Network.responseReceived",
      ({ requestId, type, response }) => type === "Script" && scripts.set(requestId, new URL(response.url).pathname),
    );
    const named = await (await fresh.request.get(path)).text();
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const script = scripts.get(requestId);
      if (script) bytes[named.includes(script) ? "first" : "onDemand"] += encodedDataLength;
    });
    await fresh.goto(path, { waitUntil: "networkidle" });
    figures.push({ name: `JavaScript of ${path}`, value: round(bytes.first / 1000, 0), unit: "kB", bar: "below 250" });
    if (bytes.onDemand > 0)
      figures.push({ name: `on demand after that`, value: round(bytes.onDemand / 1000, 0), unit: "kB", bar: "" });
    await fresh.close();
  }
}

function report(): void {
  const processor = /model name\s*: (.*)/.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1] ?? "unknown";
  console.log(
    `\n${cpus().length} × ${processor}, load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(" ")}\n`,
  );
  console.log("| figure | value | plain SQL | ratio | to reach |\n| --- | --- | --- | --- | --- |");
  for (const { name, value, unit, reference, ratio, bar } of figures) {
    console.log(
      `| ${name} | ${value.toLocaleString("en")} ${unit} | ${reference ? `${reference} ${unit}` : ""} | ${ratio ?? ""} | ${bar} |`,
    );
  }
  console.log(JSON.stringify({ learners: LEARNERS, figures }));
}
