// What an admin does for themselves (spec 8): /account, and *Forgot password* with its single-use link.
import type { Browser } from "@playwright/test";
import type { Sql } from "@/db/client";
import { expectAccessible } from "./dialog";
import { expect, type Mail, PASSWORD, type Page, type TestOrganization, test } from "./fixtures";

const NEW = "correct horse battery staple";
const alert = (page: Page) => page.locator("main").getByRole("alert");
const linkIn = ({ payload }: Mail) => /http\S+\/sign-in\/reset\?link=[\w-]+/.exec(payload.text)?.[0] ?? "";

async function actionsOf(sql: Sql, { id }: TestOrganization, like: string) {
  const rows = await sql<{ action: string }[]>`
    select action from audit_entries where organization_id = ${id} and action like ${like} order by sequence`;
  return rows.map(({ action }) => action);
}

/** Another browser, signed in as the same admin. */
async function elsewhere(
  browser: Browser,
  app: string,
  email: string,
  signIn: (page: Page, email: string) => Promise<void>,
) {
  const page = await (await browser.newContext({ baseURL: app })).newPage();
  await signIn(page, email);
  return page;
}

async function setPassword(page: Page, password: string, again = password) {
  await page.getByLabel("New password", { exact: true }).fill(password);
  await page.getByLabel("New password again", { exact: true }).fill(again);
  await page.getByRole("button", { name: /^(Set|Change) password$/ }).click();
}

