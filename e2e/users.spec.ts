// The Users page (spec 9): who is found, in which order, on which page, and that the address says it all; the export, which goes
// back in as it is to delete; and the copies by which groups are listed.
import type { APIRequestContext } from "@playwright/test";
import type { Sql } from "@/db/client";
import { transaction } from "@/db/client";
import { learnerCountOf } from "@/lib/groups";
import { insertMemberships } from "@/lib/learners";
import { atTheFile, csv, dialog, expectAccessible, press, toPreview } from "./dialog";
import { expect, type Page, test } from "./fixtures";
import { proofOf } from "./orders";

const names = (page: Page) => page.getByRole("table").locator("tbody tr td:first-child b");
const shown = async (page: Page, path: string) => {
  await page.goto(path);
  return names(page).allTextContents();
};
const search = (page: Page) => page.getByRole("searchbox");

/** Days since each was active, by name; null is never. */
async function lastActive(sql: Sql, organizationId: number, days: Record<string, number | null>): Promise<void> {
  for (const [name, ago] of Object.entries(days))
    await sql`
      update learners set last_active_at = app_now() - make_interval(days => ${ago}::int)
      where organization_id = ${organizationId} and name = ${name}`;
}

const PEOPLE = [
  { name: "Élodie Girard", email: "elodie@search.example", userId: "EG-7001" },
  { name: "Łukasz Wiśniewski", email: "wisnia@search.example", userId: "LW-0042" },
  { name: "Ann 100% Sure", email: "ann_b@search.example", userId: "007" },
  { name: "Budi Santoso", email: "BUDI.Santoso@search.example", userId: "xy-Anna" },
  { name: "Zahra Putri", email: null, userId: "ZP-9" },
];

test("a search finds any part from three characters on, and beginnings below that", async ({
  page,
  organizationWith,
  signIn,
}) => {
  const organization = await organizationWith({ learners: PEOPLE, learningData: false });
  const other = await organizationWith({ learners: [{ name: "Élodie Elsewhere", email: "e@x.example" }] });
  await signIn(page, organization.admin.email);
  const found = (term: string) => shown(page, `/users?q=${encodeURIComponent(term)}`);
  // Any part: of a name, an address, an ID, in any letter case, with spaces around.
  expect(await found("lodie")).toEqual(["Élodie Girard"]);
  expect(await found("  WIŚNIEWSKI ")).toEqual(["Łukasz Wiśniewski"]);
  expect(await found("santoso@search.example")).toEqual(["Budi Santoso"]);
  expect(await found("7001")).toEqual(["Élodie Girard"]);
  expect(await found("ann")).toEqual(["Ann 100% Sure", "Budi Santoso"]);
  // Beginnings: of the name without its accents, of the address, of the ID in either letter case; not the middle.
  expect(await found("e")).toEqual(["Élodie Girard"]);
  expect(await found("lu")).toEqual(["Łukasz Wiśniewski"]);
  expect(await found("wi")).toEqual(["Łukasz Wiśniewski"]);
  expect(await found("zp")).toEqual(["Zahra Putri"]);
  expect(await found("00")).toEqual(["Ann 100% Sure"]);
  expect(await found("nn")).toEqual([]);
  // What was typed is no pattern and breaks nothing.
  expect(await found("100%")).toEqual(["Ann 100% Sure"]);
  expect(await found("n_b")).toEqual(["Ann 100% Sure"]);
  expect(await found("%%%")).toEqual([]);
  expect(await found("'; drop table learners; --")).toEqual([]);
  await expect(page.getByText("Nobody was found for “'; drop table learners; --”.")).toBeVisible();
  // Nobody else's people.
  expect(await found("elsewhere")).toEqual([]);
  expect(await shown(page, `/users?group=${other.groups[0]?.id}`)).toHaveLength(PEOPLE.length);
});

