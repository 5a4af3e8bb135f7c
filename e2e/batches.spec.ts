// The list of batches and the page of one (spec 6): filters, paging, search, stop, cancel, who may see what, both themes.
import { sql as pool } from "@/db/client";
import { startBatch } from "@/lib/processing/life";
import { ChunkSize, workOnChunk } from "@/lib/processing/queue";
import { expectAccessible } from "./dialog";
import { expect, type Page, type TestOrganization, test } from "./fixtures";
import { type CsvLine, confirm, csvOf, order, runUntil, upload } from "./orders";

const BATCHES = "/authenticate/automate-user-management/batches";
const pageOf = (batchId: string) => `${BATCHES}/${batchId}`;

/** Files that did not pass, a minute apart, newest last: the cheapest batches there are. */
async function terminated(organization: TestOrganization, count: number, uploadedBy = organization.admin.id) {
  await pool`
    insert into deletion_batches (organization_id, state, file_name, file_bytes, file_sha256, slices, refusals, uploaded_by, created_at, ended_at)
    select ${organization.id}, 'terminated', 'file-' || lpad(n::text, 3, '0') || '.csv', 9, repeat('a', 64), 1,
      '[{"code":"no_rows"}]', ${uploadedBy}, app_now() - make_interval(mins => ${count} - n), app_now()
    from generate_series(1, ${count}) as n`;
}

/** Ordered, to start in a day: nothing takes it up by itself. */
async function scheduled(cron: () => Promise<unknown>, organization: TestOrganization, lines: CsvLine[]) {
  await pool`update safeguards set brake_percent = 100, start_delay_hours = 24 where organization_id = ${organization.id}`;
  const batchId = await upload(organization, csvOf(lines));
  await runUntil(cron, organization, batchId, "ready");
  expect((await confirm(organization, batchId)).ok).toBe(true);
  return batchId;
}

/** Half-way: the first `done` learners are gone, the rest wait until `goOn`. */
async function halfWay(cron: () => Promise<unknown>, organization: TestOrganization, lines: CsvLine[], done: number) {
  const batchId = await scheduled(cron, organization, lines);
  const of = pool`organization_id = ${organization.id} and batch_id = ${batchId}`;
  await pool`update deletion_batches set starts_at = app_now() where organization_id = ${organization.id} and id = ${batchId}`;
  expect(await startBatch(organization.id, batchId)).toBe(true);
  const pins = await pool`select learner_id from pinned_learners where ${of} order by learner_id`;
  const [last, next, end] = [pins[done - 1]?.learner_id, pins[done]?.learner_id, pins.at(-1)?.learner_id];
  await pool`update deletion_chunks set last_learner_id = ${last}, learners = ${done} where ${of}`;
  await pool`
    insert into deletion_chunks (organization_id, batch_id, first_learner_id, last_learner_id, learners, retry_at)
    values (${organization.id}, ${batchId}, ${next}, ${end}, ${pins.length - done}, app_now() + interval '1 year')`;
  expect(await workOnChunk(organization.id, batchId, new ChunkSize())).toBe(true);
  return { batchId, goOn: () => pool`update deletion_chunks set retry_at = null where ${of}` };
}

const chip = (page: Page, name: RegExp) =>
  page.getByRole("group", { name: "Filter by outcome" }).getByRole("link", { name });
/** There is a second pager below the rows, for phones. */
const range = (page: Page, text: string) => page.getByText(text).filter({ visible: true });
const table = (page: Page) => page.getByRole("table");
const rowsShown = (page: Page) => table(page).getByRole("row");

