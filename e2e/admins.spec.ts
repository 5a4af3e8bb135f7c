// The page Admins (spec 8): invitations by mail, roles, removal; never the last full admin; what a change does to open sessions.
import type { Browser } from "@playwright/test";
import type { Sql } from "@/db/client";
import { expectAccessible } from "./dialog";
import { expect, type Mail, PASSWORD, type Page, type TestOrganization, test } from "./fixtures";

const PAGE = "/authenticate/admins";
const OWN = "a password of my own";
const linkIn = ({ payload }: Mail) => /http\S+\/sign-in\/invitation\?link=[\w-]+/.exec(payload.text)?.[0] ?? "";
const alert = (page: Page) => page.locator("main").getByRole("alert");
const dialog = (page: Page) => page.locator(".dialog");
const closed = (page: Page) => page.getByRole("heading", { name: "This invitation does not work any more" });

async function entriesOf(sql: Sql, { id }: TestOrganization) {
  const rows = await sql<{ action: string; details: string }[]>`
    select action, details from audit_entries where organization_id = ${id} and action like 'admin.%' order by sequence`;
  return rows.map(({ action, details }) => ({ action, ...JSON.parse(details) }) as Record<string, unknown>);
}

const adminOf = async (sql: Sql, { id }: TestOrganization, adminId: number) =>
  (
    await sql<{ role: string; removed: boolean }[]>`
      select role, removed_at is not null as removed from admins where organization_id = ${id} and id = ${adminId}`
  )[0];

async function invite(page: Page, name: string, email: string, role: "Sub admin" | "Full admin" = "Sub admin") {
  await page.getByRole("button", { name: "Invite admin" }).click();
  await dialog(page).getByLabel("Name", { exact: true }).fill(name);
  await dialog(page).getByLabel("Email", { exact: true }).fill(email);
  await dialog(page)
    .getByRole("radio", { name: new RegExp(`^${role}`) })
    .check();
  await dialog(page).getByRole("button", { name: "Send invitation" }).click();
}

