// Approval by a second full admin (spec 8): asked for, reviewed, given, declined, lapsed; never by the one who confirmed, never of
// something that was not shown.
import * as batches from "@/lib/batches";
import * as safeguards from "@/lib/safeguards";
import { dialog, expectAccessible, PAGE, press } from "./dialog";
import { expect, type TestOrganization, test } from "./fixtures";
import { confirm, csvOf, proofOf, runUntil, some, stateOf, upload } from "./orders";
import { expectTotalsWhole } from "./whole";

/** A batch of the first learners, confirmed while approval is on. */
async function awaiting(cron: () => Promise<unknown>, organization: TestOrganization, users = 3): Promise<string> {
  await safeguards.turnApprovalOn(proofOf(organization));
  const batchId = await upload(organization, csvOf(some(organization.learners, users)));
  await runUntil(cron, organization, batchId, "ready");
  expect(await confirm(organization, batchId)).toEqual({
    ok: true,
    awaitingApproval: true,
    startsAt: null,
    startsNow: false,
  });
  return batchId;
}

const second = (organization: TestOrganization) => proofOf(organization, organization.admin2);

test("Confirm asks every other full admin by mail and at the top of the section; approved in the browser, it deletes", async ({
  page,
  signIn,
  organizationWith,
  cron,
  mailsOf,
  sql,
}) => {
  const organization = await organizationWith({ learners: 20 });
  const batchId = await awaiting(cron, organization);
  await cron();
  expect(await stateOf(organization, batchId)).toBe("awaiting_approval");
  const [mail, ...more] = await mailsOf(organization.id);
  expect(more).toEqual([]);
  expect(mail).toMatchObject({ kind: "approval_request", recipient: organization.admin2.email, batchId });
  expect(mail?.payload.subject).toBe("The deletion of 3 users waits for your approval");
  expect(mail?.payload.text).toContain(`/batches/${batchId}`);
  expect(mail?.payload.text).not.toContain("leavers.csv");

  // Whoever confirmed sees that it waits, and can only cancel.
  await signIn(page, organization.admin.email);
  await page.goto(`${PAGE}/batches/${batchId}`);
  await expect(page.getByText("Awaiting approval").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel deletion" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Review" })).toHaveCount(0);
  await page.goto(`${PAGE}#user-deletion`);
  await expect(page.locator("#user-deletion").getByText(/asks you to approve/)).toHaveCount(0);

  await page.context().clearCookies();
  await signIn(page, organization.admin2.email);
  await page.goto(`${PAGE}#user-deletion`);
  const section = page.locator("#user-deletion");
  await expect(section.getByText("Ratna Wijaya asks you to approve the deletion of 3 users")).toBeVisible();
  await expectAccessible(page, "#user-deletion");
  await section.getByRole("link", { name: "Review it" }).click();
  await page.getByRole("button", { name: "Review" }).click();
  await expect(dialog(page).getByText("Ratna Wijaya has confirmed exactly this")).toBeVisible();
  await expect(
    dialog(page)
      .getByText(organization.learners[0]?.name ?? "?")
      .first(),
  ).toBeVisible();
  await expectAccessible(page);
  await press(page, "Continue");
  await expect(dialog(page).getByRole("heading", { name: "Approve the deletion of 3 users?" })).toBeVisible();
  await expectAccessible(page);
  await press(page, "Approve");
  await expect(page.getByText("The deletion is approved.")).toBeVisible();
  await runUntil(cron, organization, batchId, "completed");
  await expectTotalsWhole(sql, organization.id);
  const batch = await batches.readBatch(proofOf(organization), batchId);
  expect(batch?.approvedBy?.adminId).toBe(organization.admin2.id);
  expect(batch?.counts).toEqual({ deleted: 3 });
});

test("declined with a reason: it stands on the batch alone, never in the audit log or a mail", async ({
  page,
  signIn,
  organizationWith,
  cron,
  mailsOf,
  sql,
}) => {
  const organization = await organizationWith({ learners: 20 });
  const batchId = await awaiting(cron, organization);
  await signIn(page, organization.admin2.email);
  await page.goto(`${PAGE}/batches/${batchId}`);
  await page.getByRole("button", { name: "Review" }).click();
  await press(page, "Decline");
  await expect(dialog(page).getByRole("button", { name: "Decline" })).toBeDisabled();
  await dialog(page).getByLabel("Reason").fill("Kiwi is still under contract");
  await expectAccessible(page);
  await press(page, "Decline");
  await expect(page.getByText("Kiwi is still under contract")).toBeVisible();
  await expect(page.getByText("Tomás Herrera declined the order")).toBeVisible();
  await cron();
  const [kept] = await sql<{ staged: number; learners: number }[]>`
    select (select count(*) from staged_rows where organization_id = ${organization.id}) as staged,
      (select count(*) from learners where organization_id = ${organization.id}) as learners`;
  expect(kept).toEqual({ staged: 0, learners: 20 });
  const said = await sql<
    { details: string }[]
  >`select details from audit_entries where organization_id = ${organization.id}`;
  expect(JSON.stringify(said)).not.toContain("Kiwi");
  const mails = await mailsOf(organization.id);
  expect(mails.map(({ kind, recipient }) => [kind, recipient])).toEqual([
    ["approval_request", organization.admin2.email],
    ["approval_answer", organization.admin.email],
  ]);
  expect(JSON.stringify(mails)).not.toContain("Kiwi");
});

