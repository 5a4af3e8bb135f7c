// Result mails from outside: whom they reach, what a misbehaving provider cannot do, and /mailbox while there is none
// (spec 6 and 10; faults.md, cron, mail, links). A server of its own sends to the stand-in.
import { randomBytes, randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { connect, type Sql } from "@/db/client";
import { embeddedUrl } from "@/db/embedded";
import { hashPassword } from "@/db/seed/password";
import { expect, PASSWORD, type Page, type TestOrganization, test } from "./fixtures";
import { freePort, type Launched, launch, temporaryFolder } from "./launcher";
import { makeOrganization } from "./organizations";
import { type Misbehaviour, type ResendStandIn, startResendStandIn } from "./resend-stand-in";

/** A batch of two rows that name nobody, all but ended: the next run ends it and has its mail to send. */
async function endingBatch(sql: Sql, organization: TestOrganization, uploadedBy = organization.admin.id) {
  const batchId = randomUUID();
  const organizationId = organization.id;
  await sql.begin(async (tx) => {
    await tx`
      insert into deletion_batches (organization_id, id, state, file_name, file_bytes, file_sha256, slices, rows, preview,
        uploaded_by, confirmed_by, uploaded_at, previewed_at, confirmed_at, starts_at, started_at)
      values (${organizationId}, ${batchId}, 'processing', 'no-file-name-in-mails.csv', 60, ${"0".repeat(64)}, 1, 2, '{}',
        ${uploadedBy}, ${uploadedBy}, app_now(), app_now(), app_now(), app_now(), app_now())`;
    await tx`
      insert into outcomes (organization_id, batch_id, row_number, outcome)
      select ${organizationId}, ${batchId}, n, 'not_found' from generate_series(2, 3) n`;
    await tx`insert into due_work (organization_id, work_id, due_at) values (${organizationId}, ${batchId}, app_now())`;
  });
  return batchId;
}

test.describe("without a provider", () => {
  test("a mail is kept, and a full admin of the organization reads it and follows its link", async ({
    sql,
    cron,
    organizationWith,
    signIn,
    page,
  }) => {
    const organization = await organizationWith({ learners: 1, learningData: false });
    const batchId = await endingBatch(sql, organization);
    await cron();
    await signIn(page, organization.admin.email);
    await page.goto("/mailbox");
    await expect(page.getByRole("row")).toHaveCount(2);
    await expect(page.getByRole("row").last()).toContainText(organization.admin.email);
    await page.getByRole("link", { name: "No users were deleted" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "No users were deleted" })).toBeVisible();
    const shown = page.frameLocator("iframe");
    await expect(shown.getByText("Not found")).toBeVisible();
    await expect(shown.locator("body")).not.toContainText("no-file-name-in-mails");
    await expect(shown.getByRole("link", { name: "Download the results file" })).toHaveAttribute(
      "href",
      new RegExp(`/authenticate/automate-user-management/batches/${batchId}/results\\.csv$`),
    );
    await shown.getByRole("link", { name: "View the batch" }).click();
    await page.waitForURL(`**/authenticate/automate-user-management/batches/${batchId}`);
  });

  test("nobody else reads it", async ({ sql, cron, organizationWith, signIn, mailsOf, browser, page }) => {
    const organization = await organizationWith({ learners: 1, learningData: false });
    const stranger = await organizationWith({ learners: 1, learningData: false });
    await endingBatch(sql, organization);
    await cron();
    const [mail] = await mailsOf(organization.id);
    const status = async (reader: Page, path: string) => (await reader.goto(path))?.status();

    await page.goto(`/mailbox/${mail?.id}`);
    await expect(page).toHaveURL(/\/sign-in/);
    await signIn(page, organization.subadmin.email);
    expect(await status(page, "/mailbox")).toBe(403);
    expect(await status(page, `/mailbox/${mail?.id}`)).toBe(403);

    const elsewhere = await (await browser.newContext()).newPage();
    await signIn(elsewhere, stranger.admin.email);
    expect(await status(elsewhere, `/mailbox/${mail?.id}`)).toBe(404);
    expect(await status(elsewhere, "/mailbox")).toBe(200);
    await expect(elsewhere.getByText("No mails yet.")).toBeVisible();
    await elsewhere.context().close();
  });
});

