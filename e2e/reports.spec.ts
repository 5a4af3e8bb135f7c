// Reports (spec 9): right at once after a deletion, as if the learners had never been there (spec 7); read from kept sums alone;
// months, groups, tables and files.
import type { Sql } from "@/db/client";
import { rebuildReportTotals } from "@/db/seed/report-totals";
import { contentOf, expectAccessible } from "./dialog";
import { expect, type Page, type TestOrganization, test } from "./fixtures";
import { csvOf, orderForLater, runUntil } from "./orders";

const section = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const FILES = ["months", "courses", "groups"] as const;

/** Everything a report says: figures, the tables behind the plots, courses, groups, files; of all groups and of one. */
async function everythingOn(page: Page, groupName: string): Promise<string[]> {
  const said: string[] = [];
  for (const [query, group] of [
    ["courses=all", undefined],
    ["courses=all&from=2020-01", undefined],
    ["courses=all", groupName],
  ] as const) {
    await page.goto(`/reports?${query}`);
    if (group) {
      await page.getByRole("combobox", { name: "Group" }).selectOption({ label: group });
      await expect(page.getByText(`Learners in ${group}.`)).toBeVisible();
    }
    for (const plot of ["Learning hours", "Active learners", "Completions"])
      await section(page, plot).getByRole("button", { name: "Table" }).click();
    const main = await page.locator("main").innerText();
    said.push(main.replace(/All learners of Organization \w+/, ""));
  }
  for (const file of FILES) said.push(await (await page.request.get(`/reports/${file}.csv?from=2020-01`)).text());
  return said;
}

/** The same organization without these learners: copied row by row, and added up from its rows. */
async function twinWithout(sql: Sql, from: TestOrganization, twin: TestOrganization, gone: number[]): Promise<void> {
  await sql.begin(async (tx) => {
    for (const table of ["group_memberships", "groups", "courses", "report_totals"])
      await tx`delete from ${tx(table)} where organization_id = ${twin.id}`;
    await tx`insert into groups (organization_id, id, name, is_default) select ${twin.id}, id, name, is_default from groups where organization_id = ${from.id}`;
    await tx`insert into courses (organization_id, id, title, seconds) select ${twin.id}, id, title, seconds from courses where organization_id = ${from.id}`;
    await tx`
      insert into learners (organization_id, id, name, primary_email_address, normalized_email, unique_user_id, search_text, sort_name)
      select ${twin.id}, id, name, primary_email_address, normalized_email, unique_user_id, search_text, sort_name
      from learners where organization_id = ${from.id} and id <> all(${gone}::bigint[])`;
    await tx`
      insert into group_memberships (organization_id, learner_id, group_id, sort_name, active_at)
      select ${twin.id}, learner_id, group_id, sort_name, active_at from group_memberships
      where organization_id = ${from.id} and learner_id <> all(${gone}::bigint[])`;
    await tx`
      insert into course_progress (organization_id, learner_id, course_id, percent, started_at, completed_at)
      select ${twin.id}, learner_id, course_id, percent, started_at, completed_at from course_progress
      where organization_id = ${from.id} and learner_id <> all(${gone}::bigint[])`;
    await tx`
      insert into viewing_activity (organization_id, learner_id, id, course_id, viewed_at, seconds)
      select ${twin.id}, learner_id, id, course_id, viewed_at, seconds from viewing_activity
      where organization_id = ${from.id} and learner_id <> all(${gone}::bigint[])`;
    await rebuildReportTotals(tx, twin.id);
  });
}

