// What can go wrong in the deletion dialog, and how each is shown (faults: Upload, Access): refused files, a bad line, a page without
// https, a preview that no longer holds, an answer that gets lost, another admin, the brake.
import {
  atTheFile,
  batchesOf,
  contentOf,
  csv,
  dialog,
  expectAccessible,
  HEADER,
  isSlice,
  lines,
  offer,
  PAGE,
  press,
  toPreview,
} from "./dialog";
import { expect, test } from "./fixtures";

const LIMIT = 15 * 1024 * 1024;
/** Two slices of 3 MB: an ignored column makes it long. */
const LONG = `${HEADER},note\n${`,nobody,${"y".repeat(60_000)}\n`.repeat(60)}`;

test("a file that cannot be taken is refused before it is sent", async ({ page, sql, organizationWith, signIn }) => {
  const organization = await organizationWith({ learners: 3 });
  await signIn(page, organization.admin.email);
  await atTheFile(page);
  const goOn = dialog(page).getByRole("button", { name: "Continue", exact: true });

  await offer(page, csv("x", "staff.xlsx"));
  await expect(dialog(page).getByText("staff.xlsx")).toBeVisible();
  await expect(dialog(page).getByText(/the name must end with \.csv/)).toBeVisible();
  await expect(goOn).toBeDisabled();
  await expectAccessible(page);

  await offer(page, { ...csv("", "large.csv"), buffer: Buffer.alloc(LIMIT, "a") });
  await expect(dialog(page).getByText(/must be smaller than 15 MB/)).toBeVisible();
  await expect(goOn).toBeDisabled();

  await offer(page, { ...csv("", "SHOUTED.CSV"), buffer: Buffer.alloc(1024, "a") });
  await expect(dialog(page).getByText("1 kB", { exact: true })).toBeVisible();
  await expect(goOn).toBeEnabled();
  await dialog(page).getByRole("button", { name: "Remove SHOUTED.CSV" }).click();
  await expect(goOn).toBeDisabled();
  await expect(dialog(page).getByRole("button", { name: "Upload from computer" })).toBeFocused();

  // Dropped anywhere on the dialog, here on its footer.
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["x".repeat(2_500_000)], "dropped.csv"));
    return data;
  });
  await dialog(page).locator("footer").dispatchEvent("dragenter", { dataTransfer: transfer });
  await expect(dialog(page).locator(".drop")).toHaveClass(/over/);
  await dialog(page).locator("footer").dispatchEvent("drop", { dataTransfer: transfer });
  await expect(dialog(page).getByText("dropped.csv", { exact: true })).toBeVisible();
  await expect(dialog(page).getByText("2 MB", { exact: true })).toBeVisible();
  // Something chosen would be lost: a click beside the dialog does nothing.
  await page.mouse.click(5, 400);
  await expect(goOn).toBeEnabled();
  expect(await batchesOf(sql, organization)).toEqual([]);
});

test("a file that does not pass is Terminated, with every reason", async ({ page, sql, organizationWith, signIn }) => {
  const organization = await organizationWith({ learners: 3 });
  await signIn(page, organization.admin.email);
  await atTheFile(page);
  await offer(page, csv("name,mail\na,b\n"));
  await press(page, "Continue");
  for (const text of ["Terminated", "Nothing was deleted"])
    await expect(dialog(page).getByText(text, { exact: true })).toBeVisible();
  for (const header of HEADER.split(","))
    await expect(dialog(page).getByText(`The header ${header} is missing.`)).toBeVisible();
  await expect(dialog(page).getByRole("button", { name: "Continue" })).toBeHidden();
  await expectAccessible(page);
  await page.reload();
  await expect(dialog(page).getByText("Nothing was deleted")).toBeVisible();
  await press(page, "Back");
  await page.keyboard.press("Escape");
  await expect(page.getByText("The header primary_email_address is missing").first()).toBeVisible();
  expect((await batchesOf(sql, organization)).map(({ state }) => state)).toEqual(["terminated"]);
});

