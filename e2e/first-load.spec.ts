// JavaScript of a page's first load: what the page's own HTML names, compressed as it is served. Below 250 kB on every page that
// stands in the list of doors, so that a page that grows heavy is noticed before an admin waits for it.
import { gzipSync } from "node:zlib";
import { PLACES } from "./doors";
import { expect, PASSWORD, test } from "./fixtures";
import { csvOf, order, runUntil } from "./orders";
import { signedIn } from "./statements/admin-by-http";

const MOST = 250_000;

test("no page's first load has 250 kB of JavaScript", async ({ app, sql, cron, organizationWith }) => {
  const organization = await organizationWith({ learners: 6 });
  const batch = await order(cron, organization, csvOf(organization.learners.slice(0, 2)));
  await runUntil(cron, organization, batch, "completed");
  const [mail] = await sql<{ id: string }[]>`select id from mails where organization_id = ${organization.id} limit 1`;
  const ids: Record<string, string> = { batch, mail: mail?.id ?? "", learner: `${organization.learners[4]?.id}` };
  const admin = await signedIn(app, organization.admin.email, PASSWORD);

  const sizes = new Map<string, Promise<number>>();
  const pages: Record<string, number> = {};
  for (const [source, { path, file }] of Object.entries(PLACES)) {
    const open = path.replace(/\{(\w+)\}/g, (whole, name: string) => ids[name] ?? whole);
    // A list's page would need a list; it has the scripts of the section it belongs to.
    if (file || open.includes("{") || !source.endsWith("page.tsx")) continue;
    // What is only for browsers without modules, none of today's fetches.
    const html = (await (await admin.send(open)).text()).replace(/<script[^>]*nomodule[^>]*>/gi, "");
    const scripts = new Set(html.match(/\/_next\/static\/chunks\/[\w.~-]+\.js/g));
    for (const script of scripts) if (!sizes.has(script)) sizes.set(script, compressed(`${app}${script}`));
    const bytes = await Promise.all([...scripts].map((script) => sizes.get(script) ?? 0));
    pages[path] = bytes.reduce((sum, each) => sum + each, 0);
  }
  console.log(
    Object.entries(pages)
      .map(([path, bytes]) => `${Math.round(bytes / 1000)} kB ${path}`)
      .join("\n"),
  );
  expect(Object.keys(pages).length).toBeGreaterThan(15);
  // React and Next alone are more than this: less would mean that the scripts were not found.
  expect(Object.entries(pages).filter(([, bytes]) => bytes < 100_000)).toEqual([]);
  expect(Object.entries(pages).filter(([, bytes]) => bytes >= MOST)).toEqual([]);
});

/** Next compresses with zlib's own default, as here. */
async function compressed(url: string): Promise<number> {
  return gzipSync(await (await fetch(url)).arrayBuffer()).length;
}