test("after a deletion every figure is that of an organization in which the learners never were, and at once", async ({
  browser,
  baseURL,
  organizationWith,
  signIn,
  cron,
  sql,
}) => {
  test.setTimeout(180_000);
  const organization = await organizationWith({ learners: 40, groups: ["Alpha", "Beta", "Gamma"] });
  const twin = await organizationWith({ learners: 0 });
  const going = organization.learners.filter((_, index) => index % 3 === 0);
  const gone = going.map(({ id }) => id);
  // Somebody learned years ago, who goes; and a group loses all its members.
  await sql`update viewing_activity set viewed_at = viewed_at - interval '3 years' where organization_id = ${organization.id} and learner_id = ${gone[0] ?? 0}`;
  const gamma = organization.groups.find(({ name }) => name === "Gamma")?.id ?? 0;
  await sql`delete from group_memberships where organization_id = ${organization.id} and group_id = ${gamma} and learner_id <> all(${gone}::bigint[])`;
  await rebuildReportTotals(sql, organization.id);
  await twinWithout(sql, organization, twin, gone);

  const pageOf = async (whose: TestOrganization) => {
    const page = await (await browser.newContext({ baseURL })).newPage();
    await signIn(page, whose.admin.email);
    return page;
  };
  const [page, twinPage] = [await pageOf(organization), await pageOf(twin)];
  const never = await everythingOn(twinPage, "Alpha");
  expect(await everythingOn(page, "Alpha")).not.toEqual(never);

  const { batchId, due } = await orderForLater(cron, organization, csvOf(going.map(({ userId }) => ({ userId }))));
  // Folding waits for the rows that this holds; the deletion does not.
  await sql.begin(async (tx) => {
    await tx`select id from report_totals where organization_id = ${organization.id} for update`;
    await due();
    void cron().catch(() => {});
    const left = async () => {
      const [row] = await sql<{ count: number }[]>`
        select count(*)::int as count from learners where organization_id = ${organization.id} and id = any(${gone}::bigint[])`;
      return row?.count;
    };
    await expect.poll(left, { timeout: 60_000 }).toBe(0);
    const [deltas] = await sql<{ count: number }[]>`
      select count(*)::int as count from report_totals where organization_id = ${organization.id} and learners < 0`;
    expect(deltas?.count).toBeGreaterThan(0);
    expect(await everythingOn(page, "Alpha")).toEqual(never);
  });
  await runUntil(cron, organization, batchId, "completed");
  const unfolded = async () => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from report_totals where organization_id = ${organization.id} and learners < 0`;
    return row?.count;
  };
  await expect(async () => {
    await cron();
    expect(await unfolded()).toBe(0);
  }).toPass({ timeout: 60_000 });
  expect(await everythingOn(page, "Alpha")).toEqual(never);
});

test("reports read the kept sums and never learning data", async ({ page, organizationWith, signIn, sql }) => {
  const organization = await organizationWith({ learners: 15 });
  await signIn(page, organization.admin.email);
  const before = await everythingOn(page, organization.groups[0]?.name ?? "");
  for (const table of ["viewing_activity", "course_progress"])
    await sql`delete from ${sql(table)} where organization_id = ${organization.id}`;
  expect(await everythingOn(page, organization.groups[0]?.name ?? "")).toEqual(before);
});

test("months are chosen whole, in either order, and nonsense is the last twelve", async ({
  page,
  organizationWith,
  signIn,
  sql,
}) => {
  const organization = await organizationWith({ learners: 0, groups: ["Readers"] });
  const { id } = organization;
  const readers = organization.groups.find(({ name }) => name === "Readers")?.id ?? 0;
  const [clock] = await sql<{ months: string[] }[]>`
    select array(select to_char(date_trunc('month', app_now() at time zone 'UTC') - make_interval(months => back), 'YYYY-MM')
      from generate_series(0, 26) back) as months`;
  const months = clock?.months ?? [];
  // An hour in every month, ten in the group's present one.
  for (const [index, month] of months.entries())
    await sql`
      insert into report_totals (organization_id, month, group_id, seconds, completions, learners)
      values (${id}, ${month}, 0, 3600, 1, 1), (${id}, ${month}, ${readers}, ${index === 0 ? 36_000 : 0}, 0, ${index === 0 ? 1 : 0})`;
  await signIn(page, organization.admin.email);
  const hours = async (query: string) => {
    await page.goto(`/reports${query}`);
    return section(page, "Key figures").locator("b").first().innerText();
  };
  expect(await hours("")).toBe("12");
  expect(await hours(`?from=${months[2]}&to=${months[0]}`)).toBe("3");
  expect(await hours(`?from=${months[0]}&to=${months[2]}`)).toBe("3");
  expect(await hours(`?from=${months[26]}`)).toBe("27");
  for (const nonsense of ["?from=ann&to=2026-13", "?from=9999-01", "?group=999999999", "?from[]=1"])
    expect(await hours(nonsense), nonsense).toBe("12");
  expect(await hours(`?group=${readers}`)).toBe("10");

  // The same months a year before, without the one that is not over: as many.
  await page.goto("/reports");
  await expect(section(page, "Key figures").getByText("0% on the year before").first()).toBeVisible();
  await page.getByRole("combobox", { name: "From month" }).selectOption(months[5] ?? "");
  await expect(page).toHaveURL(new RegExp(`from=${months[5]}`));
  await expect(section(page, "Key figures").locator("b").first()).toHaveText("6");
  await page.getByRole("combobox", { name: "Group" }).selectOption({ label: "Readers" });
  await expect(page.getByText("Learners in Readers.")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "From month" })).toHaveValue(months[5] ?? "");
});

test("each table is there as a file for the reader's Excel, in which nothing is a formula", async ({
  page,
  context,
  app,
  organizationWith,
  signIn,
  sql,
}) => {
  const organization = await organizationWith({ learners: 12 });
  const { id } = organization;
  await sql`update courses set title = '=HYPERLINK("x"),y' where organization_id = ${id} and id = (
    select course_id from report_totals where organization_id = ${id} and course_id <> 0 and month = 'all' order by seconds desc limit 1)`;
  await sql`update groups set name = '+Group; one' where organization_id = ${id} and id = ${organization.groups[0]?.id ?? 0}`;
  await signIn(page, organization.subadmin.email);
  await page.goto("/reports");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download courses as CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^report-courses-\d{4}-\d{2}-\d{4}-\d{2}\.csv$/);
  const courses = await contentOf(download);
  expect(courses.split("\r\n")[0]).toBe("\ufeffcourse,learning_hours,completions");
  expect(courses).toContain(`"'=HYPERLINK(""x""),y",`);
  const months = await (await page.request.get("/reports/months.csv")).text();
  expect(months.trimEnd().split("\r\n")).toHaveLength(13);
  expect(months).toMatch(/\r\n\d{4}-\d{2},\d+\.\d{2},\d+,\d+\r\n/);

  await context.addCookies([{ name: "language", value: "id", url: app }]);
  const groups = await (await page.request.get("/reports/groups.csv")).text();
  expect(groups.split("\r\n")[0]).toBe("\ufeffgroup;learners;learning_hours;completions");
  expect(groups).toMatch(/"'\+Group; one";\d+;\d+,\d{2};\d+/);
  for (const name of ["learners.csv", "months", "months.csv.exe"])
    expect((await page.request.get(`/reports/${name}`)).status(), name).toBe(404);
});

test("plots are drawn, have their words and their tables, and pass axe", async ({ page, organizationWith, signIn }) => {
  test.setTimeout(180_000);
  const organization = await organizationWith({ learners: 25 });
  const trouble: string[] = [];
  page.on("console", (message) => message.type() === "error" && trouble.push(message.text()));
  await signIn(page, organization.admin.email);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Reports" }).click();
  await expect(page.getByRole("heading", { name: "Reports", level: 1 })).toBeVisible();
  for (const name of ["Learning hours", "Active learners", "Completions"]) {
    const plot = section(page, name);
    await expect(plot.locator("svg.recharts-surface")).toBeVisible();
    await expect(plot.getByRole("img")).toHaveAttribute("aria-label", /by month, from .* to .*; most in/);
  }
  await expectAccessible(page, "main");
  for (const name of ["Learning hours", "Active learners", "Completions"]) {
    await section(page, name).getByRole("button", { name: "Table" }).click();
    await expect(section(page, name).getByRole("table").locator("tbody tr")).toHaveCount(12);
  }
  await expectAccessible(page, "main");
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page, "main");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(trouble).toEqual([]);
});

test("an organization in which nobody has learned yet has a report that says so", async ({
  page,
  organizationWith,
  signIn,
}) => {
  const organization = await organizationWith({ learners: 0, groups: [], learningData: false });
  await signIn(page, organization.admin.email);
  await page.goto("/reports");
  await expect(page.getByText("Nothing was learned in these months.")).toBeVisible();
  await expect(section(page, "Key figures").getByText("nothing to compare with a year before").first()).toBeVisible();
  await expectAccessible(page, "main");
});
