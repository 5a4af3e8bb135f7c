// The password, asked for again in place (spec 8): Confirm, Restore and Allow reuse, once it was given over 15 minutes ago.
import type { Sql } from "@/db/client";
import { type PasswordRefusal, requireFreshPassword } from "@/lib/auth/password-again";
import { atTheFile, batchesOf, csv, dialog, expectAccessible, lines, press, toPreview } from "./dialog";
import { expect, PASSWORD, type Page, type TestOrganization, test } from "./fixtures";
import { csvOf, named, order, proofOf, runUntil } from "./orders";

/** As if the password had been given so long ago. */
const givenAgo = (sql: Sql, { id }: TestOrganization, age: string) => sql`
  update admin_sessions set created_at = app_now() - ${age}::interval, authenticated_at = app_now() - ${age}::interval
  where organization_id = ${id}`;

const field = (page: Page) => page.getByLabel("Your password", { exact: true });

async function entriesOf(sql: Sql, { id }: TestOrganization) {
  const rows = await sql<{ action: string; details: string }[]>`
    select action, details from audit_entries
    where organization_id = ${id} and details like '%"again":true%' order by sequence`;
  return rows.map(({ action }) => action);
}

test("Confirm asks once it was given over 15 minutes ago: nothing is ordered without it, nor by a wrong one", async ({
  page,
  signIn,
  organizationWith,
  sql,
  serverLog,
}) => {
  const organization = await organizationWith({ learners: 20 });
  await signIn(page, organization.admin.email);
  await atTheFile(page);
  await toPreview(page, csv(lines(...organization.learners.slice(0, 2).map(({ email }) => `${email},`))));
  await press(page, "Continue");
  await sql`update safeguards set start_delay_hours = 1 where organization_id = ${organization.id}`;
  await givenAgo(sql, organization, "15 minutes 1 second");

  await press(page, "Confirm");
  await expect(field(page)).toBeFocused();
  await expect(dialog(page)).toContainText("Nothing was done yet");
  await expect(dialog(page).getByRole("button", { name: "Confirm", exact: true })).toBeDisabled();
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: test.info().outputPath("confirm-phone.png") });
  await page.setViewportSize({ width: 1280, height: 900 });

  await field(page).fill("not the password");
  await press(page, "Confirm");
  await expect(dialog(page).getByRole("alert")).toContainText("The password is not right. Nothing was done.");
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveValue("");
  await expectAccessible(page);
  expect(await batchesOf(sql, organization)).toMatchObject([{ state: "ready" }]);

  await field(page).fill(PASSWORD);
  await press(page, "Confirm");
  await expect(dialog(page).getByRole("heading", { name: "The deletion is scheduled" })).toBeVisible();
  expect(await batchesOf(sql, organization)).toMatchObject([{ state: "scheduled" }]);
  expect(await entriesOf(sql, organization)).toEqual(["sign_in.refused", "sign_in.succeeded"]);
  const [session] = await sql<{ fresh: boolean; old: boolean }[]>`
    select authenticated_at > app_now() - interval '1 minute' as fresh, created_at < app_now() - interval '15 minutes' as old
    from admin_sessions where organization_id = ${organization.id}`;
  expect(session).toEqual({ fresh: true, old: true });
  expect(serverLog()).not.toContain("not the password");
});

test("Confirm does not ask within the 15 minutes", async ({ page, signIn, organizationWith, sql }) => {
  const organization = await organizationWith({ learners: 20 });
  await signIn(page, organization.admin.email);
  await givenAgo(sql, organization, "14 minutes");
  await atTheFile(page);
  await toPreview(page, csv(lines(`${organization.learners[0]?.email},`)));
  await press(page, "Continue");
  await press(page, "Confirm");
  await expect(dialog(page).getByRole("heading", { name: "The file is being processed" })).toBeVisible();
  await expect(field(page)).toHaveCount(0);
  expect((await batchesOf(sql, organization))[0]?.state).not.toBe("ready");
});

