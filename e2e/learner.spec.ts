// A learner's page (spec 9): everything that a deletion would take, for any admin; what is scheduled, for full admins alone; and
// nobody else's learners.
import { expectAccessible } from "./dialog";
import { expect, type Page, test } from "./fixtures";
import { csvOf, orderForLater, runUntil } from "./orders";

const AUM = "/authenticate/automate-user-management";
const section = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

test("profile, groups, progress, activity, assignments and seats are what the database holds", async ({
  page,
  organizationWith,
  signIn,
  sql,
}) => {
  const organization = await organizationWith({ learners: 30, products: ["talent_solutions", "sales_solutions"] });
  const { id } = organization;
  // Somebody with something of everything.
  const [learner] = await sql<{ id: number; name: string; email: string; userId: string; seconds: number }[]>`
    select id, name, primary_email_address as email, unique_user_id as "userId", seconds_viewed as seconds
    from learners where organization_id = ${id} order by completions > 0 desc, seconds_viewed desc limit 1`;
  if (!learner) throw new Error("nobody is there");
  await sql`
    insert into assignments (organization_id, learner_id, course_id, assigned_at, due_at)
    select organization_id, ${learner.id}, id, app_now() - interval '9 days', app_now() - interval '1 day'
    from courses c where organization_id = ${id} and not exists (
      select 1 from course_progress p where p.organization_id = c.organization_id and p.learner_id = ${learner.id} and p.course_id = c.id)
    limit 1 on conflict do nothing`;
  await sql`
    insert into product_seats (organization_id, learner_id, product, account_number)
    values (${id}, ${learner.id}, 'sales_solutions', 'SS-TEST-1') on conflict do nothing`;
  const progress = await sql<{ title: string; percent: number }[]>`
    select c.title, p.percent from course_progress p
    join courses c on c.organization_id = p.organization_id and c.id = p.course_id
    where p.organization_id = ${id} and p.learner_id = ${learner.id} order by p.started_at desc, p.course_id`;
  const assigned = await sql<{ title: string }[]>`
    select c.title from assignments a join courses c on c.organization_id = a.organization_id and c.id = a.course_id
    where a.organization_id = ${id} and a.learner_id = ${learner.id} order by a.assigned_at desc, a.course_id`;
  const groups = await sql<{ name: string }[]>`
    select g.name from group_memberships m join groups g on g.organization_id = m.organization_id and g.id = m.group_id
    where m.organization_id = ${id} and m.learner_id = ${learner.id} order by g.name`;
  const [seat] = await sql<{ number: string }[]>`
    select account_number as number from product_seats
    where organization_id = ${id} and learner_id = ${learner.id} and product = 'sales_solutions'`;
  const [latest] = await sql<{ sittings: number; seconds: number }[]>`
    select count(*)::int as sittings, coalesce(sum(seconds), 0)::int as seconds from viewing_activity
    where organization_id = ${id} and learner_id = ${learner.id} and viewed_at >= date_trunc('month', app_now() at time zone 'UTC') at time zone 'UTC'`;

  await signIn(page, organization.subadmin.email);
  await page.goto(`/users?q=${encodeURIComponent(learner.userId)}`);
  await page.getByRole("link", { name: learner.name }).click();
  await expect(page).toHaveURL(new RegExp(`/users/${learner.id}$`));
  await expect(page.getByRole("heading", { level: 1 })).toContainText(learner.name);
  // The name stays out of the browser's history.
  expect(await page.title()).not.toContain(learner.name);

  const profile = section(page, "Profile");
  for (const value of [learner.email, learner.userId]) await expect(profile.getByText(value)).toBeVisible();
  await expect(section(page, "Groups").getByRole("listitem")).toHaveText(groups.map(({ name }) => name));
  const hours = learner.seconds / 3600;
  const shown = String(hours < 10 ? Math.round(hours * 10) / 10 : Math.round(hours));
  await expect(section(page, "Key figures").locator("b").first()).toHaveText(shown);
  const rows = section(page, "Course progress").locator("tbody tr");
  await expect(rows).toHaveCount(progress.length);
  for (const [index, { title, percent }] of progress.entries())
    await expect(rows.nth(index)).toContainText(new RegExp(`^${title.replace(/[^\w ]/g, ".")}.*${percent}%`));
  await expect(section(page, "Assignments").locator("tbody tr td:first-child")).toHaveText(
    assigned.map(({ title }) => title),
  );
  await expect(section(page, "Assignments").getByText("Overdue").first()).toBeVisible();
  await expect(section(page, "Other products").getByText(seat?.number ?? "", { exact: true })).toBeVisible();

  const activity = section(page, "Activity over time");
  await expect(activity.getByRole("img")).toHaveAttribute("aria-label", /^Hours viewed by month/);
  await expect(activity.locator("svg.recharts-surface")).toBeVisible();
  await activity.getByRole("button", { name: "Table" }).click();
  await expect(activity.locator("tbody tr")).toHaveCount(12);
  await expect(activity.locator("tbody tr").last().locator("td").last()).toHaveText(String(latest?.sittings));
  await expectAccessible(page, "main");
  await activity.getByRole("button", { name: "Plot" }).click();
  await expectAccessible(page, "main");

  await section(page, "Groups").getByRole("link").first().click();
  await expect(page).toHaveURL(/\/users\?group=\d+$/);
});

