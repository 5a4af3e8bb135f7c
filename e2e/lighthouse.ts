// `npm run lighthouse [words of paths …]`: Lighthouse's three scores of the main pages, with the demo's data, as a desktop sees them.
// Below 95 it names what is wrong and fails. Performance follows the machine's load: on a busy one it says little, and the power
// that Lighthouse found in the processor at that moment stands beside it. Not in CI. LIGHTHOUSE_RUNS: how often, instead of 3.
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium } from "@playwright/test";
import lighthouse, { desktopConfig, type Result } from "lighthouse";
import { connect } from "@/db/client";
import { embeddedUrl } from "@/db/embedded";
import { AUM, confirm, upload } from "./bench/uploading";
import { provideBrowser, QUIET } from "./browser";
import { freePort, launch, temporaryFolder } from "./launcher";

const LEAST = 95;
const RUNS = Number(process.env.LIGHTHOUSE_RUNS || 3);
const CATEGORIES = ["performance", "accessibility", "best-practices"] as const;
const ADMIN = { email: "admin@enigma-hub.example", password: "Learning-Demo-2026" };

type Category = (typeof CATEGORIES)[number];
type Line = {
  path: string;
  scores: Record<Category, number>;
  wrong: string[];
  /** Lighthouse's own measure of the processor: above 1,000 on a quiet machine of today. */
  power: number;
};

const words = process.argv.slice(2);
const folder = temporaryFolder("lighthouse");
const dataDir = join(folder, "data");
const [port, debuggingPort] = [await freePort(), await freePort()];
const app = `http://localhost:${port}`;
const cronSecret = randomBytes(32).toString("hex");
const server = launch(
  { DATA_DIR: dataDir, PORT: String(port), CRON_SECRET: cronSecret },
  { logFile: join(folder, "log") },
);
// Ctrl-C: the launcher is in a group of its own.
process.once("exit", server.interrupt).once("SIGINT", () => process.exit(130));
let browser: BrowserContext | undefined;
try {
  await server.ready;
  // A profile of its own, in whose one cookie jar Lighthouse's tabs are as well.
  browser = await chromium.launchPersistentContext(join(folder, "profile"), {
    executablePath: provideBrowser(),
    args: [...QUIET, `--remote-debugging-port=${debuggingPort}`],
    baseURL: app,
    viewport: null,
    locale: "en-GB",
  });
  const lines: Line[] = [];
  for (const path of ["/sign-in", "/verify"]) lines.push(...(await measured(path)));
  for (const path of await pagesOfAnAdmin(browser)) lines.push(...(await measured(path)));
  process.exitCode = report(lines) ? 0 : 1;
} catch (error) {
  console.error(server.output().split("\n").slice(-20).join("\n"));
  throw error;
} finally {
  await browser?.close();
  server.interrupt();
  await server.ended;
  rmSync(folder, { recursive: true, force: true });
}

/** Signs in, has a batch done from the file to its end, and answers where to look. */
async function pagesOfAnAdmin(context: BrowserContext): Promise<string[]> {
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Email", { exact: true }).fill(ADMIN.email);
  await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));

  const sql = connect(embeddedUrl(dataDir), 1);
  try {
    const people = await sql<{ id: number; organizationId: number; email: string }[]>`
      select l.id, l.organization_id as "organizationId", l.primary_email_address as email from learners l
      join admins a on a.organization_id = l.organization_id and a.normalized_email = ${ADMIN.email}
      where l.primary_email_address is not null and not exists (
        select 1 from admins o where o.organization_id = l.organization_id and o.normalized_email = lower(l.primary_email_address)
      ) order by l.id limit 20`;
    const [stays, ...leave] = people;
    if (!stays) throw new Error("the demo has no learners");
    const file = ["primary_email_address,unique_user_id", ...leave.map(({ email }) => `${email},`)].join("\n");
    const batches = () => sql<{ id: string; state: string }[]>`
      select id, state from deletion_batches where organization_id = ${stays.organizationId}
      order by created_at desc limit 1`;

    let checked = false;
    const previewed = upload(page, Buffer.from(`${file}\nnobody@people.example,`), "leavers.csv").finally(() => {
      checked = true;
    });
    while (!checked) await cron();
    await previewed;
    await confirm(page);
    await page.close();
    let [batch] = await batches();
    for (let run = 0; run < 100 && !batch?.state.startsWith("completed"); run++) {
      await cron();
      [batch] = await batches();
    }
    if (!batch?.state.startsWith("completed")) throw new Error(`the batch is ${batch?.state}`);
    return [
      "/users",
      `/users/${stays.id}`,
      "/reports",
      AUM,
      `${AUM}/batches`,
      `${AUM}/batches/${batch.id}`,
      "/authenticate/audit-log",
      "/authenticate/admins",
      "/account",
    ];
  } finally {
    await sql.end();
  }
}

