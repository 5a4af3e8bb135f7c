// The mail provider's webhook from outside (spec 6, 8, 10; faults.md, cron, mail, links): forged, stale, replayed, out of order; what
// it says shows on the batch and in a banner. A server of its own sends to the stand-in.
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { connect, type Sql } from "@/db/client";
import { embeddedUrl } from "@/db/embedded";
import { hashPassword } from "@/db/seed/password";
import { PAGE } from "./dialog";
import { expect, PASSWORD, test } from "./fixtures";
import { freePort, type Launched, launch, temporaryFolder } from "./launcher";
import { makeOrganization, type TestOrganization } from "./organizations";
import { type ResendStandIn, startResendStandIn } from "./resend-stand-in";

const key = randomBytes(24);

/** As Svix sends it for the provider. */
function signed(event: object, { id = randomUUID() as string, at = Date.now(), by = key } = {}) {
  const body = JSON.stringify(event);
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac("sha256", by).update(`${id}.${timestamp}.${body}`).digest("base64");
  const headers = {
    "content-type": "application/json",
    "svix-id": id,
    "svix-timestamp": timestamp,
    "svix-signature": `v1,${signature}`,
  };
  return { method: "POST", headers, body };
}

test("without a secret nothing is believed, however it is signed", async ({ app }) => {
  for (const by of [key, Buffer.alloc(0)]) {
    const request = signed({ type: "email.delivered", data: { email_id: "x" } }, { by });
    expect((await fetch(`${app}/api/webhooks/resend`, request)).status).toBe(401);
  }
  expect((await fetch(`${app}/api/webhooks/resend`)).status).toBe(405);
});

