// Retained references (spec 7): what stays of seats in other products, and nothing where there are none.
import { readFile } from "node:fs/promises";
import { expectAccessible } from "./dialog";
import { expect, test } from "./fixtures";
import { csvOf, named, order, runUntil } from "./orders";

const PAGE = "/authenticate/retained-references";

test("a deleted learner's seats stay as product, account number and date, and nothing else", async ({
  page,
  signIn,
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({
    learners: named(12),
    products: ["talent_solutions", "sales_solutions"],
  });
  const { id } = organization;
  const going = organization.learners.slice(0, 8);
  await sql`delete from product_seats where organization_id = ${id}`;
  await sql`
    insert into product_seats (organization_id, learner_id, product, account_number)
    select ${id}, l.id, p.product::product, upper(left(p.product, 1)) || '-' || l.id
    from learners l, unnest('{talent_solutions,sales_solutions}'::text[]) as p(product)
    where l.organization_id = ${id} and l.id = any(${going.map((learner) => learner.id)}::bigint[])`;
  const batchId = await order(cron, organization, csvOf(going));
  await runUntil(cron, organization, batchId, "completed");

  const columns = await sql<{ name: string }[]>`
    select attname as name from pg_attribute where attrelid = 'product_references'::regclass and attnum > 0 and not attisdropped order by 1`;
  expect(columns.map(({ name }) => name)).toEqual(["account_number", "deleted_at", "id", "organization_id", "product"]);

  await signIn(page, organization.admin.email);
  await page.goto("/authenticate");
  await page
    .getByRole("navigation", { name: "Authenticate" })
    .getByRole("link", { name: "Retained references" })
    .click();
  await expect(page).toHaveURL(PAGE);
  const table = page.getByRole("table", { name: "Retained references" });
  await expect(table.locator("thead th")).toHaveText(["Product", "Account number", "Deleted on"]);
  await expect(table.locator("tbody tr")).toHaveCount(16);
  for (const learner of going) {
    await expect(table).toContainText(`T-${learner.id}`);
    await expect(page.locator("main")).not.toContainText(learner.email ?? "");
    await expect(page.locator("main")).not.toContainText(learner.name);
  }
  await expectAccessible(page, "main");

  await page.getByRole("link", { name: /Sales Solutions/ }).click();
  await expect(table.locator("tbody tr")).toHaveCount(8);
  await expect(table).not.toContainText("Talent");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download CSV" }).click(),
  ]);
  const text = await readFile(await file.path(), "utf8");
  expect(text.startsWith("\ufeffproduct,account_number,deleted_on\r\n")).toBe(true);
  const lines = text.trim().split("\r\n");
  expect(lines).toHaveLength(9);
  for (const line of lines.slice(1)) expect(line).toMatch(/^sales_solutions,S-\d+,\d{4}-\d{2}-\d{2}$/);
  const [audit] = await sql`
    select details from audit_entries where organization_id = ${id} and action = 'references.downloaded'`;
  expect(audit?.details).toBe('{"product":"sales_solutions"}');
});

test("references are paged by keyset, forwards and back", async ({ page, signIn, organizationWith, sql }) => {
  const organization = await organizationWith({ learners: 1, learningData: false, products: ["talent_solutions"] });
  await sql`
    insert into product_references (organization_id, product, account_number, deleted_at)
    select ${organization.id}, 'talent_solutions', 'T-' || n, app_now() from generate_series(1, 120) n`;
  await signIn(page, organization.admin.email);
  await page.goto(PAGE);
  const numbers = () => page.getByRole("table").locator("td.mono").allTextContents();
  const expected = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, n) => `T-${from - n}`);
  expect(await numbers()).toEqual(expected(120, 71));
  await page.getByRole("link", { name: "Next page" }).click();
  await expect.poll(numbers).toEqual(expected(70, 21));
  await page.getByRole("link", { name: "Next page" }).click();
  await expect.poll(numbers).toEqual(expected(20, 1));
  await expect(page.getByRole("button", { name: "Next page" })).toBeDisabled();
  await page.getByRole("link", { name: "Previous page" }).click();
  await expect.poll(numbers).toEqual(expected(70, 21));
  // Somebody else's reference is no place here, and nonsense is as if it had not been asked.
  await page.goto(`${PAGE}?after=x&product=nothing`);
  expect(await numbers()).toEqual(expected(120, 71));
});

test("an organization without another product says so, has none, and sub admins have no way in", async ({
  page,
  signIn,
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(5) });
  const [ann] = organization.learners;
  // A seat left over from a product that the organization no longer has.
  await sql`
    insert into product_seats (organization_id, learner_id, product, account_number)
    values (${organization.id}, ${ann?.id ?? 0}, 'talent_solutions', 'T-1')`;
  const batchId = await order(cron, organization, csvOf([ann ?? {}]));
  await runUntil(cron, organization, batchId, "completed");
  const [kept] = await sql`
    select count(*)::int as count from product_references where organization_id = ${organization.id}`;
  expect(kept?.count).toBe(0);
  await signIn(page, organization.admin.email);
  await page.goto(PAGE);
  await expect(page.locator("main")).toContainText(
    `${organization.name} has no other product, so nothing stays of a deleted learner.`,
  );
  await expect(page.getByRole("table")).toHaveCount(0);
  await expectAccessible(page, "main");
  await page.context().addCookies([{ name: "language", value: "id", url: page.url() }]);
  await page.reload();
  await expect(page.locator("main")).toContainText(`${organization.name} tidak memiliki produk lain`);
});

test("with another product and nobody deleted yet, the page says when a reference appears", async ({
  page,
  signIn,
  organizationWith,
}) => {
  const organization = await organizationWith({ learners: 1, learningData: false, products: ["marketing_solutions"] });
  await signIn(page, organization.admin.email);
  await page.goto(PAGE);
  await expect(page.locator("main")).toContainText("No references yet.");
  await expect(page.getByRole("link", { name: "Download CSV" })).toHaveCount(0);
  await expectAccessible(page, "main");
});
