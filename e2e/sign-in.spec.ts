// Signing in and out, what it remembers, what it refuses, and how soon a session that was ended is no more (faults: Access).
import { expect, PASSWORD, type Page, test } from "./fixtures";

const PROTECTED = "/authenticate/automate-user-management";

async function tryToSignIn(page: Page, email: string, password: string) {
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** The page's own alert; Next keeps an empty one for route changes. */
const alert = (page: Page) => page.locator("main").getByRole("alert");

test.describe("signing in", () => {
  test("leads to Users, and afterwards the sign-in page leads on", async ({ page, organizationWith, signIn }) => {
    const { admin, name } = await organizationWith({ learners: 3 });
    await signIn(page, admin.email);
    await expect(page).toHaveURL(/\/users$/);
    await expect(page.getByText(name, { exact: true })).toBeVisible();
    await page.goto("/sign-in");
    await expect(page).toHaveURL(/\/users$/);
  });

  test("gives the page that was asked for, with its search", async ({ page, organizationWith, signIn }) => {
    const { subadmin } = await organizationWith({ learners: 3 });
    await page.goto("/users?q=ratna");
    await expect(page).toHaveURL(/\/sign-in\?then=/);
    await signIn(page, subadmin.email);
    await expect(page).toHaveURL(/\/users\?q=ratna$/);
  });

  test("never leads to another site", async ({ page, organizationWith }) => {
    const { admin } = await organizationWith({ learners: 1 });
    await page.goto("/sign-in?then=//evil.example/users");
    await tryToSignIn(page, admin.email, PASSWORD);
    await expect(page).toHaveURL(/^http:\/\/localhost:\d+\/users$/);
  });

  test("takes the address in any letter case, with spaces around it", async ({ page, organizationWith }) => {
    const { admin } = await organizationWith({ learners: 1 });
    await page.goto("/sign-in");
    await tryToSignIn(page, ` ${admin.email.toUpperCase()} `, PASSWORD);
    await expect(page).toHaveURL(/\/users$/);
  });

  test("works without scripts", async ({ browser, app, organizationWith }) => {
    const { admin } = await organizationWith({ learners: 1 });
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL: app });
    const page = await context.newPage();
    await page.goto("/sign-in?then=%2Fusers%3Fq%3Dann");
    await tryToSignIn(page, admin.email, "wrong");
    await expect(alert(page)).toContainText("not right");
    await tryToSignIn(page, admin.email, PASSWORD);
    await expect(page).toHaveURL(/\/users\?q=ann$/);
    await context.close();
  });

  test("speaks Indonesian to an Indonesian browser", async ({ browser, app }) => {
    const context = await browser.newContext({ locale: "id-ID", baseURL: app });
    const page = await context.newPage();
    await page.goto("/sign-in");
    await expect(page.getByRole("button", { name: "Masuk", exact: true })).toBeVisible();
    await context.close();
  });
});

test.describe("a refusal", () => {
  test("says the same of a known and an unknown address, in place, and asks for the password again", async ({
    page,
    organizationWith,
    sql,
  }) => {
    const { admin, domain, id } = await organizationWith({ learners: 1 });
    const told: string[] = [];
    for (const email of [admin.email, `nobody@${domain}`]) {
      await page.goto("/sign-in");
      await tryToSignIn(page, email, "wrong");
      await expect(alert(page)).toContainText("not right");
      told.push((await alert(page).textContent()) ?? "");
      await expect(page.getByLabel("Email", { exact: true })).toHaveValue(email);
      await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
      await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
    }
    expect(told[0]).toBe(told[1]);
    // Noted once the answer is out.
    const noted = () => sql`select action, admin_id from audit_entries where organization_id = ${id}`;
    await expect.poll(async () => (await noted()).map((entry) => entry.action)).toEqual(["sign_in.refused"]);
    expect(Number((await noted())[0]?.admin_id)).toBe(admin.id);
  });

  test("comes after ten tries in a quarter of an hour, for addresses that exist and others alike", async ({
    page,
    organizationWith,
    sql,
  }) => {
    const { admin, domain } = await organizationWith({ learners: 1 });
    try {
      for (const email of [admin.email, `nobody@${domain}`]) {
        await page.goto("/sign-in");
        for (let tries = 0; tries < 10; tries++) {
          await tryToSignIn(page, email, "wrong");
          // The form empties the password once it has its answer.
          await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
          await expect(page.getByRole("button", { name: "Sign in", exact: true })).not.toHaveAttribute("aria-busy");
        }
        await tryToSignIn(page, email, PASSWORD);
        await expect(alert(page)).toHaveText("Too many attempts. Try again in 15 minutes.");
      }
      const kept = await sql<{ key: string }[]>`select key from rate_limits`;
      expect(kept.length).toBeGreaterThan(0);
      expect(JSON.stringify(kept)).not.toContain(domain);
    } finally {
      // All tests come from one network address: its count must not outlive this test.
      await sql`delete from rate_limits`;
    }
  });

  test("counts tries that come at once, too, and the audit log says once that there were too many", async ({
    organizationWith,
    app,
    sql,
  }) => {
    const { admin, id } = await organizationWith({ learners: 1 });
    try {
      const csrf = await fetch(`${app}/api/auth/csrf`);
      const cookie = csrf.headers
        .getSetCookie()
        .map((line) => line.split(";")[0])
        .join("; ");
      const { csrfToken } = (await csrf.json()) as { csrfToken: string };
      const answers = await Promise.all(
        Array.from({ length: 30 }, async () => {
          const body = new URLSearchParams({ csrfToken, email: admin.email, password: "wrong", json: "true" });
          const response = await fetch(`${app}/api/auth/callback/credentials`, {
            method: "POST",
            body,
            headers: { cookie },
          });
          return ((await response.json()) as { url: string }).url;
        }),
      );
      expect(answers.filter((url) => url.includes("CredentialsSignin"))).toHaveLength(10);
      expect(answers.filter((url) => url.includes("TooManyAttempts"))).toHaveLength(20);
      // Noted once the answers are out: each wrong password, and of the twenty refused unseen one.
      const noted = async () => {
        const entries = await sql<{ code: string }[]>`
          select coalesce(details::json->>'code', 'wrong') as code from audit_entries
          where organization_id = ${id} and admin_id = ${admin.id} and action = 'sign_in.refused'`;
        return entries.map(({ code }) => code).sort();
      };
      const expected = ["too_many", ...Array<string>(10).fill("wrong")];
      await expect.poll(noted).toEqual(expected);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      expect(await noted()).toEqual(expected);
    } finally {
      await sql`delete from rate_limits`;
    }
  });
});