async function acceptWith(page: Page, password: string) {
  await page.getByLabel("New password", { exact: true }).fill(password);
  await page.getByLabel("New password again", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Accept the invitation" }).click();
}

async function signedIn(
  browser: Browser,
  app: string,
  email: string,
  signIn: (page: Page, email: string) => Promise<void>,
) {
  const page = await (await browser.newContext({ baseURL: app })).newPage();
  await signIn(page, email);
  return page;
}

test("an invitation by mail makes an admin by its button alone, once; removed and invited again, the row comes back", async ({
  page,
  browser,
  app,
  organizationWith,
  signIn,
  mailsOf,
  sql,
  serverLog,
}) => {
  const organization = await organizationWith({ learners: 1 });
  const { id, domain, name } = organization;
  await signIn(page, organization.admin.email);
  await page.goto("/authenticate");
  await page.getByRole("link", { name: "Admins", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Admins", exact: true })).toBeVisible();
  await expectAccessible(page, "main");
  await page.getByRole("button", { name: "Invite admin" }).click();
  await dialog(page).getByRole("button", { name: "Send invitation" }).click();
  await expect(dialog(page).getByRole("alert")).toContainText("Type a name. Nothing was sent.");
  await expectAccessible(page);
  await dialog(page).getByRole("button", { name: "Cancel" }).click();
  for (const [email, says] of [
    ["not an address", "This is no e-mail address."],
    [organization.admin2.email.toUpperCase(), "is an admin already"],
  ] as const) {
    await invite(page, "Wayan", email);
    await expect(dialog(page).getByRole("alert")).toContainText(says);
    await dialog(page).getByRole("button", { name: "Cancel" }).click();
  }
  await invite(page, "Wayan Sari", `Wayan@${domain}`, "Full admin");
  await expect(page.getByText(`The invitation to Wayan@${domain} is on its way.`)).toBeVisible();
  const invitations = page.getByRole("table", { name: "Invitations" });
  await expect(invitations).toContainText("Wayan Sari");
  await invite(page, "Wayan", `wayan@${domain}`);
  await expect(dialog(page).getByRole("alert")).toContainText("invited already");
  await dialog(page).getByRole("button", { name: "Cancel" }).click();
  await expectAccessible(page, "main");

  // Nobody is an admin by being invited, nor by the link being opened.
  const [mail] = await mailsOf(id);
  expect(mail).toMatchObject({ kind: "admin_invitation", recipient: `Wayan@${domain}`, language: "en" });
  const link = linkIn(mail as Mail);
  for (let opened = 0; opened < 100; opened++) expect((await fetch(link)).status).toBe(200);
  const rowsOf = () =>
    sql<{ id: number; role: string; name: string; removed: boolean }[]>`
      select id, role, name, removed_at is not null as removed from admins
      where organization_id = ${id} and normalized_email = ${`wayan@${domain}`}`;
  expect(await rowsOf()).toEqual([]);

  const guest = await (await browser.newContext({ baseURL: app })).newPage();
  await guest.goto(link);
  await expect(guest.getByRole("heading", { name: `Be an admin of ${name}` })).toBeVisible();
  await expectAccessible(guest, "main");
  await acceptWith(guest, "too short");
  await expect(alert(guest)).toContainText("at least 12 characters");
  expect(await rowsOf()).toEqual([]);
  await acceptWith(guest, OWN);
  await expect(guest).toHaveURL(/\/sign-in\?set=invitation/);
  await signIn(guest, `wayan@${domain}`, OWN);
  await guest.goto(PAGE);
  await expect(guest.getByText(`Wayan@${domain} (you)`).first()).toBeVisible();
  const [made] = await rowsOf();
  expect(made).toMatchObject({ role: "full_admin", name: "Wayan Sari", removed: false });
  const late = await (await browser.newContext({ baseURL: app })).newPage();
  await late.goto(link);
  await expect(closed(late)).toBeVisible();

  // Removed: out at the next request, and the password opens nothing.
  await page.reload();
  await page.getByRole("button", { name: "Remove Wayan Sari" }).click();
  await expect(dialog(page)).toBeVisible();
  await expectAccessible(page);
  await dialog(page).getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByText("Wayan Sari is no admin any more.")).toBeVisible();
  await guest.goto("/users");
  await expect(guest).toHaveURL(/\/sign-in/);
  await guest.getByLabel("Email", { exact: true }).fill(`wayan@${domain}`);
  await guest.getByLabel("Password", { exact: true }).fill(OWN);
  await guest.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(alert(guest)).toContainText("not right");

  await invite(page, "Wayan S.", `wayan@${domain}`);
  await expect(invitations).toContainText("Wayan S.");
  await guest.goto(linkIn((await mailsOf(id)).at(-1) as Mail));
  await acceptWith(guest, `${OWN} again`);
  await expect(guest).toHaveURL(/\/sign-in\?set=invitation/);
  await signIn(guest, `wayan@${domain}`, `${OWN} again`);
  expect(await rowsOf()).toEqual([{ id: made?.id, role: "sub_admin", name: "Wayan S.", removed: false }]);

  expect((await entriesOf(sql, organization)).map(({ action }) => action)).toEqual([
    "admin.invited",
    "admin.joined",
    "admin.removed",
    "admin.invited",
    "admin.joined",
  ]);
  expect(JSON.stringify(await entriesOf(sql, organization))).not.toMatch(/wayan/i);
  const secret = new URL(link).searchParams.get("link") ?? "-";
  for (const kept of [secret, OWN]) expect(serverLog()).not.toContain(kept);
  for (const each of [guest, late]) await each.context().close();
});

test("an invitation does nothing once withdrawn, sent again, too old, or its sender gone", async ({
  page,
  browser,
  app,
  organizationWith,
  signIn,
  mailsOf,
  sql,
}) => {
  const organization = await organizationWith({ learners: 1 });
  const { id, domain } = organization;
  await signIn(page, organization.admin.email);
  await page.goto(PAGE);
  const guest = await (await browser.newContext({ baseURL: app })).newPage();
  const open = async (link: string) => {
    await guest.goto(link);
    return (await closed(guest).count()) === 0;
  };
  await invite(page, "Made", `made@${domain}`);
  await expect.poll(async () => (await mailsOf(id)).length).toBe(1);
  await page.getByRole("button", { name: "Send the invitation of Made again" }).click();
  await dialog(page).getByRole("button", { name: "Send again" }).click();
  await expect(page.getByText(`The invitation to made@${domain} is on its way.`).last()).toBeVisible();
  await expect.poll(async () => (await mailsOf(id)).length).toBe(2);
  const [first, second] = (await mailsOf(id)).map(linkIn) as [string, string];
  expect(await open(first)).toBe(false);
  expect(await open(second)).toBe(true);

  await sql`update admin_invitations set sent_at = sent_at - interval '8 days', expires_at = app_now() - interval '1 second' where organization_id = ${id}`;
  await acceptWith(guest, OWN);
  await expect(alert(guest)).toContainText("This invitation does not work any more");
  await page.reload();
  await expect(page.getByRole("table", { name: "Invitations" })).toContainText("Does not work any more");
  await sql`update admin_invitations set expires_at = app_now() + interval '1 day' where organization_id = ${id}`;
  expect(await open(second)).toBe(true);
  await sql`update admins set role = 'sub_admin' where organization_id = ${id} and id = ${organization.admin.id}`;
  await acceptWith(guest, OWN);
  await expect(alert(guest)).toContainText("This invitation does not work any more");
  await sql`update admins set role = 'full_admin' where organization_id = ${id} and id = ${organization.admin.id}`;

  await page.reload();
  await page.getByRole("button", { name: "Withdraw the invitation of Made" }).click();
  await dialog(page).getByRole("button", { name: "Withdraw", exact: true }).click();
  await expect(page.getByText("The invitation of Made is withdrawn.")).toBeVisible();
  expect(await open(second)).toBe(false);
  expect(
    await sql`select 1 from admins where organization_id = ${id} and normalized_email = ${`made@${domain}`}`,
  ).toEqual([]);
  await guest.context().close();
});

test("another organization's admin cannot be taken over by an invitation, and the inviter learns nothing", async ({
  page,
  browser,
  app,
  organizationWith,
  signIn,
  mailsOf,
  sql,
}) => {
  const [mine, other] = [await organizationWith({ learners: 1 }), await organizationWith({ learners: 1 })];
  await signIn(page, mine.admin.email);
  await page.goto(PAGE);
  await invite(page, "Somebody", other.admin.email);
  await expect(page.getByText(`The invitation to ${other.admin.email} is on its way.`)).toBeVisible();
  const guest = await (await browser.newContext({ baseURL: app })).newPage();
  await guest.goto(linkIn((await mailsOf(mine.id))[0] as Mail));
  await acceptWith(guest, OWN);
  await expect(alert(guest)).toContainText("This address signs in to another organization");
  expect(
    await sql`select 1 from admins where organization_id = ${mine.id} and normalized_email = ${other.admin.email}`,
  ).toEqual([]);
  await guest.goto("/sign-in");
  await signIn(guest, other.admin.email);
  // Removed there, the address is free.
  await sql`update admins set removed_at = app_now() where organization_id = ${other.id} and id = ${other.admin.id}`;
  await guest.goto(linkIn((await mailsOf(mine.id))[0] as Mail));
  await acceptWith(guest, OWN);
  await expect(guest).toHaveURL(/\/sign-in\?set=invitation/);
  await signIn(guest, other.admin.email, OWN);
  await expect(guest.getByText(mine.name, { exact: true })).toBeVisible();
  await guest.context().close();
});

test("a role is changed with the password asked again; all sessions of that admin end", async ({
  page,
  browser,
  app,
  organizationWith,
  signIn,
  sql,
}) => {
  const organization = await organizationWith({ learners: 1 });
  const { id, admin, admin2, subadmin } = organization;
  await signIn(page, admin.email);
  const sub = await signedIn(browser, app, subadmin.email, signIn);
  await page.goto(PAGE);
  await sql`
    update admin_sessions set created_at = app_now() - interval '16 minutes', authenticated_at = app_now() - interval '16 minutes'
    where organization_id = ${id} and admin_id = ${admin.id}`;
  await page.getByRole("button", { name: `Make ${subadmin.name} a full admin` }).click();
  const go = dialog(page).getByRole("button", { name: "Make full admin" });
  await go.click();
  await expect(dialog(page).getByLabel("Your password")).toBeFocused();
  await expectAccessible(page);
  await dialog(page).getByLabel("Your password").fill("wrong");
  await go.click();
  await expect(dialog(page).getByRole("alert")).toContainText("not right");
  expect(await adminOf(sql, organization, subadmin.id)).toMatchObject({ role: "sub_admin" });
  await dialog(page).getByLabel("Your password").fill(PASSWORD);
  await go.click();
  await expect(page.getByText(`${subadmin.name} is a full admin now.`)).toBeVisible();
  expect(await adminOf(sql, organization, subadmin.id)).toMatchObject({ role: "full_admin" });
  await sub.goto("/users");
  await expect(sub).toHaveURL(/\/sign-in/);
  await signIn(sub, subadmin.email);
  await sub.goto(PAGE);
  await expect(sub.getByRole("heading", { name: "Admins", exact: true })).toBeVisible();

  // One's own: out as well, and no full admin any more.
  await page.getByRole("button", { name: `Make ${admin.name} a sub admin` }).click();
  await dialog(page).getByRole("button", { name: "Make me a sub admin" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, admin.email);
  expect((await page.goto(PAGE))?.status()).toBe(403);
  expect(await entriesOf(sql, organization)).toEqual([
    { action: "admin.role_changed", admin: subadmin.id, role: "full_admin" },
    { action: "admin.role_changed", admin: admin.id, role: "sub_admin" },
  ]);
  expect(await adminOf(sql, organization, admin2.id)).toEqual({ role: "full_admin", removed: false });
  await sub.context().close();
});

test("the last full admin stays: alone, and when two demote each other at once", async ({
  page,
  browser,
  app,
  organizationWith,
  signIn,
  sql,
}) => {
  const organization = await organizationWith({ learners: 1 });
  const { id, admin, admin2 } = organization;
  await signIn(page, admin.email);
  const other = await signedIn(browser, app, admin2.email, signIn);
  for (const each of [page, other]) await each.goto(PAGE);
  await page.getByRole("button", { name: `Make ${admin2.name} a sub admin` }).click();
  await other.getByRole("button", { name: `Remove ${admin.name}` }).click();
  // Both have passed their guards, and wait for what every change of a role holds.
  await sql.begin(async (tx) => {
    await tx`select 1 from safeguards where organization_id = ${id} for update`;
    await dialog(page).getByRole("button", { name: "Make sub admin" }).click();
    await dialog(other).getByRole("button", { name: "Remove", exact: true }).click();
    const waiting = () => sql`
      select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%select approval_required%for update%'`;
    await expect.poll(async () => (await waiting()).length).toBeGreaterThanOrEqual(2);
  });
  const standing = async () => {
    const rows = await sql`
      select 1 from admins where organization_id = ${id} and role = 'full_admin' and removed_at is null`;
    return rows.length;
  };
  await expect.poll(async () => (await entriesOf(sql, organization)).length).toBe(1);
  // The second of them is told so, or is signed out by the first.
  expect(await standing()).toBe(1);

  const survivor = (await adminOf(sql, organization, admin.id))?.removed ? admin2 : admin;
  const left = survivor === admin ? page : other;
  await left.goto(PAGE);
  for (const [button, go] of [
    [`Make ${survivor.name} a sub admin`, "Make me a sub admin"],
    [`Remove ${survivor.name}`, "Remove me"],
  ] as const) {
    await left.getByRole("button", { name: button }).click();
    await dialog(left).getByRole("button", { name: go }).click();
    await expect(dialog(left).getByRole("alert")).toContainText("The last full admin stays");
    await expectAccessible(left);
    await dialog(left).getByRole("button", { name: "Cancel" }).click();
  }
  expect(await standing()).toBe(1);
  await other.context().close();
});

test("while approval is on there stay two, nobody makes a full admin alone, and an earlier invitation makes a sub admin", async ({
  page,
  browser,
  app,
  organizationWith,
  signIn,
  mailsOf,
  sql,
}) => {
  const organization = await organizationWith({ learners: 1 });
  const { id, domain, admin, admin2, subadmin } = organization;
  await signIn(page, admin.email);
  await page.goto(PAGE);
  await invite(page, "Early", `early@${domain}`, "Full admin");
  await expect.poll(async () => (await mailsOf(id)).length).toBe(1);
  await sql`update safeguards set approval_required = true where organization_id = ${id}`;
  await invite(page, "Later", `later@${domain}`, "Full admin");
  await expect(dialog(page).getByRole("alert")).toContainText("A second full admin has to agree");
  await dialog(page).getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: `Make ${subadmin.name} a full admin` }).click();
  await dialog(page).getByRole("button", { name: "Make full admin" }).click();
  await expect(
    dialog(page)
      .or(page.getByText(/second full admin/))
      .first(),
  ).toBeVisible();
  expect(await adminOf(sql, organization, subadmin.id)).toMatchObject({ role: "sub_admin" });
  await page.goto(PAGE);
  await page.getByRole("button", { name: `Remove ${admin2.name}` }).click();
  await dialog(page).getByRole("button", { name: "Remove", exact: true }).click();
  await expect(dialog(page).getByRole("alert")).toContainText("Approval needs two full admins");
  expect(await adminOf(sql, organization, admin2.id)).toEqual({ role: "full_admin", removed: false });

  const guest = await (await browser.newContext({ baseURL: app })).newPage();
  await guest.goto(linkIn((await mailsOf(id))[0] as Mail));
  await acceptWith(guest, OWN);
  await expect(guest).toHaveURL(/\/sign-in\?set=invitation/);
  const [early] =
    await sql`select role from admins where organization_id = ${id} and normalized_email = ${`early@${domain}`}`;
  expect(early?.role).toBe("sub_admin");
  await guest.context().close();
});

test("another organization's admins and invitations are out of reach", async ({
  page,
  organizationWith,
  signIn,
  sql,
  app,
}) => {
  const [mine, other] = [await organizationWith({ learners: 1 }), await organizationWith({ learners: 1 })];
  await signIn(page, mine.admin.email);
  await page.goto(PAGE);
  for (const { name, email } of [other.subadmin]) {
    // Names are alike in every organization of the tests; addresses are not.
    expect(name).toBeTruthy();
    await expect(page.getByText(email)).toHaveCount(0);
  }
  const { actionsInBuild } = await import("./doors");
  for (const [action, args] of [
    ["removeAdmin", { adminId: other.subadmin.id }],
    ["changeRole", { adminId: other.subadmin.id, role: "full_admin" }],
  ] as const) {
    const door = actionsInBuild().find(({ name }) => name === `app/(admin)${PAGE}/actions.ts#${action}`);
    const answer = await page.request.post(PAGE, {
      headers: { "next-action": door?.id ?? "", origin: app, "content-type": "text/plain;charset=UTF-8" },
      data: JSON.stringify([args]),
    });
    expect(await answer.text()).toContain('"code":"not_found"');
  }
  expect(await adminOf(sql, other, other.subadmin.id)).toEqual({ role: "sub_admin", removed: false });
});