test("activity filters and sorts, alone, within a group and within a search", async ({
  page,
  organizationWith,
  signIn,
  sql,
}) => {
  const people = ["Ada", "Ben", "Cleo", "Dan", "Eve"].map((name) => ({ name, email: `${name}@active.example` }));
  const organization = await organizationWith({ learners: people, learningData: false, groups: ["Readers", "Others"] });
  const { id } = organization;
  await lastActive(sql, id, { Ada: 1, Ben: 29, Cleo: 60, Dan: 200, Eve: null });
  const readers = organization.groups.find(({ name }) => name === "Readers")?.id ?? 0;
  await sql`delete from group_memberships where organization_id = ${id}`;
  const ids = organization.learners.filter(({ name }) => name !== "Ben").map((learner) => learner.id);
  await transaction((tx) => insertMemberships(tx, id, { learnerIds: ids, groupIds: ids.map(() => readers) }));
  await signIn(page, organization.admin.email);

  expect(await shown(page, "/users?active=30")).toEqual(["Ada", "Ben"]);
  expect(await shown(page, "/users?active=90")).toEqual(["Ada", "Ben", "Cleo"]);
  expect(await shown(page, "/users?active=not-90")).toEqual(["Dan", "Eve"]);
  expect(await shown(page, "/users?active=never")).toEqual(["Eve"]);
  expect(await shown(page, "/users?active=whatever")).toHaveLength(5);
  expect(await shown(page, "/users?sort=-active")).toEqual(["Ada", "Ben", "Cleo", "Dan", "Eve"]);
  expect(await shown(page, "/users?sort=active")).toEqual(["Eve", "Dan", "Cleo", "Ben", "Ada"]);
  expect(await shown(page, `/users?group=${readers}&active=90&sort=-active`)).toEqual(["Ada", "Cleo"]);
  expect(await shown(page, `/users?group=${readers}&sort=-name`)).toEqual(["Eve", "Dan", "Cleo", "Ada"]);
  expect(await shown(page, "/users?q=active.example&active=not-90&sort=active")).toEqual(["Eve", "Dan"]);
  expect(await shown(page, "/users?q=e&active=never")).toEqual(["Eve"]);
  expect(await shown(page, `/users?q=b&group=${readers}`)).toEqual([]);

  // The group's copies follow the learner: whoever is active again, or is called otherwise, is listed so.
  await lastActive(sql, id, { Dan: 2 });
  await sql`update learners set name = 'Abel', sort_name = 'abel' where organization_id = ${id} and name = 'Eve'`;
  expect(await shown(page, `/users?group=${readers}&active=30&sort=-active`)).toEqual(["Ada", "Dan"]);
  expect(await shown(page, `/users?group=${readers}`)).toEqual(["Abel", "Ada", "Cleo", "Dan"]);
});

test("what is chosen stands in the address, and a reload, the next page and the way back keep it", async ({
  page,
  organizationWith,
  signIn,
}) => {
  const organization = await organizationWith({ learners: 130, groups: ["Everybody"], learningData: false });
  const group = organization.groups.find(({ name }) => name === "Everybody")?.id;
  await signIn(page, organization.admin.email);
  await page.goto("/users");
  await page.getByRole("combobox", { name: "Group" }).selectOption({ label: "Everybody" });
  await expect(page).toHaveURL(new RegExp(`group=${group}`));
  await page.getByRole("combobox", { name: "Activity" }).selectOption({ label: "Never active" });
  await expect(page).toHaveURL(/active=never/);
  await search(page).fill("example");
  await search(page).press("Enter");
  await expect(page).toHaveURL(/q=example/);
  const head = (name: string) => page.getByRole("columnheader", { name });
  await expect(head("Name")).toHaveAttribute("aria-sort", "ascending");
  await head("Last active").getByRole("link").click();
  await expect(head("Last active")).toHaveAttribute("aria-sort", "descending");
  await expect(head("Name")).not.toHaveAttribute("aria-sort", /.*/);
  await head("Last active").getByRole("link").click();
  await expect(head("Last active")).toHaveAttribute("aria-sort", "ascending");
  await head("Name").getByRole("link").click();
  await expect(head("Name")).toHaveAttribute("aria-sort", "ascending");
  await head("Name").getByRole("link").click();
  await expect(head("Name")).toHaveAttribute("aria-sort", "descending");

  const first = await names(page).allTextContents();
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(page).toHaveURL(/after=\d+&at=51/);
  await expect(names(page).first()).not.toHaveText(first[0] ?? "");
  for (const kept of ["q=example", `group=${group}`, "active=never", "sort=-name"]) expect(page.url()).toContain(kept);
  // No name stands in an address: it would outlive the learner in histories and logs.
  expect(page.url()).not.toMatch(/%40|@/);
  const second = await names(page).allTextContents();
  await page.reload();
  expect(await names(page).allTextContents()).toEqual(second);
  await expect(search(page)).toHaveValue("example");
  await expect(page.getByRole("combobox", { name: "Activity" })).toHaveValue("never");
  await page.goBack();
  await expect(names(page)).toHaveText(first);
  await expectAccessible(page, "main");
});