test.describe("all batches", () => {
  test("an organization without batches is told where they come from", async ({ page, organizationWith, signIn }) => {
    const organization = await organizationWith({ learners: 1 });
    await signIn(page, organization.admin.email);
    await page.goto(BATCHES);
    await expect(page.getByText("No batches yet.")).toBeVisible();
    await expectAccessible(page, "html");
  });

  test("filters by state, admin, reference and day, and says so when nothing is left", async ({
    page,
    organizationWith,
    signIn,
    cron,
    sql,
  }) => {
    const organization = await organizationWith({ learners: 4 });
    const batchId = await scheduled(cron, organization, organization.learners.slice(0, 2));
    await sql`update deletion_batches set reference = 'HR-100% (a_b)', created_at = '2026-03-09T17:30:00Z' where id = ${batchId}`;
    await terminated(organization, 2, organization.admin2.id);
    await signIn(page, organization.admin.email);
    await page.goto(BATCHES);
    await expect(rowsShown(page)).toHaveCount(4);
    await expect(page.getByText("HR-100% (a_b)").first()).toBeVisible();

    const filters = page.getByRole("search");
    const filter = () => filters.getByRole("button", { name: "Filter" }).click();
    await filters.getByLabel("State").selectOption({ label: "Terminated" });
    await filter();
    await expect(page).toHaveURL(/state=terminated/);
    await expect(rowsShown(page)).toHaveCount(3);
    await filters.getByLabel("Admin").selectOption({ label: "Ratna Wijaya" });
    await filter();
    await expect(page.getByText("No batch matches these filters.")).toBeVisible();
    await page.getByRole("link", { name: "Clear filters" }).click();
    await expect(rowsShown(page)).toHaveCount(4);
    await expect(filters.getByLabel("State")).toHaveValue("");

    await filters.getByLabel("Reference").fill("0% (A_");
    await filter();
    await expect(rowsShown(page)).toHaveCount(2);
    await page.goBack();
    await expect(filters.getByLabel("Reference")).toHaveValue("");

    // 17:30 UTC is the next day in Jakarta, where the browser is.
    await filters.getByLabel("From").fill("2026-03-10");
    await filters.getByLabel("To", { exact: true }).fill("2026-03-10");
    await filter();
    await expect(page).toHaveURL(/from=2026-03-10&to=2026-03-10&zone=Asia%2FJakarta/);
    await expect(rowsShown(page)).toHaveCount(2);
    await filters.getByLabel("From").fill("2026-03-09");
    await filters.getByLabel("To", { exact: true }).fill("2026-03-09");
    await filter();
    await expect(page.getByText("No batch matches these filters.")).toBeVisible();
  });

  test("pages forwards and backwards, keeping the filter", async ({ page, organizationWith, signIn }) => {
    const organization = await organizationWith({ learners: 1 });
    await terminated(organization, 60);
    await signIn(page, organization.admin.email);
    await page.goto(`${BATCHES}?state=terminated`);
    const first = () => rowsShown(page).nth(1).getByRole("link").first();
    const [next, previous] = [
      page.getByRole("link", { name: "Next page" }),
      page.getByRole("link", { name: "Previous page" }),
    ];
    await expect(first()).toHaveText("file-060.csv");
    await expect(previous).toHaveCount(0);
    await next.click();
    await expect(first()).toHaveText("file-035.csv");
    await next.click();
    await expect(first()).toHaveText("file-010.csv");
    await expect(rowsShown(page)).toHaveCount(11);
    await expect(next).toHaveCount(0);
    await previous.click();
    await expect(first()).toHaveText("file-035.csv");
    await previous.click();
    await expect(first()).toHaveText("file-060.csv");
    await expect(page).toHaveURL(/state=terminated/);
    await expect(previous).toHaveCount(0);
  });
});