async function cron(): Promise<void> {
  const headers = { authorization: `Bearer ${cronSecret}` };
  const answer = await fetch(`${app}/api/cron/deletion-batches`, { headers });
  if (!answer.ok) throw new Error(`cron answered ${answer.status}`);
  await answer.arrayBuffer();
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Performance is the median of the runs, the others the worst. Nothing where the path was not asked for. */
async function measured(path: string): Promise<Line[]> {
  if (words.length > 0 && !words.some((word) => path.includes(word))) return [];
  const results: Result[] = [];
  for (let run = 0; run < RUNS; run++) {
    const flags = { port: debuggingPort, onlyCategories: [...CATEGORIES], disableStorageReset: true };
    const result = (await lighthouse(`${app}${path}`, flags, desktopConfig))?.lhr;
    if (!result || result.runtimeError) throw new Error(`${path}: ${result?.runtimeError?.message ?? "no result"}`);
    // What a guard sends elsewhere would be the score of another page.
    if (new URL(result.finalDisplayedUrl).pathname !== path)
      throw new Error(`${path} led to ${result.finalDisplayedUrl}`);
    results.push(result);
  }
  const scoresOf = (category: Category) =>
    results.map(({ categories }) => Math.round((categories[category]?.score ?? 0) * 100));
  const scores = {
    performance: median(scoresOf("performance")),
    accessibility: Math.min(...scoresOf("accessibility")),
    "best-practices": Math.min(...scoresOf("best-practices")),
  };
  const wrong = CATEGORIES.filter((category) => scores[category] < LEAST).flatMap((category) =>
    results.flatMap((result) => failing(result, category)),
  );
  const power = median(results.map(({ environment }) => environment.benchmarkIndex));
  const line = { path, scores, wrong: [...new Set(wrong)], power };
  console.log(`[load ${loadavg()[0]?.toFixed(1)}] ${path} ${CATEGORIES.map((category) => scores[category]).join(" ")}`);
  for (const text of line.wrong) console.log(`    ${text}`);
  return [line];
}

/** What takes points away, and where on the page. */
function failing({ categories, audits }: Result, category: Category): string[] {
  return (categories[category]?.auditRefs ?? []).flatMap(({ id, weight }) => {
    const audit = audits[id];
    if (!audit || weight === 0 || audit.score === null || audit.score >= 0.9) return [];
    const items = audit.details && "items" in audit.details ? JSON.stringify(audit.details.items) : "";
    return [`${category}, ${id}: ${audit.title} ${audit.displayValue ?? ""} ${items.slice(0, 600)}`];
  });
}

/** Whether all of it is good enough. */
function report(lines: Line[]): boolean {
  console.log(`\n| page | ${CATEGORIES.join(" | ")} | processor |\n| --- | --- | --- | --- | --- |`);
  for (const { path, scores, power } of lines)
    console.log(`| ${path} | ${CATEGORIES.map((category) => scores[category]).join(" | ")} | ${power} |`);
  const below = lines.filter(({ scores }) => CATEGORIES.some((category) => scores[category] < LEAST));
  console.log(
    `\n${lines.length} pages, ${below.length} below ${LEAST} somewhere. Load ${loadavg()[0]?.toFixed(1)}: performance is the median of ${RUNS} runs and follows the load.`,
  );
  return lines.length > 0 && below.length === 0;
}