test.describe("with a provider", () => {
  test.describe.configure({ mode: "serial" });
  test.setTimeout(180_000);

  const folder = temporaryFolder("mail");
  const dataDir = `${folder}/data`;
  const secret = randomBytes(32).toString("hex");
  let address = "";
  let provider: ResendStandIn;
  let server: Launched | undefined;
  let sql: Sql;
  let passwordHash: string;

  test.beforeAll(async () => {
    test.setTimeout(180_000);
    provider = await startResendStandIn();
    provider.expectKey("re_right");
    const port = await freePort();
    address = `http://localhost:${port}`;
    server = launch({
      DATA_DIR: dataDir,
      PORT: String(port),
      DEMO_LEARNERS: "10",
      CRON_SECRET: secret,
      RESEND_API_KEY: "re_right",
      RESEND_BASE_URL: provider.url,
      MAIL_FROM: "Learning Admin <mail@learning.example>",
    });
    await server.ready;
    sql = connect(embeddedUrl(dataDir), 2);
    passwordHash = await hashPassword(PASSWORD);
  });
  test.afterAll(async () => {
    await sql?.end();
    server?.interrupt();
    await server?.ended;
    await provider?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  test.beforeEach(() => {
    provider.clear();
    provider.expectKey("re_right");
  });

  const organizationHere = () => makeOrganization(sql, { learners: 1, learningData: false }, passwordHash);
  async function run() {
    const headers = { authorization: `Bearer ${secret}` };
    const response = await fetch(`${address}/api/cron/deletion-batches`, { headers });
    expect(response.status).toBe(200);
  }
  /** The next run after the time for another try has come. */
  async function runLater(organizationId: number) {
    await sql`update mails set retry_at = app_now() where organization_id = ${organizationId} and retry_at is not null`;
    await sql`update due_work set due_at = app_now() where organization_id = ${organizationId}`;
    await run();
  }
  const states = (organizationId: number) =>
    sql<{ recipient: string; state: string; errorCode: string | null; tries: number; waitSeconds: number | null }[]>`
      select recipient, state, error_code as "errorCode", attempts as tries,
        extract(epoch from retry_at - app_now())::float as "waitSeconds"
      from mails where organization_id = ${organizationId} order by recipient`;

  test("the uploader and the confirmed recipients get one each, in their language", async () => {
    const organization = await organizationHere();
    const confirmed = new Date();
    for (const [email, language, confirmedAt] of [
      [`hr@${organization.domain}`, "id", confirmed],
      [organization.admin.email, "en", confirmed],
      [`stranger@${organization.domain}`, "en", null],
    ] as const)
      await sql`
        insert into mail_recipients (organization_id, email, normalized_email, language, confirmed_at)
        values (${organization.id}, ${email}, ${email}, ${language}, ${confirmedAt})`;
    await endingBatch(sql, organization);
    await run();
    await run();
    expect(provider.mails.map(({ to, subject }) => [to.join(), subject]).sort()).toEqual(
      [
        [organization.admin.email, "No users were deleted"],
        [`hr@${organization.domain}`, "Tidak ada pengguna yang dihapus"],
      ].sort(),
    );
    expect(provider.requests).toHaveLength(2);
    for (const { body } of provider.mails) expect(body).not.toContain("no-file-name-in-mails");
    expect((await fetch(`${address}/mailbox`, { redirect: "manual" })).status).toBe(307);
  });

  test("an uploader who was removed gets none; the other full admin does", async () => {
    const organization = await organizationHere();
    await sql`update admins set removed_at = app_now() where organization_id = ${organization.id} and id = ${organization.admin.id}`;
    await endingBatch(sql, organization);
    await run();
    expect(provider.mails.map(({ to }) => to.join())).toEqual([organization.admin2.email]);
  });

  for (const [what, gone] of [
    ["removed", "removed_at = app_now()"],
    ["demoted", "role = 'sub_admin'"],
  ] as const)
    test(`an uploader ${what} while the mail waits gets none; another full admin gets it, once`, async () => {
      const organization = await organizationHere();
      const { id, admin, admin2 } = organization;
      const batchId = await endingBatch(sql, organization);
      provider.expectKey("re_another");
      await run();
      expect(await states(id)).toMatchObject([{ recipient: admin.email, state: "pending" }]);
      await sql`update admins set ${sql.unsafe(gone)} where organization_id = ${id} and id = ${admin.id}`;
      provider.expectKey("re_right");
      await runLater(id);
      await runLater(id);
      expect(await states(id)).toMatchObject([
        { recipient: admin2.email, state: "sent" },
        { recipient: admin.email, state: "refused", errorCode: "recipient_removed" },
      ]);
      expect(provider.mails.map(({ to, key }) => [to.join(), key])).toEqual([
        [admin2.email, `batch-result/${batchId}/admin-${admin2.id}`],
      ]);
    });

  const faults: [string, Misbehaviour][] = [
    ["429 with retry-after", { do: "rate_limit", retryAfterSeconds: 90 }],
    ["500", { do: "error", status: 500 }],
    ["500 after it took the mail", { do: "error_after_accept" }],
    ["a connection reset before it took the mail", { do: "reset_before" }],
    ["a connection reset after it took the mail", { do: "reset_after_accept" }],
    ["no answer in time", { do: "timeout" }],
    ["409", { do: "busy" }],
  ];
  for (const [what, order] of faults)
    test(`after ${what} the same key and bytes follow: one logical mail`, async () => {
      const organization = await organizationHere();
      await endingBatch(sql, organization);
      provider.misbehave(order);
      await run();
      const [waiting] = await states(organization.id);
      expect(waiting).toMatchObject({ state: "pending", tries: 1 });
      expect(waiting?.waitSeconds).toBeGreaterThan(order.do === "rate_limit" ? 60 : 0);
      await run();
      expect(provider.requests).toHaveLength(1);
      await runLater(organization.id);
      expect(await states(organization.id)).toMatchObject([{ state: "sent", errorCode: null }]);
      expect(provider.mails).toHaveLength(1);
      expect(provider.requests).toHaveLength(2);
      expect(new Set(provider.requests.map(({ key, body }) => `${key} ${body}`)).size).toBe(1);
    });

  test("provider key wrong for a day: the batch is complete, the page says so, and the mail goes when it works again", async ({
    page,
    signIn,
  }) => {
    const organization = await organizationHere();
    const batchId = await endingBatch(sql, organization);
    provider.expectKey("re_another");
    for (let tries = 0; tries < 12; tries++) await runLater(organization.id);
    await run();
    const [batch] = await sql<{ state: string }[]>`
      select state from deletion_batches where organization_id = ${organization.id} and id = ${batchId}`;
    expect(batch?.state).toBe("completed_with_errors");
    expect(await states(organization.id)).toMatchObject([{ state: "pending", errorCode: "invalid_api_key" }]);
    await page.goto(`${address}/sign-in`);
    await signIn(page, organization.admin.email);
    await page.goto(`${address}/authenticate/automate-user-management/batches/${batchId}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const step = page.getByRole("listitem").filter({ hasText: organization.admin.email });
    await expect(step).toContainText("E-mail not sent yet (invalid_api_key)");
    await sql`update mails set created_at = created_at - interval '25 hours' where organization_id = ${organization.id}`;
    provider.expectKey("re_right");
    await runLater(organization.id);
    expect(await states(organization.id)).toMatchObject([{ state: "sent" }]);
    expect(provider.mails).toHaveLength(1);
    await page.reload();
    await expect(step).toContainText("E-mail sent");
  });

  test("an outcome unknown for 23 hours is shown, never sent again", async () => {
    const organization = await organizationHere();
    await endingBatch(sql, organization);
    provider.misbehave({ do: "reset_after_accept" });
    await run();
    await sql`update mails set first_tried_at = first_tried_at - interval '23 hours' where organization_id = ${organization.id}`;
    await runLater(organization.id);
    expect(await states(organization.id)).toMatchObject([{ state: "unknown", errorCode: "no_answer" }]);
    expect(provider.requests).toHaveLength(1);
  });

  test("a mail the provider will never take is refused with its code", async () => {
    const organization = await organizationHere();
    await endingBatch(sql, organization);
    provider.misbehave({ do: "error", status: 422, name: "invalid_from_address" });
    await run();
    await runLater(organization.id);
    expect(await states(organization.id)).toMatchObject([{ state: "refused", errorCode: "invalid_from_address" }]);
    expect(provider.requests).toHaveLength(1);
  });

  test("eight runs at once send each mail once", async () => {
    const organization = await organizationHere();
    const batches = [];
    for (let n = 0; n < 8; n++) batches.push(await endingBatch(sql, organization));
    await Promise.all(Array.from({ length: 8 }, run));
    await runLater(organization.id);
    expect(provider.mails.map(({ key }) => key?.split("/")[1]).sort()).toEqual(batches.sort());
    expect(provider.requests).toHaveLength(8);
  });
});
