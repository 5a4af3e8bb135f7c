// `npm run bench`: the figures of the product, each beside its reference in the same run on the same database. Prints a table
// and, as its last line, the same as JSON. About a quarter of an hour on two cores. `npm run bench:full` adds larger and smaller
// organizations and the largest file. `--dataset FOLDER` keeps what takes long to make; `BENCH_LEARNERS` makes it smaller.
import { parseArgs } from "node:util";
import type { Page } from "@playwright/test";
import { addingTimes } from "./adding";
import { type Deleted, deletion, growth, whileReading } from "./deleting";
import { compared, figure, report, say } from "./figures";
import { finding } from "./finding";
import { type Ground, layGround, type Organization } from "./ground";
import { javascript } from "./javascript";
import { naive } from "./naive";
import { previews, resultsFile } from "./previewing";
import { reportPaths, serverTimes, summary, userPaths } from "./reading";

const { values: options } = parseArgs({
  options: { full: { type: "boolean", default: false }, dataset: { type: "string" }, only: { type: "string" } },
});
const LEARNERS = Number(process.env.BENCH_LEARNERS ?? 1_000_000);
const share = (part: number) => Math.round(LEARNERS * part);
/** Others than the main one, for how time grows with the organization. */
const SIZES = options.full ? [LEARNERS / 10, LEARNERS * 3] : [];

const ground = await layGround([LEARNERS, ...SIZES], options.dataset);
const wanted = (section: string) => !options.only || options.only.split(",").includes(section);
try {
  const [organization, ...others] = ground.organizations;
  if (!organization) throw new Error("no organization");
  const page = await ground.pageOf(organization);
  if (wanted("reading")) {
    await users(ground, organization, page);
    await reports(ground, organization, page, "Reports");
  }
  if (wanted("preview")) await previews(ground, organization, page, share(0.44));
  if (wanted("results")) await resultsFile(ground, organization, page, share(0.44));
  if (wanted("deletion")) await deletions(ground, organization, others, page);
  if (wanted("reading")) await reports(ground, organization, page, "Reports after the deletions");
  if (wanted("adding")) await addings(ground, organization, page, share(0.225));
  if (wanted("finding")) await findings(ground, organization, page, share(0.44));
  figure("server memory, peak", ground.memory.peakBytes() / 2 ** 20, "MB", 400);
  if (wanted("javascript")) await javascript(page);
  report({ learners: LEARNERS, full: options.full });
} finally {
  await ground.close();
}

/** Ranges of learners that no two measurements share. The preview's file names the first, and deletes nobody. */
async function deletions(
  ground: Ground,
  organization: Organization,
  others: Organization[],
  page: Page,
): Promise<void> {
  const large = await deletion(ground, organization, page, { rows: share(0.1), from: share(0.7), bare: true });
  // After the large one, so that both find the same in memory.
  const small = await deletion(ground, organization, page, { rows: share(0.01), from: share(0.68) });
  // Beside what was measured undisturbed: how the others fare, on the same two cores.
  await whileReading(ground, organization, page, { rows: share(0.06), from: share(0.6) });
  const naively = { from: share(0.67), users: share(0.003) };
  await naive(ground, organization, naively, large.milliseconds / large.rows);
  const ofSize = [small, large];
  if (options.full) {
    const elsewhere: Deleted[] = [];
    for (const other of others) {
      const theirs = await ground.pageOf(other);
      elsewhere.push(await deletion(ground, other, theirs, { rows: share(0.01), from: 0 }));
      await theirs.context().close();
    }
    growth([small, ...elsewhere], "learners");
    // There are not twice as many left: the reference does fewer, and its time is told for as many.
    ofSize.push(await deletion(ground, organization, page, { rows: share(0.44), from: 0, referenceRows: share(0.16) }));
  }
  growth(ofSize, "rows");
}

/** Server time of Users, with its search and filters. */
async function users({ sql, app }: Ground, { id }: Organization, page: Page): Promise<void> {
  await page.goto("about:blank");
  const paths = await userPaths(sql, id);
  const all = summary(await serverTimes(page, app, paths));
  say(`Users: ${paths.length} questions, slowest ${all.slowest.path} with ${all.slowest.p50.toFixed(0)} ms`);
  const name = `Users, search and filters, ${paths.length} different questions`;
  figure(`${name}, p50`, all.p50, "ms");
  figure(`${name}, p95`, all.p95, "ms", 100);
}

async function reports({ sql, app }: Ground, { id }: Organization, page: Page, name: string): Promise<void> {
  await page.goto("about:blank");
  const all = summary(await serverTimes(page, app, await reportPaths(sql, id)));
  say(`${name}: slowest ${all.slowest.path}`);
  figure(`${name}, p95`, all.p95, "ms", 200);
}

async function addings({ sql, runs }: Ground, { id }: Organization, page: Page, count: number): Promise<void> {
  const { rows, megabytes, check, add, plain } = await addingTimes({ page, sql, organizationId: id, runs }, count);
  const reference = { name: "plain SQL (stage, resolve, insert)", milliseconds: plain };
  const name = `Adding ${rows.toLocaleString("en")} users, ${megabytes.toFixed(1)} MB`;
  compared(`${name}, Continue to end`, check + add, reference, 2);
  compared("the same, Add to end", add, reference);
}

async function findings({ sql, tombstoneKey }: Ground, { id }: Organization, page: Page, count: number): Promise<void> {
  const { milliseconds, reference } = await finding(page, sql, id, tombstoneKey, count, say);
  const name = `Finding ${count.toLocaleString("en")} deleted users, Continue to the list`;
  compared(name, milliseconds, { name: "plain SQL (stage, join, write)", milliseconds: reference }, 2);
}
