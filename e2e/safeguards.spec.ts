// Safeguards (spec 8): each setting through the page and in the audit log, its limits, what it does to an order; approval on and
// off; the due dates of tombstones.
import * as batches from "@/lib/batches";
import * as safeguards from "@/lib/safeguards";
import { expectAccessible, PAGE } from "./dialog";
import { expect, type TestOrganization, test } from "./fixtures";
import { confirm, csvOf, order, proofOf, runUntil, some, stateOf, upload } from "./orders";

const DEFAULTS = {
  startDelayHours: 0,
  thresholdUsers: 100,
  thresholdPercent: 10,
  brakePercent: 50,
  tombstoneDays: 1826,
};

test("a full admin changes the numbers; each change stands in the audit log with old and new", async ({
  page,
  signIn,
  organizationWith,
  sql,
}) => {
  const organization = await organizationWith({ learners: 5 });
  await signIn(page, organization.admin.email);
  await page.goto(`${PAGE}#safeguards`);
  const section = page.locator("#safeguards");
  await expect(section.getByRole("button", { name: "Safeguards", exact: true })).toContainText(
    "No delay · Approval off · No holds",
  );
  const save = section.getByRole("button", { name: "Save safeguards" });
  await expect(save).toBeDisabled();
  await section.getByLabel("Delay before a confirmed deletion starts").fill("169");
  await save.click();
  await expect(section.getByText("Type a whole number from 0 to 168. Nothing was saved.")).toBeVisible();
  await section.getByLabel("Delay before a confirmed deletion starts").fill("24");
  await section.getByLabel("How long tombstones are kept").fill("30");
  await expect(section.getByText("This removes older tombstones for good")).toBeVisible();
  await expectAccessible(page, "#safeguards");
  await save.click();
  await expect(page.getByText("Safeguards are saved.")).toBeVisible();
  await expect(section.getByRole("button", { name: "Safeguards", exact: true })).toContainText("24 h delay");
  const entries = await sql<{ admin_id: number; details: string }[]>`
    select admin_id, details from audit_entries
    where organization_id = ${organization.id} and action = 'safeguards.changed' order by sequence`;
  expect(entries.map(({ details }) => JSON.parse(details))).toEqual([
    { setting: "start_delay_hours", old: 0, new: 24 },
    { setting: "tombstone_days", old: 1826, new: 30 },
  ]);
  expect(entries.map(({ admin_id }) => admin_id)).toEqual([organization.admin.id, organization.admin.id]);
});

test("changing safeguards asks for the password again after a quarter of an hour, and changes nothing without it", async ({
  page,
  signIn,
  organizationWith,
  sql,
}) => {
  const organization = await organizationWith({ learners: 5 });
  await signIn(page, organization.admin.email);
  await sql`
    update admin_sessions set authenticated_at = authenticated_at - interval '16 minutes'
    where organization_id = ${organization.id}`;
  await page.goto(`${PAGE}#safeguards`);
  const section = page.locator("#safeguards");
  await section.getByLabel("Brake", { exact: true }).fill("20");
  await section.getByRole("button", { name: "Save safeguards" }).click();
  await expect(section.getByLabel("Your password")).toBeFocused();
  expect((await safeguards.readSafeguards(proofOf(organization))).brakePercent).toBe(50);
  await section.getByLabel("Your password").fill("Learning-Tests-2026");
  await section.getByRole("button", { name: "Save safeguards" }).click();
  await expect(page.getByText("Safeguards are saved.")).toBeVisible();
  expect((await safeguards.readSafeguards(proofOf(organization))).brakePercent).toBe(20);
});

test("the database refuses what is out of range, whoever writes it", async ({ organizationWith, sql }) => {
  const { id } = await organizationWith({ learners: 1 });
  for (const change of [
    sql`update safeguards set start_delay_hours = 169 where organization_id = ${id}`,
    sql`update safeguards set threshold_users = 0 where organization_id = ${id}`,
    sql`update safeguards set threshold_percent = 101 where organization_id = ${id}`,
    sql`update safeguards set brake_percent = 0 where organization_id = ${id}`,
    sql`update safeguards set tombstone_days = 0 where organization_id = ${id}`,
    sql`update safeguards set tombstone_days = 36526 where organization_id = ${id}`,
  ])
    await expect(change).rejects.toMatchObject({ code: "23514" });
});