test.describe("a session", () => {
  test("is over everywhere once signed out: its cookie opens nothing any more", async ({
    page,
    context,
    organizationWith,
    signIn,
    sql,
  }) => {
    const { admin, id } = await organizationWith({ learners: 1 });
    await signIn(page, admin.email);
    const cookies = await context.cookies();
    const session = cookies.find((cookie) => cookie.name.endsWith("session"));
    expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });

    await page.getByRole("button", { name: "Account menu" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    const open = await sql`select id from admin_sessions where organization_id = ${id} and ended_at is null`;
    expect(open).toHaveLength(0);

    await context.addCookies(cookies);
    await page.goto("/users");
    await expect(page).toHaveURL(/\/sign-in/);
  });

  test("ends with the admin's removal, and at once loses what a demotion takes", async ({
    page,
    organizationWith,
    signIn,
    sql,
  }) => {
    const { admin, id } = await organizationWith({ learners: 1 });
    await signIn(page, admin.email);
    const status = async (path: string) => (await page.request.get(path, { maxRedirects: 0 })).status();
    expect(await status(PROTECTED)).toBe(200);
    await sql`update admins set role = 'sub_admin' where organization_id = ${id} and id = ${admin.id}`;
    expect(await status(PROTECTED)).toBe(403);
    expect(await status("/users")).toBe(200);
    expect(await status("/users/export.csv")).toBe(403);
    await sql`update admins set removed_at = now() where organization_id = ${id} and id = ${admin.id}`;
    expect(await status("/users")).toBe(307);
    expect(await status("/users/export.csv")).toBe(401);
  });

  test("lasts twelve hours", async ({ page, organizationWith, signIn, sql }) => {
    const { admin, id } = await organizationWith({ learners: 1 });
    await signIn(page, admin.email);
    await sql`
      update admin_sessions set created_at = created_at - interval '12 hours 1 second'
      where organization_id = ${id}`;
    await page.goto("/users");
    await expect(page).toHaveURL(/\/sign-in/);
  });

  test("is not made by a token that names another organization's", async ({ page, organizationWith, signIn, sql }) => {
    const [one, other] = [await organizationWith({ learners: 1 }), await organizationWith({ learners: 1 })];
    await signIn(page, one.admin.email);
    await sql`update admin_sessions set ended_at = now() where organization_id = ${one.id}`;
    await sql`insert into admin_sessions (organization_id, admin_id) values (${other.id}, ${other.admin.id})`;
    await page.goto("/users");
    await expect(page).toHaveURL(/\/sign-in/);
  });
});

test.describe("files and the API", () => {
  test("a link to a file leads somebody signed out to the sign-in page and then to the file", async ({
    page,
    organizationWith,
    sql,
  }) => {
    const { admin, id } = await organizationWith({ learners: 2 });
    await page.goto("/users/export.csv");
    await expect(page).toHaveURL(/\/sign-in\?then=%2Fusers%2Fexport\.csv$/);
    const download = page.waitForEvent("download");
    await tryToSignIn(page, admin.email, PASSWORD);
    expect((await download).suggestedFilename()).toBe("users.csv");
    await expect(alert(page)).toContainText("You are signed in.");
    const entries = await sql`select 1 from audit_entries where organization_id = ${id} and action = 'users.exported'`;
    expect(entries).toHaveLength(1);
  });

  test("health is in order and tells nothing", async ({ app }) => {
    const response = await fetch(`${app}/api/health`);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({ status: "ok" });
  });
});
