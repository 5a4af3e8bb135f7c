// Single sign-on (spec 8 and 9, issue 4) against a real provider: linked by admins, bound to issuer and subject, required, asked for
// again; and what it must not do. A server of its own, configured for it, on the database of all tests.
import { randomBytes } from "node:crypto";
import type { APIResponse, Browser } from "@playwright/test";
import type { Sql } from "@/db/client";
import { atTheFile, batchesOf, csv, dialog, expectAccessible, lines, press, toPreview } from "./dialog";
import { test as base, expect, type Mail, PASSWORD, type Page, type TestOrganization } from "./fixtures";
import { type IdentityProvider, startIdentityProvider } from "./identity-provider";
import { freePort, type Launched, launch } from "./launcher";

let address = "";
let provider: IdentityProvider;
let server: Launched | undefined;
let claimedAddress = "nobody@people.example";

const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the braces.
  app: async ({}, use) => use(address),
  baseURL: async ({ app }, use) => use(app),
});

test.beforeAll(async () => {
  test.setTimeout(180_000);
  const port = await freePort();
  address = `http://localhost:${port}`;
  provider = await startIdentityProvider(`${address}/api/auth/callback/oidc`, () => claimedAddress);
  server = launch({
    DATABASE_URL: process.env.E2E_DATABASE_URL ?? "",
    PORT: String(port),
    CRON_SECRET: process.env.E2E_CRON_SECRET ?? "",
    TOMBSTONE_KEY: process.env.E2E_TOMBSTONE_KEY ?? "",
    CERTIFICATE_KEY: process.env.E2E_CERTIFICATE_KEY ?? "",
    NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
  });
  await server.ready;
});
test.afterAll(async () => {
  server?.interrupt();
  await server?.ended;
  await provider?.close();
});

const subject = () => `subject-${randomBytes(6).toString("hex")}`;
const button = (page: Page) => page.getByRole("link", { name: "Sign in with single sign-on" });
const alert = (page: Page) => page.locator("main").getByRole("alert");
const newPage = async (browser: Browser) => (await browser.newContext({ baseURL: address })).newPage();

/** Types a name at the provider, which asks for one. */
async function beAtProvider(page: Page, account: string) {
  await page.getByLabel("Name there").fill(account);
  await page.getByRole("button", { name: "Sign in at the provider" }).click();
}

async function signInWith(page: Page, account: string) {
  await page.goto("/sign-in");
  await button(page).click();
  await beAtProvider(page, account);
}

/** Signed in with a password, an account linked. */
async function linked(
  page: Page,
  signIn: (page: Page, email: string) => Promise<void>,
  email: string,
  account: string,
) {
  await signIn(page, email);
  await page.goto("/account");
  await page.getByRole("button", { name: "Link my account" }).click();
  await beAtProvider(page, account);
  await expect(page.getByText("Your account is linked.")).toBeVisible();
}

/** As if it were done already. */
const link = (
  sql: Sql,
  organization: TestOrganization,
  admin: { id: number },
  account: string,
  issuer = provider.issuer,
) =>
  sql`insert into sign_in_identities (issuer, subject, organization_id, admin_id)
      values (${issuer}, ${account}, ${organization.id}, ${admin.id})`;

async function entriesOf(sql: Sql, { id }: TestOrganization) {
  const rows = await sql<{ action: string; details: string }[]>`
    select action, details from audit_entries where organization_id = ${id} and action like 'sign_in.%' order by sequence`;
  return rows.map(
    ({ action, details }) => ({ action: action.replace("sign_in.", ""), ...JSON.parse(details) }) as object,
  );
}