test("delay and threshold hold for the next order; one click cancels until it starts", async ({
  page,
  signIn,
  organizationWith,
  cron,
}) => {
  const organization = await organizationWith({ learners: 20 });
  const admin = proofOf(organization);
  await safeguards.changeSettings(admin, {
    ...DEFAULTS,
    startDelayHours: 48,
    thresholdUsers: 1,
    thresholdPercent: 100,
  });
  const batchId = await upload(organization, csvOf(some(organization.learners, 2)));
  await runUntil(cron, organization, batchId, "ready");
  const what = { batchId, previewNumber: 1 };
  expect(await batches.confirmBatch(admin, what)).toEqual({ ok: false, code: "count_differs" });
  const answer = await batches.confirmBatch(admin, { ...what, typedCount: "2" });
  if (!answer.ok || answer.awaitingApproval) throw new Error("not scheduled");
  expect(Math.round((answer.startsAt.getTime() - Date.now()) / 3_600_000)).toBe(48);
  await signIn(page, organization.admin2.email);
  await page.goto(`/users/${organization.learners[0]?.id}`);
  await expect(page.getByText("Scheduled for deletion").first()).toBeVisible();
  await page.goto(`${PAGE}/batches/${batchId}`);
  await page.getByRole("button", { name: "Cancel deletion" }).click();
  await expect(page.getByText("The deletion is cancelled. Nobody was deleted.")).toBeVisible();
  expect(await stateOf(organization, batchId)).toBe("cancelled");
});

test("the brake counts all orders of 24 hours together, approved ones from their approval on", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 20, learningData: false });
  const admin = proofOf(organization);
  const second = proofOf(organization, organization.admin2);
  expect(await safeguards.turnApprovalOn(admin)).toEqual({ ok: true });
  const ids = [0, 8].map((from) => upload(organization, csvOf(organization.learners.slice(from, from + 8))));
  const [first = "", later = ""] = await Promise.all(ids);
  for (const batchId of [first, later]) {
    await runUntil(cron, organization, batchId, "ready");
    expect(await confirm(organization, batchId)).toMatchObject({ ok: true, awaitingApproval: true });
  }
  // Confirmed two days ago: what counts is when they are approved.
  await sql`
    update deletion_batches set confirmed_at = confirmed_at - interval '2 days', approval_asked_at = approval_asked_at - interval '2 days'
    where organization_id = ${organization.id}`;
  expect(await batches.approveBatch(second, { batchId: first, previewNumber: 1 })).toMatchObject({ startsNow: true });
  expect(await batches.approveBatch(second, { batchId: later, previewNumber: 1 })).toMatchObject({ startsNow: false });
});

test("a shorter time for tombstones moves the day on which batches that have ended are looked at", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 10 });
  const batchId = await order(cron, organization, csvOf(some(organization.learners, 2)));
  await runUntil(cron, organization, batchId, "completed");
  await sql`
    update deletion_batches set ended_at = ended_at - interval '40 days', values_dropped_at = app_now()
    where organization_id = ${organization.id} and id = ${batchId}`;
  await sql`
    update due_work set due_at = app_now() + interval '1000 days' where organization_id = ${organization.id} and work_id = ${batchId}`;
  await safeguards.changeSettings(proofOf(organization), { ...DEFAULTS, brakePercent: 100, tombstoneDays: 35 });
  const tombstones = async () =>
    (await sql<{ count: number }[]>`select count(*) from tombstones where organization_id = ${organization.id}`)[0]
      ?.count;
  expect(await tombstones()).toBe(2);
  await expect(async () => {
    await cron();
    expect(await tombstones()).toBe(0);
  }).toPass({ timeout: 60_000 });
});

const asked = async (organization: TestOrganization) =>
  (await safeguards.openRequests(proofOf(organization))).map(({ matter }) => matter);