for (const [deed, button] of [
  ["restored", "Restore"],
  ["reuse_allowed", "Allow reuse"],
] as const)
  test(`${button} asks, and does nothing without it`, async ({ page, signIn, organizationWith, cron, sql }) => {
    const organization = await organizationWith({ learners: named(4) });
    const [ann] = organization.learners;
    const batchId = await order(cron, organization, csvOf([ann ?? {}]));
    await runUntil(cron, organization, batchId, "completed");
    const done = async () =>
      (
        await sql`select 1 from audit_entries where organization_id = ${organization.id} and action = ${`deleted_users.${deed}`}`
      ).length;
    await signIn(page, organization.admin.email);
    await givenAgo(sql, organization, "16 minutes");
    await page.goto("/authenticate/automate-user-management#find-deleted-users");
    const section = page.locator("#find-deleted-users");
    await section.getByLabel("E-mail address or ID").fill(ann?.email ?? "");
    await section.getByRole("button", { name: "Find", exact: true }).click();
    await section.getByRole("button", { name: button, exact: true }).click();
    const asks = page.getByRole("alertdialog");
    await asks.getByRole("button", { name: button, exact: true }).click();
    await expect(field(page)).toBeFocused();
    await expectAccessible(page);
    await field(page).fill("wrong");
    await asks.getByRole("button", { name: button, exact: true }).click();
    await expect(asks.getByRole("alert")).toContainText("The password is not right");
    expect(await done()).toBe(0);
    await field(page).fill(PASSWORD);
    await asks.getByRole("button", { name: button, exact: true }).click();
    await expect(asks).toHaveCount(0);
    expect(await done()).toBe(1);
  });

test("a list's order asks as well", async ({ page, signIn, organizationWith, cron, sql }) => {
  const organization = await organizationWith({ learners: named(4) });
  const gone = organization.learners.slice(0, 2);
  await runUntil(cron, organization, await order(cron, organization, csvOf(gone)), "completed");
  await signIn(page, organization.admin.email);
  const { uploadFindList, runListUntil } = await import("./lists-in-hand");
  const listId = await uploadFindList(organization, csvOf(gone));
  await runListUntil(cron, organization, listId, "ready");
  await givenAgo(sql, organization, "16 minutes");
  await page.goto(`/authenticate/automate-user-management/find-deleted-users/${listId}`);
  await page.getByRole("button", { name: "Restore all 2…" }).click();
  const asks = page.getByRole("alertdialog");
  await asks.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(field(page)).toBeFocused();
  const [list] = await sql`select state from lists where organization_id = ${organization.id} and id = ${listId}`;
  expect(list?.state).toBe("ready");
  await field(page).fill(PASSWORD);
  await asks.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(page.getByRole("link", { name: /^Restored 2/ })).toBeVisible({ timeout: 30_000 });
});

/** What a guard would have answered for a session of this admin's. */
async function sessionOf(sql: Sql, organization: TestOrganization) {
  const [row] = await sql<{ id: string }[]>`
    insert into admin_sessions (organization_id, admin_id, created_at, authenticated_at)
    values (${organization.id}, ${organization.admin.id}, app_now() - interval '1 hour', app_now() - interval '1 hour') returning id`;
  return { ...proofOf(organization), sessionId: row?.id ?? "" };
}

test("wrong ones are counted as on the sign-in page: then the right one is refused too, and that is noted", async ({
  organizationWith,
  sql,
}) => {
  const organization = await organizationWith({ learners: 1 });
  const admin = await sessionOf(sql, organization);
  const answers: (PasswordRefusal | object)[] = [];
  // Another test may empty the counts meanwhile.
  for (let tries = 0; tries < 25; tries++) {
    const answer = await requireFreshPassword(admin, "wrong");
    answers.push(answer);
    if ("ok" in answer && answer.why === "too_many") break;
  }
  expect(answers[0]).toEqual({ ok: false, code: "password", why: "wrong" });
  expect(answers.length).toBeGreaterThan(10);
  expect(await requireFreshPassword(admin, PASSWORD)).toMatchObject({ why: "too_many", minutes: expect.any(Number) });
  expect(await requireFreshPassword(admin, undefined)).toMatchObject({ why: "asked" });
  const noted = await sql<{ details: string }[]>`
    select details from audit_entries where organization_id = ${organization.id} and details like '%too_many%'`;
  expect(noted.map(({ details }) => JSON.parse(details))).toEqual([
    { again: true, code: "too_many", method: "password" },
  ]);
});

test("an ended session gets no further by the right password, and another session's answer does not count", async ({
  organizationWith,
  sql,
}) => {
  const organization = await organizationWith({ learners: 1 });
  const [one, other] = [await sessionOf(sql, organization), await sessionOf(sql, organization)];
  expect(await requireFreshPassword(one, PASSWORD)).toEqual(one);
  expect(await requireFreshPassword(one, undefined)).toEqual(one);
  expect(await requireFreshPassword(other, undefined)).toMatchObject({ why: "asked" });
  await sql`update admin_sessions set ended_at = app_now() where organization_id = ${organization.id} and id = ${other.sessionId}`;
  expect(await requireFreshPassword(other, PASSWORD)).toMatchObject({ why: "wrong" });
  await sql`update admin_sessions set ended_at = app_now() where organization_id = ${organization.id} and id = ${one.sessionId}`;
  expect(await requireFreshPassword(one, undefined)).toMatchObject({ why: "asked" });
});