test("an admin links an account after the password, and signs in with it; others follow, nobody by an e-mail address", async ({
  page,
  browser,
  organizationWith,
  signIn,
  sql,
}) => {
  const organization = await organizationWith({ learners: 1 });
  const [mine, theirs] = [subject(), subject()];
  await signIn(page, organization.subadmin.email);
  await page.goto("/account");
  await expect(page.getByText("A full admin links their own account first.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Link my account" })).toHaveCount(0);

  const full = await newPage(browser);
  await signIn(full, organization.admin.email);
  await full.goto("/account");
  // Asked first, as for any deed that cannot be taken lightly.
  await sql`
    update admin_sessions set created_at = app_now() - interval '16 minutes', authenticated_at = app_now() - interval '16 minutes'
    where organization_id = ${organization.id} and admin_id = ${organization.admin.id}`;
  await full.getByRole("button", { name: "Link my account" }).click();
  await full.getByLabel("Your password").fill(PASSWORD);
  await full.getByRole("button", { name: "Link my account" }).click();
  await expect(full.getByLabel("Name there")).toBeVisible();
  const asked = Object.fromEntries(provider.asked.at(-1) ?? []);
  expect(asked).toMatchObject({ prompt: "login", max_age: "0", scope: "openid", code_challenge_method: "S256" });
  expect(asked).toMatchObject({ state: expect.any(String), nonce: expect.any(String) });
  await beAtProvider(full, mine);
  await expect(full.getByText("Your account is linked.")).toBeVisible();
  await expect(full.getByText(/^Linked since/)).toBeVisible();
  await expectAccessible(full, "main");

  // One signs in with it, at the page that was asked for, without being asked again where the provider knows them.
  await full.getByRole("button", { name: "End all sessions" }).click();
  await expect(full).toHaveURL(/\/sign-in/);
  await full.goto("/reports?from=2026-01");
  await expectAccessible(full, "main");
  await button(full).click();
  await expect(full).toHaveURL(`${address}/reports?from=2026-01`);
  const sessions = await sql<{ method: string }[]>`
    select method from admin_sessions where organization_id = ${organization.id} and admin_id = ${organization.admin.id}
    order by created_at`;
  expect(sessions.map(({ method }) => method)).toEqual(["password", "oidc"]);

  // A sub admin may now; the first one's identity is taken.
  await page.reload();
  await page.getByRole("button", { name: "Link my account" }).click();
  await beAtProvider(page, mine);
  await expect(alert(page)).toContainText("This account is another admin’s");
  await page.getByRole("button", { name: "Link my account" }).click();
  await beAtProvider(page, theirs);
  await expect(page.getByText("Your account is linked.")).toBeVisible();
  expect(await entriesOf(sql, organization)).toEqual([
    { action: "succeeded", method: "password" },
    { action: "succeeded", method: "password" },
    { action: "succeeded", method: "password", again: true },
    { action: "sso_linked" },
    { action: "succeeded", method: "oidc" },
    { action: "sso_linked" },
  ]);

  // The same address, verified by the provider, is nobody; nor is the same subject of another issuer; nor is anybody made.
  const count = async () =>
    (await sql`select count(*)::int as n from admins where organization_id = ${organization.id}`)[0]?.n;
  const before = await count();
  claimedAddress = organization.admin2.email;
  const elsewhere = subject();
  await link(sql, organization, organization.admin2, elsewhere, "https://another.example");
  for (const account of [subject(), elsewhere]) {
    const stranger = await newPage(browser);
    await signInWith(stranger, account);
    await expect(alert(stranger)).toContainText("No admin has linked this account");
    await expect(stranger).toHaveURL(/\/sign-in\?sso=unknown/);
    expect((await stranger.goto("/users"))?.url()).toContain("/sign-in");
    await stranger.context().close();
  }
  expect(await count()).toBe(before);

  // The link goes, and so does what it opened; a password does it then.
  const other = await newPage(browser);
  await signInWith(other, theirs);
  await expect(other).toHaveURL(/\/users/);
  await page.goto("/account");
  await page.getByRole("button", { name: "Remove the link" }).click();
  await expect(page.getByText("The link is removed", { exact: false })).toBeVisible();
  await other.goto("/users");
  await expect(other).toHaveURL(/\/sign-in/);
  await button(other).click();
  await expect(alert(other)).toContainText("No admin has linked this account");
  await expect(page.getByText("Not linked")).toBeVisible();

  // Removed, an admin's link is gone for good: an admin again, they link again.
  const late = await newPage(browser);
  await sql`update admins set removed_at = app_now() where organization_id = ${organization.id} and id = ${organization.admin.id}`;
  await signInWith(late, mine);
  await expect(alert(late)).toContainText("No admin has linked this account");
  await sql`update admins set removed_at = null where organization_id = ${organization.id} and id = ${organization.admin.id}`;
  await button(late).click();
  await expect(alert(late)).toContainText("No admin has linked this account");
  for (const each of [full, other, late]) await each.context().close();
});