test("approval is on only with two full admins, and turning it off needs the other one, who gets a mail", async ({
  page,
  signIn,
  organizationWith,
  mailsOf,
  sql,
}) => {
  const organization = await organizationWith({ learners: 5 });
  const [first, second] = [proofOf(organization), proofOf(organization, organization.admin2)];
  await sql`update admins set role = 'sub_admin' where organization_id = ${organization.id} and id = ${organization.admin2.id}`;
  expect(await safeguards.turnApprovalOn(first)).toEqual({ ok: false, code: "one_full_admin" });
  await sql`update admins set role = 'full_admin' where organization_id = ${organization.id} and id = ${organization.admin2.id}`;

  await signIn(page, organization.admin.email);
  await page.goto(`${PAGE}#safeguards`);
  const section = page.locator("#safeguards");
  const dialog = page.locator(".dialog");
  await section.getByRole("button", { name: "Turn on" }).click();
  await dialog.getByRole("button", { name: "Turn on" }).click();
  await expect(section.getByText("Approval is on", { exact: true })).toBeVisible();
  await section.getByRole("button", { name: "Ask to turn off" }).click();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(section.getByText("You asked to turn approval off")).toBeVisible();
  expect((await safeguards.readSafeguards(first)).approvalRequired).toBe(true);
  // It goes out with the deed itself, not with the next tick, and to nobody else: not the one who asked, no sub admin.
  await expect.poll(async () => (await mailsOf(organization.id)).map(({ state }) => state)).toEqual(["kept"]);
  const [mail] = await mailsOf(organization.id);
  expect(mail).toMatchObject({ kind: "second_admin_request", recipient: organization.admin2.email, language: "en" });
  expect(mail?.payload.subject).toBe("Turning approval off waits for your agreement");
  expect(mail?.payload.text).toContain("Ratna Wijaya asks to turn approval off");
  expect(mail?.payload.text).toContain("/authenticate/automate-user-management#safeguards");

  const [request] = await safeguards.openRequests(first);
  expect(await safeguards.answerRequest(first, request?.id ?? 0, "agreed")).toEqual({ ok: false, code: "own_request" });
  await expect(
    sql`update second_admin_requests set answer = 'agreed', answered_at = app_now(), answered_by = ${organization.admin.id}
      where organization_id = ${organization.id}`,
  ).rejects.toMatchObject({ code: "23514" });
  const stranger = await organizationWith({ learners: 1 });
  expect(await safeguards.answerRequest(proofOf(stranger), request?.id ?? 0, "agreed")).toEqual({
    ok: false,
    code: "not_open",
  });

  await page.context().clearCookies();
  await signIn(page, organization.admin2.email);
  await page.goto(`${PAGE}#safeguards`);
  await expect(section.getByRole("button", { name: "Safeguards", exact: true })).toContainText(
    "1 request waits for you",
  );
  await section.getByRole("button", { name: "Agree" }).click();
  await dialog.getByRole("button", { name: "Turn approval off" }).click();
  await expect(section.getByText("Approval is off", { exact: true })).toBeVisible();
  expect((await safeguards.readSafeguards(second)).approvalRequired).toBe(false);
  expect(await asked(organization)).toEqual([]);
});

test("while approval is on, making a full admin needs a second one, and the last two stay", async ({
  organizationWith,
  mailsOf,
  sql,
}) => {
  const organization = await organizationWith({ learners: 1 });
  const [first, second] = [proofOf(organization), proofOf(organization, organization.admin2)];
  await sql`update admins set language = 'id' where organization_id = ${organization.id} and id = ${organization.admin2.id}`;
  const what = { matter: "full_admin", adminId: organization.subadmin.id } as const;
  expect(await safeguards.askSecondAdmin(first, what)).toEqual({ ok: false, code: "not_needed" });
  await safeguards.turnApprovalOn(first);
  const why = () => sql.begin((tx) => safeguards.whyNotSpared(tx as never, organization.id, organization.admin.id));
  expect(await why()).toBe("approval_needs_two");
  const request = await safeguards.askSecondAdmin(first, what);
  if (!request.ok) throw new Error(request.code);
  expect(await safeguards.askSecondAdmin(second, what)).toEqual({ ok: false, code: "asked_already" });
  const [mail, ...more] = await mailsOf(organization.id);
  expect(more).toEqual([]);
  expect(mail).toMatchObject({ kind: "second_admin_request", recipient: organization.admin2.email, language: "id" });
  expect(mail?.payload.subject).toBe("Admin penuh baru menunggu persetujuan Anda");
  expect(mail?.payload.text).toContain("Ratna Wijaya meminta agar Putu Ayu Lestari dijadikan admin penuh");
  const role = async () =>
    (
      await sql<
        { role: string }[]
      >`select role from admins where organization_id = ${organization.id} and id = ${what.adminId}`
    )[0]?.role;
  expect(await role()).toBe("sub_admin");
  expect(await safeguards.answerRequest(second, request.requestId, "agreed")).toEqual({ ok: true });
  expect(await role()).toBe("full_admin");
  expect(await why()).toBeUndefined();
  expect(await safeguards.answerRequest(second, request.requestId, "agreed")).toEqual({ ok: false, code: "not_open" });
});

test("a request nobody answers lapses after 7 days, and can be asked again", async ({ organizationWith, sql }) => {
  const organization = await organizationWith({ learners: 1 });
  const [first, second] = [proofOf(organization), proofOf(organization, organization.admin2)];
  await safeguards.turnApprovalOn(first);
  const request = await safeguards.askSecondAdmin(first, { matter: "approval_off" });
  if (!request.ok) throw new Error(request.code);
  await sql`
    update second_admin_requests set requested_at = requested_at - interval '7 days 1 second' where organization_id = ${organization.id}`;
  expect(await asked(organization)).toEqual([]);
  expect(await safeguards.answerRequest(second, request.requestId, "agreed")).toEqual({ ok: false, code: "not_open" });
  expect(await safeguards.askSecondAdmin(first, { matter: "approval_off" })).toMatchObject({ ok: true });
});