test.describe("one batch", () => {
  test("shows, filters, searches and pages its rows", async ({ page, organizationWith, signIn, cron }) => {
    const organization = await organizationWith({ learners: 130 });
    const batchId = await order(
      cron,
      organization,
      csvOf([
        { email: "nobody@nowhere.example", userId: "N-1" },
        { email: "two@@signs.example" },
        ...organization.learners.slice(0, 120),
      ]),
    );
    await runUntil(cron, organization, batchId, "completed_with_errors");
    await signIn(page, organization.admin.email);
    await page.goto(pageOf(batchId));
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Completed with errors");
    await expect(page.getByRole("img", { name: "deleted 120, not found 1, invalid 1" })).toBeVisible();
    await expect(range(page, "1–50 of 122")).toBeVisible();
    await expect(rowsShown(page).nth(1)).toContainText("Nobody in");
    await expect(rowsShown(page).nth(2)).toContainText("empty");
    await expect(rowsShown(page).nth(3)).toContainText("No personal data kept");

    await page.getByRole("link", { name: "Next page" }).click();
    await expect(range(page, "51–100 of 122")).toBeVisible();
    await page.getByRole("link", { name: "Next page" }).click();
    await expect(range(page, "101–122 of 122")).toBeVisible();
    await page.getByRole("link", { name: "Previous page" }).click();
    await expect(range(page, "51–100 of 122")).toBeVisible();
    await page.getByRole("link", { name: "Previous page" }).click();
    await expect(range(page, "1–50 of 122")).toBeVisible();

    await chip(page, /^Invalid 1$/).click();
    await expect(range(page, "1–1 of 1")).toBeVisible();
    await expect(table(page)).toContainText("two@@signs.example");
    await chip(page, /^All 122$/).click();
    await expect(range(page, "1–50 of 122")).toBeVisible();

    const search = page.getByRole("searchbox", { name: "Search rows by e-mail, ID or row number" });
    for (const [asked, row] of [
      ["NOWHERE", "2"],
      ["n-1", "2"],
      ["77", "77"],
    ] as const) {
      await search.fill(asked);
      await search.press("Enter");
      await expect(page).toHaveURL(new RegExp(`q=${asked}$`));
      await expect(range(page, "1–1 of 1")).toBeVisible();
      await expect(rowsShown(page).nth(1).getByRole("cell").first()).toHaveText(row);
    }
    const gone = organization.learners[0]?.email ?? "";
    await search.fill(gone);
    await search.press("Enter");
    await expect(page.getByText(`No row matches “${gone}”`)).toBeVisible();
    await page.getByRole("link", { name: "Clear search" }).click();
    await expect(search).toHaveValue("");
    await expect(range(page, "1–50 of 122")).toBeVisible();

    // What nobody would have written is as if it were not there.
    const nonsense = await page.goto(`${pageOf(batchId)}?q=%00&outcome=x&after=-1&before=99999999999&at=0`);
    expect(nonsense?.status()).toBe(200);
    await expect(range(page, "1–50 of 122")).toBeVisible();
    expect((await page.goto(`${BATCHES}?reference=%00&from=2026-99-99&zone=x&admin=x&after=x`))?.status()).toBe(200);
    await expect(rowsShown(page)).toHaveCount(2);
    await page.goBack();

    const rail = page.getByRole("complementary");
    await expect(rail).toContainText(`to ${organization.admin.email}`);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      rail.getByRole("link", { name: "Download the results file" }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^results-[0-9a-f]{8}\.csv$/);
    await expectAccessible(page, "html");
  });

  test("follows a running batch to its end without a reload", async ({ page, organizationWith, signIn, cron }) => {
    const organization = await organizationWith({ learners: 30 });
    const { batchId, goOn } = await halfWay(cron, organization, organization.learners.slice(0, 20), 15);
    await signIn(page, organization.admin.email);
    await page.goto(pageOf(batchId));
    await expect(page.getByText("15 of 20 rows", { exact: true })).toBeVisible();
    await expect(page.getByRole("progressbar", { name: "Rows done" })).toHaveAttribute("aria-valuenow", "75");
    await expect(page.getByRole("img", { name: "deleted 15, to do 5" })).toBeVisible();
    await expectAccessible(page, "html");
    await page.evaluate(() => Object.assign(window, { stayed: true }));
    await goOn();
    await pool`update due_work set due_at = app_now() where organization_id = ${organization.id} and work_id = ${batchId}`;
    await cron();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Completed", { timeout: 30_000 });
    await expect(page.getByRole("img", { name: "deleted 20", exact: true })).toBeVisible();
    await expect(page.getByText("E-mail kept in the mailbox")).toBeVisible({ timeout: 30_000 });
    expect(await page.evaluate(() => "stayed" in window)).toBe(true);
  });

  test("is stopped after one question: what is deleted stays deleted, the rest is cancelled", async ({
    page,
    organizationWith,
    signIn,
    cron,
  }) => {
    const organization = await organizationWith({ learners: 30 });
    const { batchId, goOn } = await halfWay(cron, organization, organization.learners.slice(0, 20), 8);
    await signIn(page, organization.admin2.email);
    await page.goto(pageOf(batchId));
    const stop = page.getByRole("button", { name: "Stop deletion" });
    const question = page.getByRole("alertdialog", { name: "Stop this deletion?" });
    await stop.click();
    await expect(question).toContainText(
      "8 users are deleted, and stay deleted. The 12 rows that are left are cancelled",
    );
    await expect(question.getByRole("button", { name: "Go on deleting" })).toBeFocused();
    await expectAccessible(page, "html");
    await page.keyboard.press("Escape");
    await expect(question).toBeHidden();
    await expect(stop).toBeFocused();
    await stop.click();
    await question.getByRole("button", { name: "Stop deletion" }).click();
    await expect(page.getByRole("button", { name: "Stopping…" })).toBeVisible();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Stopping");
    await goOn();
    await runUntil(cron, organization, batchId, "completed_with_errors");
    await expect(page.getByRole("img", { name: "deleted 8, cancelled 12" })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText(`Stopped by ${organization.admin2.name}`)).toBeVisible();
  });

  test("is cancelled in one click before it starts, and nobody is deleted", async ({
    page,
    organizationWith,
    signIn,
    cron,
    sql,
  }) => {
    const organization = await organizationWith({ learners: 12 });
    const batchId = await scheduled(cron, organization, organization.learners.slice(0, 10));
    await signIn(page, organization.admin.email);
    await page.goto(pageOf(batchId));
    await expect(page.getByText("Until then one click cancels, and nothing is lost.")).toBeVisible();
    await expect(chip(page, /^To do 10$/)).toBeVisible();
    await expectAccessible(page, "html");
    await page.getByRole("button", { name: "Cancel deletion" }).click();
    await expect(page.getByText("The deletion is cancelled. Nobody was deleted.")).toBeVisible();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Cancelled");
    await expect(page.getByRole("heading", { name: "Nothing was deleted" })).toBeVisible();
    const [left] = await sql`select count(*)::int as count from learners where organization_id = ${organization.id}`;
    expect(left?.count).toBe(12);
  });

  test("that did not pass says why, in every reason", async ({ page, organizationWith, signIn, cron }) => {
    const organization = await organizationWith({ learners: 1 });
    const batchId = await upload(organization, "name,department\na,b\n", "staff.csv");
    await runUntil(cron, organization, batchId, "terminated");
    await signIn(page, organization.admin.email);
    await page.goto(pageOf(batchId));
    await expect(page.getByRole("heading", { name: "Nothing was deleted" })).toBeVisible();
    await expect(page.getByText("The header primary_email_address is missing.")).toBeVisible();
    await expect(page.getByText("The header unique_user_id is missing.")).toBeVisible();
    await expectAccessible(page, "html");
  });

  test("leads its uploader on to the preview, and nobody else", async ({
    page,
    browser,
    app,
    organizationWith,
    signIn,
    cron,
  }) => {
    const organization = await organizationWith({ learners: 5 });
    const batchId = await upload(organization, csvOf(organization.learners.slice(0, 2)));
    await runUntil(cron, organization, batchId, "ready");
    await signIn(page, organization.admin.email);
    await page.goto(pageOf(batchId));
    await expect(page.getByRole("link", { name: "Continue" })).toHaveAttribute(
      "href",
      `/authenticate/automate-user-management?batch=${batchId}#user-deletion`,
    );
    const other = await browser.newContext({ baseURL: app });
    const theirs = await other.newPage();
    await signIn(theirs, organization.admin2.email);
    await theirs.goto(pageOf(batchId));
    await expect(theirs.getByText(`Only ${organization.admin.name}, who uploaded it, can confirm it.`)).toBeVisible();
    await expect(theirs.getByRole("link", { name: "Continue" })).toHaveCount(0);
    await other.close();
  });

  test("is not there for another organization, and forbidden to a sub admin", async ({
    page,
    organizationWith,
    signIn,
  }) => {
    const [organization, other] = [await organizationWith({ learners: 1 }), await organizationWith({ learners: 1 })];
    await terminated(organization, 1);
    const [batch] = await pool`select id from deletion_batches where organization_id = ${organization.id}`;
    await page.goto(pageOf(batch?.id));
    await expect(page).toHaveURL(/\/sign-in\?then=/);
    await signIn(page, other.admin.email);
    const said: string[] = [];
    for (const id of [batch?.id, "00000000-0000-4000-8000-000000000000", "nonsense"]) {
      expect((await page.goto(pageOf(id)))?.status()).toBe(404);
      await expect(page.getByText("There is nothing at this address")).toBeVisible();
      said.push(await page.locator("body").innerText());
      expect(await page.title()).not.toContain("file-001");
    }
    expect(new Set(said).size).toBe(1);
    await page.goto(BATCHES);
    await expect(page.getByText("No batches yet.")).toBeVisible();
    await page.context().clearCookies();
    await signIn(page, organization.subadmin.email);
    for (const path of [BATCHES, pageOf(batch?.id)]) expect((await page.goto(path))?.status()).toBe(403);
  });

  test("fits a phone and speaks Indonesian", async ({ browser, app, organizationWith, cron }) => {
    const organization = await organizationWith({ learners: 20 });
    const { batchId } = await halfWay(
      cron,
      organization,
      [...organization.learners.slice(0, 12), { email: "a@@b.example" }, { email: "nobody@nowhere.example" }],
      5,
    );
    await terminated(organization, 1);
    const context = await browser.newContext({ baseURL: app, viewport: { width: 390, height: 844 }, locale: "id-ID" });
    const page = await context.newPage();
    await page.goto("/sign-in");
    await page.locator("input[type=email], input[name=email]").first().fill(organization.admin.email);
    await page.locator("input[type=password]").fill("Learning-Tests-2026");
    await page.locator("form button[type=submit]").click();
    await page.waitForURL(/\/users/);
    for (const path of [BATCHES, pageOf(batchId)]) {
      await page.goto(path);
      await expect(page.locator(".state:visible", { hasText: "Diproses" }).first()).toBeVisible();
      await expectAccessible(page, "html");
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, path).toBeLessThanOrEqual(390);
    }
    await expect(page.getByRole("list", { name: "Baris dalam file" }).getByRole("listitem")).toHaveCount(14);
    await context.close();
  });
});