test("what did not begin here, or comes back wrong, opens nothing and leads nowhere else", async ({
  page,
  browser,
  request,
  organizationWith,
  signIn,
  sql,
}) => {
  const organization = await organizationWith({ learners: 1 });
  const account = subject();
  await link(sql, organization, organization.admin, account);
  const sessions = async () =>
    (await sql`select 1 from admin_sessions where organization_id = ${organization.id}`).length;

  for (const path of ["?code=abc&state=forged", "?state=forged", "", "?error=access_denied&state=forged"]) {
    const answer = await request.get(`/api/auth/callback/oidc${path}`, { maxRedirects: 0 });
    expect(answer.headers().location, path).toBe("/sign-in?sso=failed");
  }
  // An answer caught in one browser is worth nothing in another, even one that is on its way itself.
  const thief = await newPage(browser);
  await thief.goto("/sign-in");
  await button(thief).click();
  await expect(thief.getByLabel("Name there")).toBeVisible();
  const step = async (answer: Promise<APIResponse>) => (await answer).headers().location ?? "";
  const { request: hand } = thief.context();
  const form = { account, answer: "sign in" };
  const resume = await step(hand.post(thief.url(), { form, maxRedirects: 0 }));
  const caught = await step(hand.get(resume, { maxRedirects: 0 }));
  expect(caught).toContain(`${address}/api/auth/callback/oidc?code=`);
  await page.goto("/sign-in");
  await button(page).click();
  await page.goto(caught);
  await expect(alert(page)).toContainText("Single sign-on did not work");
  expect(await sessions()).toBe(0);
  await thief.context().close();

  // Cancelled at the provider, one is back with the page that was asked for in hand.
  await page.goto("/reports");
  await button(page).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(alert(page)).toContainText("Single sign-on did not work");
  await button(page).click();
  await expect(page.getByLabel("Name there")).toBeVisible();
  const held = await page.context().cookies();
  const returning = page.waitForRequest(/\/api\/auth\/callback\/oidc\?code=/);
  await beAtProvider(page, account);
  await expect(page).toHaveURL(`${address}/reports`);
  expect(await sessions()).toBe(1);
  // An answer opens once, though the browser still held all that it had when it came back the first time.
  await page.context().clearCookies();
  await page.context().addCookies(held);
  await page.goto((await returning).url());
  await expect(alert(page)).toContainText("Single sign-on did not work");
  expect(await sessions()).toBe(1);

  // Nowhere but to us, and not on another site's word.
  await page.context().clearCookies();
  await page.goto("/sign-in/single-sign-on?then=//evil.example/");
  await beAtProvider(page, account);
  await expect(page).toHaveURL(`${address}/users`);
  const foreign = { maxRedirects: 0, headers: { "sec-fetch-site": "cross-site" } };
  expect((await request.get("/sign-in/single-sign-on?for=again", foreign)).headers().location).toBe(
    "/sign-in?sso=failed",
  );
  // Linking and joining have an action in front that proves who it is; the address alone begins neither.
  await page.goto("/sign-in/single-sign-on?for=link");
  await expect(page).toHaveURL(`${address}/users`);

  // Begun in one session, it ends in that one or not at all.
  const admin2 = await newPage(browser);
  await signIn(admin2, organization.admin2.email);
  await admin2.goto("/account");
  await admin2.getByRole("button", { name: "Link my account" }).click();
  await expect(admin2.getByLabel("Name there")).toBeVisible();
  await sql`update admin_sessions set ended_at = app_now() where organization_id = ${organization.id} and admin_id = ${organization.admin2.id}`;
  await beAtProvider(admin2, subject());
  await expect(admin2).toHaveURL(/\/sign-in/);
  expect(await sql`select 1 from sign_in_identities where organization_id = ${organization.id}`).toHaveLength(1);
  await admin2.context().close();
});

const linkIn = ({ payload }: Mail, kind: string) =>
  new RegExp(`http\\S+/sign-in/${kind}\\?link=[\\w-]+`).exec(payload.text)?.[0] ?? "";