test.describe("changing the password", () => {
  test("asks the present one, and ends all other sessions at their next request", async ({
    page,
    browser,
    app,
    organizationWith,
    signIn,
    sql,
    serverLog,
  }) => {
    const organization = await organizationWith({ learners: 1 });
    const { subadmin } = organization;
    const other = await elsewhere(browser, app, subadmin.email, signIn);
    await signIn(page, subadmin.email);
    await page.getByRole("button", { name: "Account menu" }).click();
    await page.getByRole("menuitem", { name: "Account", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Account", exact: true })).toBeVisible();
    await expectAccessible(page, "main");

    const present = page.getByLabel("Present password", { exact: true });
    await present.fill("not this one");
    await setPassword(page, NEW);
    await expect(alert(page)).toContainText("not your present password. Nothing was changed.");
    await expect(present).toBeFocused();
    await present.fill(PASSWORD);
    await setPassword(page, NEW, `${NEW}!`);
    await expect(alert(page)).toContainText("The two are not the same");
    await setPassword(page, "elevenchars");
    await expect(alert(page)).toContainText("at least 12 characters");
    await expectAccessible(page, "main");
    await present.fill(PASSWORD);
    await other.goto("/reports");
    await expect(other).toHaveURL(/\/reports$/);

    await setPassword(page, NEW);
    await expect(page.getByText("Your password is changed.")).toBeVisible();
    await page.goto("/account");
    await expect(page).toHaveURL(/\/account$/);
    await other.goto("/reports");
    await expect(other).toHaveURL(/\/sign-in/);
    await other.getByLabel("Email", { exact: true }).fill(subadmin.email);
    await other.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await other.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(alert(other)).toContainText("not right");
    await signIn(other, subadmin.email, NEW);
    expect(await actionsOf(sql, organization, "password.%")).toEqual(["password.changed"]);
    expect(serverLog()).not.toContain(NEW);
    await other.context().close();
  });
});

test("where one is signed in, with the last use; End all sessions ends this one as well", async ({
  page,
  browser,
  app,
  organizationWith,
  signIn,
  sql,
}) => {
  const organization = await organizationWith({ learners: 1 });
  const { admin, admin2, id } = organization;
  const other = await elsewhere(browser, app, admin.email, signIn);
  const colleague = await elsewhere(browser, app, admin2.email, signIn);
  await signIn(page, admin.email);
  const [first] = await sql<{ id: string }[]>`
    update admin_sessions set created_at = created_at - interval '3 hours', last_used_at = last_used_at - interval '2 hours'
    where organization_id = ${id} and admin_id = ${admin.id}
      and id = (select id from admin_sessions where organization_id = ${id} and admin_id = ${admin.id} order by created_at limit 1)
    returning id`;
  await page.goto("/account");
  const rows = page.getByRole("table", { name: "Where you are signed in" }).locator("tbody tr");
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("This session");
  await expect(rows.first()).toContainText(/Chrome, Linux|Chrome/);
  await other.goto("/users");
  const [used] = await sql`
    select last_used_at > app_now() - interval '1 minute' as now from admin_sessions where organization_id = ${id} and id = ${first?.id ?? ""}`;
  expect(used?.now).toBe(true);

  await page.getByRole("button", { name: "End all sessions" }).click();
  await expect(page).toHaveURL(/\/sign-in\?set=sessions/);
  await expect(page.getByText("All your sessions have ended.")).toBeVisible();
  await other.goto("/users");
  await expect(other).toHaveURL(/\/sign-in/);
  await colleague.goto("/users");
  await expect(colleague).toHaveURL(/\/users$/);
  expect(await actionsOf(sql, organization, "sessions.%")).toEqual(["sessions.ended"]);
  for (const each of [other, colleague]) await each.context().close();
});

test("the language chosen in the menu or on /account is that of mails too", async ({
  page,
  organizationWith,
  signIn,
  sql,
}) => {
  const { admin, id } = await organizationWith({ learners: 1 });
  const kept = async () =>
    (await sql`select language from admins where organization_id = ${id} and id = ${admin.id}`)[0]?.language;
  await signIn(page, admin.email);
  await page.goto("/account");
  const notChosen = page.getByText("Not chosen yet: pages follow your browser, mails are in English.");
  await expect(notChosen).toBeVisible();
  await expect(page.getByLabel("English", { exact: true })).not.toBeChecked();
  await page.getByLabel("Bahasa Indonesia", { exact: true }).check();
  await expect(notChosen).toBeHidden();
  await expect(page.getByRole("heading", { name: "Akun", exact: true })).toBeVisible();
  await expectAccessible(page, "main");
  expect(await kept()).toBe("id");
  await page.getByRole("button", { name: "Menu akun" }).click();
  await page.getByRole("menuitemradio", { name: "English" }).click();
  await expect(page.getByRole("heading", { name: "Account", exact: true })).toBeVisible();
  await expect.poll(kept).toBe("en");
});

test.describe("Forgot password", () => {
  async function ask(page: Page, email: string) {
    await page.goto("/sign-in/forgot");
    await page.getByLabel("Email", { exact: true }).fill(email);
    await page.getByRole("button", { name: "Send the link" }).click();
    await expect(alert(page)).toContainText("Look into your mailbox.");
    return ((await alert(page).textContent()) ?? "").replaceAll(email, "{email}");
  }

  test("a link by mail sets a new password once; opening it a hundred times does nothing; all sessions end", async ({
    page,
    browser,
    app,
    organizationWith,
    signIn,
    mailsOf,
    cron,
    sql,
    serverLog,
  }) => {
    const organization = await organizationWith({ learners: 1 });
    const { admin, id } = organization;
    await sql`update admins set language = 'id' where organization_id = ${id} and id = ${admin.id}`;
    const signedIn = await elsewhere(browser, app, admin.email, signIn);
    await page.goto("/sign-in");
    await expectAccessible(page, "main");
    await page.getByRole("link", { name: "Forgot password" }).click();
    await expect(page).toHaveURL(/\/sign-in\/forgot$/);
    await expectAccessible(page, "main");
    await ask(page, ` ${admin.email.toUpperCase()} `);
    await expect.poll(async () => (await mailsOf(id)).length).toBe(1);
    await cron();
    const [mail] = await mailsOf(id);
    expect(mail).toMatchObject({ kind: "password_reset", recipient: admin.email, language: "id" });
    expect(mail?.payload.subject).toBe("Atur kata sandi baru");
    const link = linkIn(mail as Mail);
    expect(link.startsWith(`${app}/sign-in/reset?link=`)).toBe(true);
    // Kept mails can be read by the other full admin; this one is its reader's alone.
    const other = await elsewhere(browser, app, organization.admin2.email, signIn);
    await other.goto("/mailbox");
    await expect(other.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(other.getByText("Atur kata sandi baru")).toHaveCount(0);
    expect((await other.goto(`/mailbox/${mail?.id}`))?.status()).toBe(404);

    for (let opened = 0; opened < 100; opened++) expect((await fetch(link)).status).toBe(200);
    await signedIn.goto("/users");
    await expect(signedIn).toHaveURL(/\/users$/);

    await page.goto(link);
    await expectAccessible(page, "main");
    await setPassword(page, "short");
    await expect(alert(page)).toContainText("at least 12 characters");
    await setPassword(page, NEW);
    await expect(page).toHaveURL(/\/sign-in\?set=password/);
    await expect(page.getByText("Your password is set.")).toBeVisible();
    await signedIn.goto("/users");
    await expect(signedIn).toHaveURL(/\/sign-in/);
    await signIn(page, admin.email, NEW);

    await page.goto(link);
    await expect(page.getByRole("heading", { name: "This link does not work any more" })).toBeVisible();
    expect(await actionsOf(sql, organization, "password.%")).toEqual(["password.reset_requested", "password.reset"]);
    const secret = new URL(link).searchParams.get("link") ?? "";
    expect(secret.length).toBeGreaterThan(40);
    expect(serverLog()).not.toContain(secret);
    const [kept] = await sql`select link_hash from password_resets where organization_id = ${id}`;
    expect(secret).not.toContain(kept?.link_hash);
    await signedIn.context().close();
  });

  test("says and does the same for a stranger, a removed admin and an admin, without a script too", async ({
    page,
    browser,
    app,
    organizationWith,
    mailsOf,
    sql,
  }) => {
    const { admin, admin2, id, domain } = await organizationWith({ learners: 1 });
    await sql`update admins set removed_at = app_now() where organization_id = ${id} and id = ${admin2.id}`;
    const told = [await ask(page, admin.email), await ask(page, admin2.email), await ask(page, `nobody@${domain}`)];
    expect(new Set(told).size).toBe(1);
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL: app });
    expect(await ask(await context.newPage(), admin.email)).toBe(told[0]);
    await context.close();
    await expect
      .poll(async () => (await mailsOf(id)).map(({ recipient }) => recipient))
      .toEqual([admin.email, admin.email]);
  });

  test("after 30 minutes, after another password, and of a removed admin the link does nothing", async ({
    page,
    organizationWith,
    mailsOf,
    sql,
  }) => {
    const { admin, id } = await organizationWith({ learners: 1 });
    await ask(page, admin.email);
    await ask(page, admin.email);
    await expect.poll(async () => (await mailsOf(id)).length).toBe(2);
    const [one, two] = (await mailsOf(id)).map(linkIn);
    const hashOf = async () =>
      (await sql`select password_hash from admins where organization_id = ${id} and id = ${admin.id}`)[0]
        ?.password_hash;
    const before = await hashOf();
    // Open already when its time is over: the button finds out.
    await page.goto(one ?? "");
    await sql`update password_resets set expires_at = app_now() - interval '1 second', created_at = app_now() - interval '30 minutes' where organization_id = ${id}`;
    await setPassword(page, NEW);
    await expect(alert(page)).toContainText("This link does not work any more");
    expect(await hashOf()).toBe(before);
    await sql`update password_resets set expires_at = app_now() + interval '1 minute' where organization_id = ${id}`;
    await page.goto(two ?? "");
    await sql`update admins set removed_at = app_now() where organization_id = ${id} and id = ${admin.id}`;
    await setPassword(page, NEW);
    await expect(alert(page)).toContainText("This link does not work any more");
    await sql`update admins set removed_at = null where organization_id = ${id} and id = ${admin.id}`;
    await setPassword(page, NEW);
    await expect(page).toHaveURL(/\/sign-in\?set=password/);
    await page.goto(one ?? "");
    await expect(page.getByRole("heading", { name: "This link does not work any more" })).toBeVisible();
    for (const link of ["", "x", "1-x", `${one}x`, (one ?? "").replace(/link=\d+/, `link=${id + 1}`)]) {
      await page.goto(link.startsWith("http") ? link : `/sign-in/reset?link=${link}`);
      await expect(page.getByRole("heading", { name: "This link does not work any more" })).toBeVisible();
    }
  });

  test("a link used twice at once sets one password", async ({ organizationWith, mailsOf, page, context, sql }) => {
    const { admin, id } = await organizationWith({ learners: 1 });
    await ask(page, admin.email);
    await expect.poll(async () => (await mailsOf(id)).length).toBe(1);
    const link = linkIn((await mailsOf(id))[0] as Mail);
    const other = await context.newPage();
    for (const each of [page, other]) await each.goto(link);
    // Both have found the link open, and wait for the admin's row.
    await sql.begin(async (tx) => {
      await tx`select 1 from admins where organization_id = ${id} and id = ${admin.id} for update`;
      await setPassword(page, `${NEW} one`);
      await setPassword(other, `${NEW} two`);
      const waiting = () =>
        sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%select 1 from admins%for update%'`;
      await expect.poll(async () => (await waiting()).length).toBe(2);
    });
    await expect.poll(async () => [page, other].filter((each) => each.url().includes("set=password")).length).toBe(1);
    const entries = await sql`select 1 from audit_entries where organization_id = ${id} and action = 'password.reset'`;
    expect(entries).toHaveLength(1);
    const late = page.url().includes("set=password") ? other : page;
    await expect(alert(late)).toContainText("This link does not work any more");
  });
});