test.describe("with a secret", () => {
  test.describe.configure({ mode: "serial" });
  test.setTimeout(180_000);

  const folder = temporaryFolder("webhook");
  const cronSecret = randomBytes(32).toString("hex");
  let address = "";
  let provider: ResendStandIn;
  let server: Launched | undefined;
  let sql: Sql;
  let passwordHash: string;

  test.beforeAll(async () => {
    test.setTimeout(180_000);
    provider = await startResendStandIn();
    const port = await freePort();
    address = `http://localhost:${port}`;
    server = launch({
      DATA_DIR: `${folder}/data`,
      PORT: String(port),
      DEMO_LEARNERS: "10",
      CRON_SECRET: cronSecret,
      RESEND_API_KEY: "re_right",
      RESEND_BASE_URL: provider.url,
      RESEND_WEBHOOK_SECRET: `whsec_${key.toString("base64")}`,
      MAIL_FROM: "Learning Admin <mail@learning.example>",
    });
    await server.ready;
    sql = connect(embeddedUrl(`${folder}/data`), 2);
    passwordHash = await hashPassword(PASSWORD);
  });
  test.afterAll(async () => {
    await sql?.end();
    server?.interrupt();
    await server?.ended;
    await provider?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const send = async (request: ReturnType<typeof signed>) =>
    (await fetch(`${address}/api/webhooks/resend`, request)).status;
  const run = async () => {
    const headers = { authorization: `Bearer ${cronSecret}` };
    expect((await fetch(`${address}/api/cron/deletion-batches`, { headers })).status).toBe(200);
  };
  const eventsOf = async ({ id }: TestOrganization) =>
    (
      await sql<{ event: string }[]>`
      select event from mail_events where organization_id = ${id} order by event`
    ).map(({ event }) => event);

  /** A batch of two rows that name nobody, ended, with its mails sent to the admin and a confirmed recipient. */
  async function sentBatch() {
    provider.clear();
    const organization = await makeOrganization(sql, { learners: 1, learningData: false }, passwordHash);
    const { id } = organization;
    const hr = `hr@${organization.domain}`;
    const batchId = randomUUID();
    await sql`
      insert into mail_recipients (organization_id, email, normalized_email, confirmed_at) values (${id}, ${hr}, ${hr}, app_now())`;
    await sql`
      insert into deletion_batches (organization_id, id, state, file_name, file_bytes, file_sha256, slices, rows, preview,
        uploaded_by, confirmed_by, uploaded_at, previewed_at, confirmed_at, starts_at, started_at)
      values (${id}, ${batchId}, 'processing', 'leavers.csv', 60, ${"0".repeat(64)}, 1, 2, ${sql.json({ counts: { not_found: 2 }, learningData: {}, activeLately: 0 })},
        ${organization.admin.id}, ${organization.admin.id}, app_now(), app_now(), app_now(), app_now(), app_now())`;
    await sql`
      insert into outcomes (organization_id, batch_id, row_number, outcome)
      select ${id}, ${batchId}, n, 'not_found' from generate_series(2, 3) n`;
    await sql`insert into due_work (organization_id, work_id, due_at) values (${id}, ${batchId}, app_now())`;
    return { organization, hr, batchId };
  }
  const mailTo = (recipient: string) => {
    const mail = provider.mails.find(({ to }) => to.join() === recipient);
    if (!mail) throw new Error(`no mail to ${recipient}`);
    return mail;
  };
  const about = (type: string, mail: ReturnType<typeof mailTo>) => ({
    type: `email.${type}`,
    created_at: new Date().toISOString(),
    data: {
      email_id: mail.id,
      to: mail.to,
      tags: Object.fromEntries(mail.tags.map(({ name, value }) => [name, value])),
    },
  });

  test("forged, stale and changed requests are refused; a replay and a wrong order change nothing", async () => {
    const { organization, hr } = await sentBatch();
    await run();
    const delivered = about("delivered", mailTo(hr));
    expect(await send(signed(delivered, { by: randomBytes(24) }))).toBe(401);
    expect(await send(signed(delivered, { at: Date.now() - 301_000 }))).toBe(401);
    expect(await send(signed(delivered, { at: Date.now() + 302_000 }))).toBe(401);
    expect(await send({ ...signed(delivered), body: JSON.stringify(about("bounced", mailTo(hr))) })).toBe(401);
    expect(await send({ method: "POST", headers: {} as never, body: "{}" })).toBe(401);
    expect(await send({ ...signed(delivered), body: "x".repeat(300_000) })).toBe(413);
    expect(await send(signed({ type: "email.delivered" }))).toBe(400);
    expect(await eventsOf(organization)).toEqual([]);
    // Somebody else's mail, or none: taken note of by nobody, and not asked for again.
    expect(await send(signed({ type: "email.bounced", data: { email_id: randomUUID() } }))).toBe(200);

    const bounced = signed(about("bounced", mailTo(hr)));
    expect(await send(bounced)).toBe(200);
    expect(await send(bounced)).toBe(200);
    expect(await send(signed(delivered))).toBe(200);
    expect(await eventsOf(organization)).toEqual(["delivered", "bounced"]);
    const [noted] = await sql<{ count: number }[]>`
      select count(*) as count from audit_entries where organization_id = ${organization.id} and action = 'mail.bounced'`;
    expect(noted?.count).toBe(1);
  });

  test("what became of each mail shows on the batch; one that came back raises a banner, and the other admins hear of it", async ({
    page,
    signIn,
  }) => {
    const { organization, hr, batchId } = await sentBatch();
    await run();
    await send(signed(about("delivered", mailTo(organization.admin.email))));
    await send(signed(about("bounced", mailTo(hr))));
    await page.goto(`${address}/sign-in`);
    await signIn(page, organization.admin.email);
    await page.goto(`${address}${PAGE}/batches/${batchId}`);
    const step = (recipient: string) => page.getByRole("listitem").filter({ hasText: recipient });
    await expect(step(organization.admin.email)).toContainText("E-mail delivered");
    await expect(step(hr)).toContainText("E-mail came back");
    await send(signed(about("complained", mailTo(hr))));
    await page.reload();
    await expect(step(hr)).toContainText("E-mail reported as spam");

    await page.goto(`${address}${PAGE}#user-deletion,notifications`);
    for (const place of ["#user-deletion", "#notifications"])
      await expect(page.locator(place).getByText(`A mail to ${hr} did not arrive`)).toBeVisible();
    await expect(page.locator("#notifications").getByRole("row").filter({ hasText: hr })).toContainText(
      "Reported as spam",
    );

    await run();
    // Those of this organization: the server of the other tests' mails is this one too.
    const notices = () =>
      provider.mails.filter(
        ({ to, tags }) => to.join().endsWith(organization.domain) && tags.some(({ value }) => value === "undelivered"),
      );
    const told = notices();
    expect(told.map(({ to, subject }) => `${to.join()} ${subject}`).sort()).toEqual(
      [organization.admin.email, organization.admin2.email]
        .flatMap((to) => [`${to} A mail could not be delivered`, `${to} A mail was reported as spam`])
        .sort(),
    );
    // The notice itself comes back: no notice of the notice.
    await send(signed(about("bounced", told[0] as never)));
    await run();
    expect(notices()).toHaveLength(4);

    // Never dropped: the next result goes there all the same, and its arrival ends the banner.
    const [still] = await sql`
      select confirmed_at from mail_recipients where organization_id = ${organization.id} and email = ${hr}`;
    expect(still?.confirmed_at).not.toBeNull();
  });

  test("a mail whose answer was lost is settled by its tags; another organization's tags move nothing", async () => {
    const { organization, hr } = await sentBatch();
    const other = await makeOrganization(sql, { learners: 1, learningData: false }, passwordHash);
    provider.misbehave({ do: "reset_after_accept" }, { do: "reset_after_accept" });
    await run();
    await sql`
      update mails set first_tried_at = first_tried_at - interval '23 hours', retry_at = app_now() where organization_id = ${organization.id}`;
    await sql`update due_work set due_at = app_now() where organization_id = ${organization.id}`;
    await run();
    const stateOf = async () =>
      (
        await sql<{ state: string }[]>`
        select state from mails where organization_id = ${organization.id} and recipient in (${hr}, ${organization.admin.email}) and kind = 'batch_result'
          and first_tried_at is not null order by state`
      ).map(({ state }) => state);
    expect(await stateOf()).toContain("unknown");
    const mail = provider.mails[0];
    if (!mail) throw new Error("the stand-in took no mail");
    const event = about("delivered", mail);
    await send(
      signed({ ...event, data: { ...event.data, tags: { ...event.data.tags, organization: String(other.id) } } }),
    );
    expect(await stateOf()).not.toContain("sent");
    await send(signed(event));
    expect(await stateOf()).toContain("sent");
    expect(await eventsOf(organization)).toEqual(["delivered"]);
    expect(await eventsOf(other)).toEqual([]);
  });
});