test("slices that fail are sent again, and http without a digest of its own will do", async ({
  page,
  organizationWith,
  signIn,
}) => {
  const organization = await organizationWith({ learners: 3 });
  // As on any host that is not localhost, without https.
  await page.addInitScript(() => Object.defineProperty(Crypto.prototype, "subtle", { get: () => undefined }));
  await signIn(page, organization.admin.email);
  await atTheFile(page);
  let failures = 0;
  await page.route(
    (url) => url.pathname === PAGE,
    (route) => (isSlice(route) && failures++ < 3 ? route.abort("connectionreset") : route.continue()),
  );
  await toPreview(page, csv(LONG, "long.csv"));
  await expect(dialog(page).getByText("0 of 60 rows will delete a user.")).toBeVisible();
  expect(failures).toBeGreaterThan(3);

  // Nobody to delete: no Continue, only the results file.
  await expect(dialog(page).getByRole("button", { name: "Continue" })).toBeHidden();
  await expectAccessible(page);
  const [results] = await Promise.all([
    page.waitForEvent("download"),
    dialog(page).getByRole("link", { name: "Download the results file" }).click(),
  ]);
  expect((await contentOf(results)).split("\r\n")).toHaveLength(62);
});

test("a preview that no longer holds orders nothing and shows what changed", async ({
  page,
  sql,
  organizationWith,
  signIn,
}) => {
  const organization = await organizationWith({ learners: 40 });
  const [one, two] = organization.learners.filter(({ email }) => email);
  await signIn(page, organization.admin.email);
  await atTheFile(page);
  await toPreview(page, csv(lines(`${one?.email},`, `${two?.email},`)));
  await press(page, "Continue");
  // Becomes an admin, under the address of one.
  await sql`
    update admins set email = ${one?.email ?? ""}, normalized_email = ${one?.email?.toLowerCase() ?? ""}
    where organization_id = ${organization.id} and id = ${organization.subadmin.id}`;
  await press(page, "Confirm");
  await expect(dialog(page).getByText("Nothing was ordered: this changed since the preview you saw")).toBeVisible();
  await expect(dialog(page).getByText("1 of 2 rows will delete a user.")).toBeVisible();
  await expectAccessible(page);
  expect((await batchesOf(sql, organization)).map(({ state }) => state)).toEqual(["ready"]);
});

test("an answer to Confirm that gets lost is looked up, not guessed", async ({
  page,
  sql,
  organizationWith,
  signIn,
}) => {
  const organization = await organizationWith({ learners: 40 });
  const email = organization.learners.find((learner) => learner.email)?.email;
  await signIn(page, organization.admin.email);
  await atTheFile(page);
  await toPreview(page, csv(lines(`${email},`)));
  await press(page, "Continue");

  let arrives = false;
  await page.route(
    (url) => url.pathname === PAGE,
    async (route) => {
      if (!route.request().postData()?.includes("previewNumber")) return route.continue();
      if (arrives) await route.fetch();
      await route.abort("connectionreset");
    },
  );
  await press(page, "Confirm");
  await expect(dialog(page).getByText("Your order did not arrive")).toBeVisible();
  await expectAccessible(page);
  expect((await batchesOf(sql, organization)).map(({ state }) => state)).toEqual(["ready"]);
  arrives = true;
  await press(page, "Confirm");
  await expect(page.getByRole("dialog", { name: /processed/ })).toBeVisible();
  const orders = await sql`
    select action from audit_entries where organization_id = ${organization.id} and action = 'batch.confirmed'`;
  expect(orders).toHaveLength(1);
});

test("a Cancel that does not get through is said, and tried again", async ({
  page,
  context,
  sql,
  organizationWith,
  signIn,
}) => {
  const organization = await organizationWith({ learners: 40 });
  await signIn(page, organization.admin.email);
  await atTheFile(page);
  await toPreview(page, csv(lines("nobody@x.example,")));
  await context.setOffline(true);
  await press(page, "Cancel");
  await expect(dialog(page).getByText("The file could not be thrown away")).toBeVisible();
  await expectAccessible(page);
  await context.setOffline(false);
  await press(page, "Cancel");
  await expect(dialog(page)).toBeHidden();
  expect((await batchesOf(sql, organization)).map(({ state }) => state)).toEqual(["cancelled"]);
});