test("never the one who confirmed, nobody of another organization, nothing but what was shown, and only once", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 20 });
  const stranger = await organizationWith({ learners: 1 });
  const batchId = await awaiting(cron, organization);
  const what = { batchId, previewNumber: 1 };
  const own = proofOf(organization);
  expect(await batches.reviewBatch(own, batchId)).toEqual({ ok: false, code: "own_order" });
  expect(await batches.approveBatch(own, what)).toEqual({ ok: false, code: "own_order" });
  expect(await batches.declineBatch(own, batchId, "No")).toEqual({ ok: false, code: "own_order" });
  expect(await batches.approveBatch(proofOf(stranger), what)).toEqual({ ok: false, code: "not_found" });
  expect(await batches.approveBatch(second(organization), { ...what, previewNumber: 2 })).toEqual({
    ok: false,
    code: "preview_changed",
  });
  // The schema says so too.
  const asIf = (by: number | null) => sql`
    update deletion_batches set state = 'scheduled', starts_at = app_now(), approved_by = ${by}
    where organization_id = ${organization.id} and id = ${batchId}`;
  await expect(asIf(organization.admin.id)).rejects.toMatchObject({ constraint_name: "second_pair_of_eyes" });
  await expect(asIf(null)).rejects.toMatchObject({ constraint_name: "approved_before_it_starts" });
  const answers = await Promise.all([1, 2, 3].map(() => batches.approveBatch(second(organization), what)));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
});

test("a preview that no longer holds goes back to the one who confirmed, who confirms it anew", async ({
  organizationWith,
  cron,
  mailsOf,
  sql,
}) => {
  const organization = await organizationWith({ learners: 20 });
  const batchId = await awaiting(cron, organization);
  const email = organization.learners[1]?.email ?? "";
  await sql`
    insert into admins (organization_id, name, email, normalized_email, role)
    values (${organization.id}, 'New', ${email}, ${email.toLowerCase()}, 'sub_admin')`;
  expect(await batches.approveBatch(second(organization), { batchId, previewNumber: 1 })).toEqual({
    ok: false,
    code: "preview_changed",
  });
  const batch = await batches.readBatch(proofOf(organization), batchId);
  expect(batch).toMatchObject({ state: "ready", previewNumber: 2, confirmedBy: null });
  expect(batch?.preview?.changed).toEqual({ protected: 1 });
  expect(await confirm(organization, batchId)).toMatchObject({ ok: true, awaitingApproval: true });
  expect((await mailsOf(organization.id)).map(({ kind }) => kind)).toEqual([
    "approval_request",
    "approval_answer",
    "approval_request",
  ]);
  expect(await batches.reviewBatch(second(organization), batchId)).toMatchObject({ ok: true });
  expect(await batches.approveBatch(second(organization), { batchId, previewNumber: 2 })).toMatchObject({ ok: true });
});

test("the brake and the delay count from the approval", async ({ organizationWith, cron }) => {
  const organization = await organizationWith({ learners: 10, learningData: false });
  const batchId = await awaiting(cron, organization, 6);
  expect(await batches.reviewBatch(second(organization), batchId)).toEqual({ ok: true, delayHours: 24, brake: true });
  const answer = await batches.approveBatch(second(organization), { batchId, previewNumber: 1 });
  expect(answer).toMatchObject({ ok: true, startsNow: false });
  expect(await stateOf(organization, batchId)).toBe("scheduled");
});

test("without an answer it lapses after 7 days; until then any full admin cancels it", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 20 });
  const batchId = await awaiting(cron, organization);
  const age = (time: string) => sql`
    update deletion_batches set approval_asked_at = app_now() - ${time}::interval
    where organization_id = ${organization.id} and id = ${batchId}`;
  const due = () => sql`
    update due_work set due_at = app_now() where organization_id = ${organization.id} and work_id = ${batchId}`;
  await age("6 days 23 hours");
  await due();
  await cron();
  expect(await stateOf(organization, batchId)).toBe("awaiting_approval");
  await age("7 days");
  expect(await batches.approveBatch(second(organization), { batchId, previewNumber: 1 })).toEqual({
    ok: false,
    code: "not_awaiting",
  });
  await due();
  await runUntil(cron, organization, batchId, "expired");

  const another = await awaitingAgain(cron, organization);
  expect(await batches.cancelBatch(second(organization), another)).toEqual({ ok: true });
  expect(await stateOf(organization, another)).toBe("cancelled");
});

async function awaitingAgain(cron: () => Promise<unknown>, organization: TestOrganization): Promise<string> {
  const batchId = await upload(organization, csvOf(organization.learners.slice(5, 7)));
  await runUntil(cron, organization, batchId, "ready");
  expect(await confirm(organization, batchId)).toMatchObject({ awaitingApproval: true });
  return batchId;
}