/** Every name, by the links from page to page. */
async function pageThrough(page: Page, path: string, link: "Next page" | "Previous page"): Promise<string[][]> {
  await page.goto(path);
  const pages: string[][] = [];
  for (;;) {
    pages.push(await names(page).allTextContents());
    const on = page.getByRole("link", { name: link });
    if ((await on.count()) === 0) return pages;
    const address = page.url();
    await on.click();
    await page.waitForURL((url) => url.href !== address);
  }
}

test("each learner is on one page, in every order, from both ends", async ({ page, organizationWith, signIn, sql }) => {
  test.setTimeout(180_000);
  const organization = await organizationWith({ learners: 120, groups: ["Big"], learningData: false });
  const { id } = organization;
  // Some were active at the very same moment, some never; some have the same name.
  await sql`
    update learners set last_active_at = case when id % 3 > 0 then app_now() - make_interval(days => (id % 4)::int) end,
      sort_name = case when id % 10 = 0 then 'same' else sort_name end, name = case when id % 10 = 0 then 'Same' else name end
    where organization_id = ${id}`;
  const big = organization.groups.find(({ name }) => name === "Big")?.id;
  const [inBig] = await sql<{ count: number }[]>`
    select count(*)::int as count from group_memberships where organization_id = ${id} and group_id = ${big ?? 0}`;
  await signIn(page, organization.admin.email);
  for (const [query, count] of [
    ["sort=", 120],
    ["sort=-active", 120],
    ["sort=active", 120],
    [`group=${big}&sort=active`, inBig?.count ?? 0],
    ["q=example&sort=-active", 120],
    ["q=example&sort=-name", 120],
  ] as const) {
    const down = await pageThrough(page, `/users?${query}`, "Next page");
    expect(down.flat(), query).toHaveLength(count);
    const up = await pageThrough(page, `/users?${query}&page=last`, "Previous page");
    expect(up.reverse(), query).toEqual(down);
  }
  await expect(page.getByText("1–50 of 120")).toBeVisible();
});

test("a page whose edge was deleted meanwhile is still a page", async ({ page, organizationWith, signIn, sql }) => {
  const organization = await organizationWith({ learners: 60, groups: [], learningData: false });
  await signIn(page, organization.admin.email);
  await page.goto("/users");
  const before = await page.getByRole("link", { name: "Next page" }).getAttribute("href");
  const edge = Number(/after=(\d+)/.exec(before ?? "")?.[1]);
  await sql`delete from group_memberships where organization_id = ${organization.id} and learner_id = ${edge}`;
  await sql`delete from learners where organization_id = ${organization.id} and id = ${edge}`;
  // Number 51 is where one was going.
  await page.goto(before ?? "");
  await expect(names(page)).toHaveCount(9);
  // Beyond the end stands the last page.
  await page.goto("/users?after=999999999&at=5001");
  await expect(names(page)).toHaveCount(10);
  await page.goto("/users?before=999999999&at=99999999999999");
  await expect(names(page)).not.toHaveCount(0);
});

test("more than ten thousand are not counted, and can still be paged through", async ({
  page,
  organizationWith,
  signIn,
  sql,
}) => {
  const organization = await organizationWith({ learners: 0, learningData: false });
  const { id } = organization;
  await sql`
    insert into learners (organization_id, name, primary_email_address, normalized_email, search_text, sort_name, last_active_at)
    select ${id}, 'Many ' || lpad(n::text, 5, '0'), 'm' || n || '@x.example', 'm' || n || '@x.example',
      'many ' || lpad(n::text, 5, '0') || ' m' || n || '@x.example', 'many ' || lpad(n::text, 5, '0'), app_now() - interval '1 day'
    from generate_series(1, 10070) n`;
  await sql`insert into report_totals (organization_id, month, learners) values (${id}, 'all', 10070)`;
  await signIn(page, organization.admin.email);
  const range = (text: string) => expect(page.locator(".pager").getByText(text, { exact: true })).toBeVisible();
  await page.goto("/users");
  await range("1–50 of 10,070");
  for (const query of ["q=many", "q=ma", "active=30"]) {
    await page.goto(`/users?${query}`);
    await range("1–50 of 10,000+");
  }
  // What is walked along its index has no end at ten thousand; the last page knows its number.
  await page.goto("/users?active=30&page=last");
  await range("10,051–10,070 of 10,070");
  await expect(names(page).last()).toHaveText("Many 10070");
  await page.goto("/users?active=30&sort=-active");
  await range("1–50 of 10,000+");
});

/** The lines of a file that we gave out, without its mark. */
const linesOf = (text: string) => text.replace("\ufeff", "").trimEnd().split("\r\n");
const exported = async (request: APIRequestContext, query = "") =>
  (await request.get(`/users/export.csv${query}`)).text();