test("an id that nobody here has, or somebody elsewhere, is the same 404", async ({
  page,
  organizationWith,
  signIn,
}) => {
  const organization = await organizationWith({ learners: 2 });
  const other = await organizationWith({ learners: 2 });
  await signIn(page, organization.admin.email);
  const bodies = new Set<string>();
  for (const id of [other.learners[0]?.id, 999_999_999, "0", "-1", "1e3", "ann", `${other.learners[0]?.id}%20or%201`]) {
    const answer = await page.request.get(`/users/${id}`, { headers: { accept: "text/html" } });
    expect(answer.status(), `${id}`).toBe(404);
    const main = /<main[\s\S]*?<\/main>/.exec(await answer.text())?.[0] ?? "";
    expect(main).not.toContain(other.learners[0]?.name ?? "nobody");
    bodies.add(main);
  }
  expect(bodies.size).toBe(1);
  expect((await page.request.get(`/users/${organization.learners[0]?.id}`)).status()).toBe(200);
});

test("while an ordered batch holds a learner, full admins read it and find the batch; then the page is gone", async ({
  page,
  browser,
  baseURL,
  organizationWith,
  signIn,
  cron,
}) => {
  const organization = await organizationWith({ learners: 6 });
  const [learner, another] = organization.learners;
  const { batchId, due } = await orderForLater(cron, organization, csvOf([{ userId: learner?.userId }]));
  await signIn(page, organization.admin.email);
  await page.goto(`/users/${learner?.id}`);
  await expect(page.getByText("Scheduled for deletion").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "See the batch" })).toHaveAttribute("href", `${AUM}/batches/${batchId}`);
  await page.goto(`/users/${another?.id}`);
  await expect(page.getByText("Scheduled for deletion")).toHaveCount(0);

  const context = await browser.newContext({ baseURL });
  const sub = await context.newPage();
  await signIn(sub, organization.subadmin.email);
  await sub.goto(`/users/${learner?.id}`);
  await expect(sub.getByRole("heading", { level: 1 })).toContainText(learner?.name ?? "");
  expect(await sub.content()).not.toMatch(/Scheduled for deletion|batches/);
  await context.close();

  await due();
  await runUntil(cron, organization, batchId, "completed");
  const answer = await page.goto(`/users/${learner?.id}`);
  expect(answer?.status()).toBe(404);
});

test("a learner without learning data has a page that says so", async ({ page, organizationWith, signIn }) => {
  const organization = await organizationWith({
    learners: [{ name: "Nobody Yet", email: null, userId: "NY-1" }],
    learningData: false,
    groups: [],
  });
  await signIn(page, organization.admin.email);
  await page.goto(`/users/${organization.learners[0]?.id}`);
  for (const text of ["No course has been begun.", "Nothing has been assigned.", "No seats in other products."])
    await expect(page.getByText(text)).toBeVisible();
  await expect(page.getByRole("img", { name: "Nothing was viewed in the last 12 months." })).toBeVisible();
  await expectAccessible(page, "main");
});