test("required, passwords open and change nothing; somebody invited joins at the provider; nobody shuts the organization out", async ({
  page,
  browser,
  organizationWith,
  signIn,
  mailsOf,
  sql,
}) => {
  const organization = await organizationWith({ learners: 1 });
  const { id, domain, admin, admin2 } = organization;
  const [mine, joining] = [subject(), subject()];
  const other = await newPage(browser);
  await signIn(other, admin2.email);
  await other.goto("/sign-in/forgot");
  await other.getByLabel("Email", { exact: true }).fill(admin2.email);
  await other.getByRole("button", { name: "Send the link" }).click();
  await expect.poll(async () => (await mailsOf(id)).length).toBe(1);

  await linked(page, signIn, admin.email, mine);
  await page.goto("/authenticate/admins");
  await expectAccessible(page, "main");
  await page.getByRole("button", { name: "Require single sign-on" }).click();
  await expect(dialog(page)).toContainText("2 admins have not linked an account");
  await expectAccessible(page);
  await dialog(page).getByRole("button", { name: "Require single sign-on" }).click();
  await expect(page.getByText("Single sign-on is required now.")).toBeVisible();
  await expect(page.getByText("Required", { exact: true })).toBeVisible();

  // Out at the next request, and not in again: with the right password as with a wrong one.
  await other.goto("/users");
  await expect(other).toHaveURL(/\/sign-in/);
  const said: (string | null)[] = [];
  for (const password of [PASSWORD, "wrong"]) {
    await other.getByLabel("Email", { exact: true }).fill(admin2.email);
    await other.getByLabel("Password", { exact: true }).fill(password);
    await other.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(other.getByLabel("Password", { exact: true })).toHaveValue("");
    said.push(await alert(other).textContent());
  }
  expect(said[0]).toContain("If your organization requires single sign-on");
  expect(said[1]).toBe(said[0]);
  await other.goto("/sign-in/forgot");
  await other.getByLabel("Email", { exact: true }).fill(admin2.email);
  await other.getByRole("button", { name: "Send the link" }).click();
  await expect(alert(other)).toContainText("Look into your mailbox.");
  // The link asked for before it was required is closed, too, and would open nothing if it were not.
  await sql`update password_resets set used_at = null where organization_id = ${id}`;
  await other.goto(linkIn((await mailsOf(id))[0] as Mail, "reset"));
  await expect(other.getByRole("heading", { name: "This link does not work any more" })).toBeVisible();
  await page.goto("/account");
  await expect(page.getByText("passwords open nothing, so there is none to change")).toBeVisible();
  await expect(page.getByLabel("Present password")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Remove the link" })).toHaveCount(0);

  // The only full admin who gets in stays one.
  await page.goto("/authenticate/admins");
  await page.getByRole("button", { name: `Remove ${admin.name}` }).click();
  await dialog(page).getByRole("button", { name: "Remove me" }).click();
  await expect(dialog(page).getByRole("alert")).toContainText("The last full admin who can sign in stays");
  await dialog(page).getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("button", { name: "Invite admin" }).click();
  await dialog(page).getByLabel("Name", { exact: true }).fill("Wayan Sari");
  await dialog(page).getByLabel("Email", { exact: true }).fill(`wayan@${domain}`);
  await dialog(page).getByRole("button", { name: "Send invitation" }).click();
  await expect.poll(async () => (await mailsOf(id)).length).toBe(2);
  const guest = await newPage(browser);
  await guest.goto(linkIn((await mailsOf(id))[1] as Mail, "invitation"));
  await expectAccessible(guest, "main");
  await expect(guest.getByLabel("New password")).toHaveCount(0);
  const invited = () =>
    sql<{ id: number; hash: string | null }[]>`
      select id, password_hash as hash from admins where organization_id = ${id} and normalized_email = ${`wayan@${domain}`}`;
  const accept = () => guest.getByRole("button", { name: "Accept with single sign-on" }).click();
  await accept();
  await guest.getByRole("button", { name: "Cancel" }).click();
  await expect(alert(guest)).toContainText("Single sign-on did not work");
  await accept();
  await beAtProvider(guest, mine);
  await expect(alert(guest)).toContainText("This account is another admin’s");
  expect(await invited()).toEqual([]);
  await accept();
  await beAtProvider(guest, joining);
  await expect(guest).toHaveURL(`${address}/users`);
  expect(await invited()).toMatchObject([{ hash: null }]);

  await page.reload();
  await page.getByRole("button", { name: "Allow passwords again" }).click();
  await dialog(page).getByRole("button", { name: "Allow passwords" }).click();
  await expect(page.getByText("Passwords open accounts again.")).toBeVisible();
  await other.goto("/sign-in");
  await signIn(other, admin2.email);
  // One without a password keeps the link that is all there is.
  await guest.goto("/account");
  await guest.getByRole("button", { name: "Remove the link" }).click();
  await expect(alert(guest)).toContainText("You have no password yet");
  const entries = (await entriesOf(sql, organization)) as { action: string }[];
  expect(entries.filter(({ action }) => action.startsWith("sso_"))).toEqual([
    { action: "sso_linked" },
    { action: "sso_required", sessions: 1 },
    { action: "sso_not_required" },
  ]);
  for (const each of [other, guest]) await each.context().close();
});

test("a deed asks a session of single sign-on for a new sign-in, and stays at its step; an old one, or another account, does not do", async ({
  page,
  organizationWith,
  sql,
}) => {
  const organization = await organizationWith({ learners: 20 });
  const account = subject();
  await link(sql, organization, organization.admin, account);
  await link(sql, organization, organization.admin2, `${account}-2`);
  await signInWith(page, account);
  await page.waitForURL("**/users");
  await atTheFile(page);
  await toPreview(page, csv(lines(`${organization.learners[0]?.email},`)));
  await press(page, "Continue");
  await dialog(page).getByLabel("Reference").fill("HR-4711");
  await sql`update safeguards set start_delay_hours = 1 where organization_id = ${organization.id}`;
  await sql`
    update admin_sessions set created_at = app_now() - interval '16 minutes', authenticated_at = app_now() - interval '16 minutes'
    where organization_id = ${organization.id}`;
  await press(page, "Confirm");
  const way = dialog(page).getByRole("link", { name: "Sign in with single sign-on" });
  await expect(way).toBeFocused();
  await expect(dialog(page).getByRole("button", { name: "Confirm", exact: true })).toBeDisabled();
  await expectAccessible(page);

  const [opened] = await Promise.all([page.waitForEvent("popup"), way.click()]);
  // The provider asks, though it knows them; an old sign-in is not taken for a new one, nor is somebody else's.
  await expect(opened.getByLabel("Name there")).toBeVisible();
  provider.backdate(5 * 60);
  await beAtProvider(opened, account);
  await expect(opened.getByRole("heading", { name: "The provider did not ask you to sign in again" })).toBeVisible();
  await expectAccessible(opened, "main");
  await opened.getByRole("link", { name: "Sign in again" }).click();
  await beAtProvider(opened, `${account}-2`);
  await expect(opened.getByRole("heading", { name: "That was not the account you have linked" })).toBeVisible();
  await press(page, "Confirm");
  await expect(way).toBeVisible();
  expect(await batchesOf(sql, organization)).toMatchObject([{ state: "ready" }]);

  await opened.getByRole("link", { name: "Sign in again" }).click();
  await beAtProvider(opened, account);
  await expect(dialog(page).getByRole("alert")).toContainText("You have signed in again.");
  await expect(dialog(page).getByLabel("Reference")).toHaveValue("HR-4711");
  expect(await batchesOf(sql, organization)).toMatchObject([{ state: "ready" }]);
  await press(page, "Confirm");
  await expect(dialog(page).getByRole("heading", { name: "The deletion is scheduled" })).toBeVisible();
  expect(await batchesOf(sql, organization)).toMatchObject([{ state: "scheduled", reference: "HR-4711" }]);
  expect((await entriesOf(sql, organization)).slice(1)).toEqual([
    { action: "refused", method: "oidc", again: true, why: "stale" },
    { action: "refused", method: "oidc", again: true, why: "other" },
    { action: "succeeded", method: "oidc", again: true },
  ]);
});

base("without a provider nothing of it shows", async ({ page, app, organizationWith, signIn, request }) => {
  const organization = await organizationWith({ learners: 1 });
  await page.goto("/sign-in?sso=unknown");
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await expect(page.locator("main")).not.toContainText(/single sign-on/i);
  expect((await request.get(`${app}/sign-in/single-sign-on`)).status()).toBe(404);
  expect(await (await request.get(`${app}/api/auth/providers`)).json()).not.toHaveProperty("oidc");
  await signIn(page, organization.admin.email);
  for (const path of ["/account", "/authenticate/admins"]) {
    await page.goto(path);
    await expect(page.locator("main")).not.toContainText(/single sign-on/i);
  }
});