for (const language of ["en", "id"] as const) {
  test(`an export with rows removed goes in as it is to delete, in ${language}`, async ({
    page,
    context,
    app,
    organizationWith,
    signIn,
  }) => {
    const organization = await organizationWith({
      learners: [
        { name: "=cmd()|x", email: "plain@export.example", userId: "EX-1" },
        { name: "Semi; Colon", email: "semi@export.example", userId: "=1+1" },
        { name: "Only ID", email: null, userId: "007" },
        { name: "Only Mail", email: "Only.Mail@export.example", userId: null },
        { name: "Stays", email: "stays@export.example", userId: "EX-5" },
      ],
    });
    await signIn(page, organization.admin.email);
    await context.addCookies([{ name: "language", value: language, url: app }]);
    const file = await exported(page.request);
    const delimiter = language === "id" ? ";" : ",";
    expect(file.startsWith("\ufeff")).toBe(true);
    const [head, ...rows] = linesOf(file);
    expect(head?.split(delimiter).slice(0, 2)).toEqual(["primary_email_address", "unique_user_id"]);
    expect(rows).toHaveLength(5);
    // Nothing in it is a formula to a spreadsheet.
    expect(file).toContain("'=cmd()|x");
    expect(file).toContain("'=1+1");

    const kept = [head, ...rows.filter((row) => !row.includes("Stays"))].join("\r\n");
    await context.clearCookies({ name: "language" });
    await atTheFile(page);
    await toPreview(page, csv(`\ufeff${kept}\r\n`, "users.csv"));
    await expect(dialog(page).getByText("4 of 4 rows will delete a user.")).toBeVisible();
    await press(page, "Cancel");
  });
}

test("the export holds what the list holds, for full admins, and is recorded without what was searched", async ({
  page,
  browser,
  baseURL,
  organizationWith,
  signIn,
  sql,
}) => {
  const organization = await organizationWith({ learners: PEOPLE, learningData: false });
  await lastActive(sql, organization.id, { "Budi Santoso": 3 });
  await signIn(page, organization.admin.email);
  await page.goto("/users?q=search.example&active=30");
  const href = (await page.getByRole("link", { name: "Export CSV" }).getAttribute("href")) ?? "";
  expect(linesOf(await (await page.request.get(href)).text()).slice(1)).toEqual([
    expect.stringContaining("BUDI.Santoso@search.example,xy-Anna,Budi Santoso"),
  ]);
  expect(linesOf(await exported(page.request, "?active=never"))).toHaveLength(5);
  const [entry] = await sql<{ details: string }[]>`
    select details from audit_entries where organization_id = ${organization.id} and action = 'users.exported' order by sequence limit 1`;
  expect(entry?.details).not.toContain("search.example");

  const context = await browser.newContext({ baseURL });
  const sub = await context.newPage();
  await signIn(sub, organization.subadmin.email);
  await sub.goto("/users");
  await expect(names(sub)).toHaveCount(PEOPLE.length);
  await expect(sub.getByRole("link", { name: "Export CSV" })).toHaveCount(0);
  expect((await context.request.get("/users/export.csv")).status()).toBe(403);
  await context.close();
});

test("memberships are written with their copies and counted, once", async ({ organizationWith, sql }) => {
  const organization = await organizationWith({ learners: 4, groups: ["New"], learningData: false });
  const other = await organizationWith({ learners: 1, groups: ["Theirs"], learningData: false });
  const group = organization.groups.find(({ name }) => name === "New")?.id ?? 0;
  const { id } = organization;
  await sql`delete from group_memberships where organization_id = ${id}`;
  await sql`delete from report_totals where organization_id = ${id} and group_id <> 0`;
  const [one, two] = organization.learners.map((learner) => learner.id);
  const pairs = {
    learnerIds: [one ?? 0, one ?? 0, two ?? 0, other.learners[0]?.id ?? 0, 999_999_999, two ?? 0],
    groupIds: [group, group, group, group, group, other.groups[0]?.id ?? 0],
  };
  expect(await transaction((tx) => insertMemberships(tx, id, pairs))).toBe(2);
  expect(await transaction((tx) => insertMemberships(tx, id, pairs))).toBe(0);
  const rows = await sql`
    select m.learner_id from group_memberships m
    join learners l on l.organization_id = m.organization_id and l.id = m.learner_id
    where m.organization_id = ${id} and m.sort_name = l.sort_name and m.active_at = l.active_at order by 1`;
  expect(rows.map(({ learner_id }) => learner_id)).toEqual([one, two].sort());
  expect(await learnerCountOf(proofOf(organization), group)).toBe(2);
});