test("whoever is signed out or demoted meanwhile orders nothing", async ({ page, sql, organizationWith, signIn }) => {
  const organization = await organizationWith({ learners: 40 });
  const { id, admin, learners } = organization;
  await signIn(page, admin.email);
  await atTheFile(page);
  await toPreview(page, csv(lines(`${learners.find(({ email }) => email)?.email},`)));
  await press(page, "Continue");
  await sql`update admins set role = 'sub_admin' where organization_id = ${id} and id = ${admin.id}`;
  await press(page, "Confirm");
  await expect(page.getByRole("heading", { name: "Only full admins can open this page" })).toBeVisible();
  await sql`update admins set role = 'full_admin' where organization_id = ${id} and id = ${admin.id}`;
  await page.reload();
  await press(page, "Continue");
  await sql`update admin_sessions set ended_at = now() where organization_id = ${id} and ended_at is null`;
  await press(page, "Confirm");
  await expect(page).toHaveURL(/\/sign-in\?then=/);
  expect((await batchesOf(sql, organization)).map(({ state }) => state)).toEqual(["ready"]);
  // Back where it stood.
  await signIn(page, admin.email);
  await expect(dialog(page).getByText("1 of 1 row will delete a user.")).toBeVisible();
});

test("only the uploader goes on; the same file again is pointed out", async ({
  page,
  browser,
  app,
  organizationWith,
  signIn,
}) => {
  const organization = await organizationWith({ learners: 40 });
  const file = csv(lines(`${organization.learners.find(({ email }) => email)?.email},`));
  await signIn(page, organization.admin.email);
  await atTheFile(page);
  await toPreview(page, file);
  const address = page.url();

  const context = await browser.newContext({ baseURL: app, locale: "en-GB" });
  const other = await context.newPage();
  await signIn(other, organization.admin2.email);
  await other.goto(`${PAGE}#user-deletion`);
  await expect(other.getByText("1 user to delete").first()).toBeVisible();
  await expect(other.getByRole("link", { name: "Continue" })).toBeHidden();
  await other.goto(address);
  await expect(dialog(other).getByText(`Only ${organization.admin.name}`)).toBeVisible();
  await expectAccessible(other);
  await other.getByRole("dialog").press("Escape");
  await other.getByRole("button", { name: "Delete users" }).click();
  await press(other, "Next");
  await toPreview(other, file);
  await expect(dialog(other).getByText("This file was uploaded before")).toBeVisible();
  await expectAccessible(other);
  await context.close();
});

test("the number is typed in any writing, and the brake makes a large order wait", async ({
  page,
  sql,
  organizationWith,
  signIn,
}) => {
  const organization = await organizationWith({ learners: 1200, learningData: false });
  const rows = organization.learners.map(({ email, userId }) => `${email ?? ""},${email ? "" : userId}`);
  await signIn(page, organization.admin.email);
  await atTheFile(page);
  await toPreview(page, csv(lines(...rows)));
  await press(page, "Continue");
  const confirm = dialog(page).getByRole("button", { name: "Confirm", exact: true });
  const field = dialog(page).getByRole("textbox", { name: /^Type 1200/ });
  for (const wrong of ["", "120", "1.2", "12,00", "1200 users"]) {
    await field.fill(wrong);
    await expect(confirm).toBeDisabled();
  }
  for (const right of ["1.200", "1,200", " 1200 "]) {
    await field.fill(right);
    await expect(confirm).toBeEnabled();
  }
  await expect(dialog(page).getByText("24 hours after you confirm")).toBeVisible();
  await field.press("Enter");
  expect((await batchesOf(sql, organization)).map(({ state }) => state)).toEqual(["ready"]);
  await confirm.click();
  await expect(page.getByRole("dialog", { name: "The deletion is scheduled" })).toBeVisible();
  await expectAccessible(page);
  await press(page, "Close");
  expect((await batchesOf(sql, organization)).map(({ state }) => state)).toEqual(["scheduled"]);
});

test("the address of a batch that is over, or never was, says so", async ({ page, sql, organizationWith, signIn }) => {
  const organization = await organizationWith({ learners: 5 });
  await signIn(page, organization.admin.email);
  await atTheFile(page);
  await toPreview(page, csv(lines(`${organization.learners.find(({ email }) => email)?.email},`)));
  const address = page.url();
  await press(page, "Cancel");
  await expect(page.getByRole("dialog")).toBeHidden();
  expect((await batchesOf(sql, organization)).map(({ state }) => state)).toEqual(["cancelled"]);
  // Gone from the address too: else going there would be no more than a jump within the page.
  await expect(page).not.toHaveURL(/batch=/);
  await page.goto(address);
  await expect(page.getByRole("dialog", { name: "This upload is over" })).toContainText("Nothing was deleted.");
  await expectAccessible(page);
  await page.goto(`${PAGE}?batch=00000000-0000-4000-8000-000000000000#user-deletion`);
  await expect(page.getByRole("dialog", { name: "There is no such batch" })).toContainText("Nothing was changed.");
  await expectAccessible(page);
});
