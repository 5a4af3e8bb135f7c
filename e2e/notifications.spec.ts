// Further recipients from outside (spec 8, Notifications): added, asked, confirmed by the button alone, once; written to in their
// language; removed. And the mail when a deletion begins after its delay.
import { expectAccessible, PAGE } from "./dialog";
import { expect, type Mail, type Page, test } from "./fixtures";
import { csvOf, orderForLater, runUntil } from "./orders";

test.describe.configure({ timeout: 240_000 });

const open = (page: Page) => page.goto(`${PAGE}#notifications`);
const section = (page: Page) => page.locator("#notifications");
const row = (page: Page, email: string) => section(page).getByRole("row").filter({ hasText: email });
const linkIn = (mail: Mail | undefined) => /\/recipients\/[\w-]+/.exec(mail?.payload.text ?? "")?.[0] ?? "";

async function add(page: Page, email: string, language = "English") {
  await section(page).getByLabel("E-mail address", { exact: true }).fill(email);
  await section(page).getByLabel("Language", { exact: true }).selectOption({ label: language });
  await section(page).getByRole("button", { name: "Add recipient" }).click();
}

test("a recipient is asked, confirms by the button alone, and gets the result in their language", async ({
  page,
  browser,
  app,
  sql,
  cron,
  organizationWith,
  signIn,
  mailsOf,
}) => {
  const organization = await organizationWith({ learners: 12 });
  const hr = `hr@${organization.domain}`;
  await signIn(page, organization.admin.email);
  await open(page);
  await expect(section(page).getByText("No further recipients.")).toBeVisible();
  await add(page, hr, "Bahasa Indonesia");
  await expect(row(page, hr)).toContainText("Not confirmed yet");
  await expectAccessible(page, "#notifications");
  await cron();
  const [asked, ...more] = await mailsOf(organization.id);
  expect(more).toEqual([]);
  expect(asked).toMatchObject({ kind: "recipient_link", recipient: hr, language: "id", state: "kept" });
  expect(asked?.payload.subject).toBe(`Terima email hasil dari ${organization.name}?`);
  const link = linkIn(asked);
  // Nobody can read the link out of the database.
  const [kept] = await sql<{ hash: string }[]>`
    select link_hash as hash from mail_recipients where organization_id = ${organization.id}`;
  expect(link).not.toContain(kept?.hash ?? "?");

  // Not confirmed: no result goes there.
  const first = await orderForLater(cron, organization, csvOf(organization.learners.slice(0, 1)));
  await first.due();
  await runUntil(cron, organization, first.batchId, "completed");
  expect((await mailsOf(organization.id)).filter(({ recipient }) => recipient === hr)).toHaveLength(1);

  // A scanner opens the link a hundred times, by GET and HEAD: nothing happens, nothing is used up.
  const stranger = await (await browser.newContext()).newPage();
  for (let times = 0; times < 100; times++) {
    const answer = await fetch(`${app}${link}`, { method: times % 2 ? "HEAD" : "GET" });
    expect(answer.status).toBe(200);
  }
  const [still] = await sql<{ confirmed_at: Date | null }[]>`
    select confirmed_at from mail_recipients where organization_id = ${organization.id}`;
  expect(still?.confirmed_at).toBeNull();

  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText(
    `Receive result mails from ${organization.name}?`,
  );
  await expectAccessible(stranger, "main");
  await stranger.getByRole("button", { name: "Confirm" }).click();
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText("Confirmed");
  await expect(stranger.getByText(hr)).toBeVisible();
  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText("This link doesn’t work any more");
  await stranger.context().close();

  await page.reload();
  await expect(row(page, hr)).toContainText("Confirmed");
  const second = await orderForLater(cron, organization, csvOf(organization.learners.slice(1, 2)));
  await second.due();
  await runUntil(cron, organization, second.batchId, "completed");
  await cron();
  const results = (await mailsOf(organization.id)).filter(({ batchId }) => batchId === second.batchId);
  expect(results.map(({ recipient, language, kind }) => [recipient, language, kind]).sort()).toEqual([
    [organization.admin.email, "en", "batch_result"],
    [hr, "id", "batch_result"],
  ]);

  const actions = await sql<{ action: string; details: string }[]>`
    select action, details from audit_entries where organization_id = ${organization.id} and action like 'recipient.%' order by sequence`;
  expect(actions.map(({ action }) => action)).toEqual(["recipient.added", "recipient.confirmed"]);
  for (const { details } of actions) expect(details).not.toContain(organization.domain);
});

test("a link runs out after 7 days, is replaced when sent again, and dies with the recipient", async ({
  page,
  browser,
  app,
  sql,
  cron,
  organizationWith,
  signIn,
  mailsOf,
}) => {
  const organization = await organizationWith({ learners: 3, learningData: false });
  const hr = `hr@${organization.domain}`;
  const reader = await (await browser.newContext()).newPage();
  const titleOf = async (link: string) => {
    await reader.goto(`${app}${link}`);
    return reader.getByRole("heading", { level: 1 }).textContent();
  };
  const OVER = "This link doesn’t work any more";
  const links = async () => {
    await cron();
    return (await mailsOf(organization.id)).map(linkIn);
  };
  await signIn(page, organization.admin.email);
  await open(page);
  await add(page, hr);
  await expect(row(page, hr)).toBeVisible();
  const [first = ""] = await links();
  expect(await titleOf(first)).toContain("Receive result mails");

  await sql`
    update mail_recipients set link_expires_at = link_expires_at - interval '7 days' where organization_id = ${organization.id}`;
  expect(await titleOf(first)).toBe(OVER);
  await page.reload();
  await expect(row(page, hr)).toContainText("Link ran out");

  await row(page, hr)
    .getByRole("button", { name: `Send the link to ${hr} again` })
    .click();
  await expect(row(page, hr)).toContainText("Not confirmed yet");
  const second = (await links()).find((link) => link !== first) ?? "";
  expect(await titleOf(first)).toBe(OVER);
  expect(await titleOf(second)).toContain("Receive result mails");

  // A button pressed after the removal: the page that still asks confirms nothing.
  await row(page, hr)
    .getByRole("button", { name: `Remove ${hr}` })
    .click();
  await expect(section(page).getByText("No further recipients.")).toBeVisible();
  await reader.getByRole("button", { name: "Confirm" }).click();
  await expect(reader.getByRole("heading", { level: 1 })).toHaveText(OVER);
  for (const link of ["/recipients/none", `/recipients/1-1-${"a".repeat(43)}`]) expect(await titleOf(link)).toBe(OVER);
  await reader.context().close();
  const left = await sql`select 1 from mail_recipients where organization_id = ${organization.id}`;
  expect(left).toHaveLength(0);
});

test("an address that is none, or there already, is refused in place; the language can be changed", async ({
  page,
  sql,
  organizationWith,
  signIn,
}) => {
  const organization = await organizationWith({ learners: 3, learningData: false });
  const hr = `hr@${organization.domain}`;
  await signIn(page, organization.admin.email);
  await open(page);
  await add(page, "hr＠example.com");
  await expect(section(page).getByText("This is not an e-mail address. Nobody was added.")).toBeVisible();
  await add(page, hr);
  await expect(row(page, hr)).toBeVisible();
  await add(page, hr.toUpperCase());
  await expect(section(page).getByText("This address is a recipient already.")).toBeVisible();
  await row(page, hr).getByLabel(`Language of mails to ${hr}`).selectOption("id");
  await expect(page.getByText(`The language of mails to ${hr} is changed.`)).toBeVisible();
  const rows = await sql`select language from mail_recipients where organization_id = ${organization.id}`;
  expect([...rows]).toEqual([{ language: "id" }]);
});

test("no more than 20 recipients, and no more than 30 links an hour", async ({
  page,
  sql,
  organizationWith,
  signIn,
}) => {
  const organization = await organizationWith({ learners: 3, learningData: false });
  await sql`
    insert into mail_recipients (organization_id, email, normalized_email)
    select ${organization.id}, 'r' || n || '@people.example', 'r' || n || '@people.example' from generate_series(1, 20) n`;
  await signIn(page, organization.admin.email);
  await open(page);
  await expect(section(page).getByRole("button", { name: "Add recipient" })).toBeDisabled();
  for (let times = 0; times < 31; times++) {
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await section(page).getByRole("button", { name: "Send the link to r1@people.example again" }).click();
    await answer;
    await expect(section(page).locator("[aria-busy]")).toHaveCount(0);
  }
  await expect(section(page).getByText("Too many links were sent within an hour.")).toBeVisible();
});

test("a deletion that had to wait tells its readers when it begins, and one that had not does not", async ({
  sql,
  cron,
  organizationWith,
  mailsOf,
}) => {
  const organization = await organizationWith({ learners: 12 });
  const kindsOf = async (batchId: string) =>
    (await mailsOf(organization.id)).filter((mail) => mail.batchId === batchId).map(({ kind }) => kind);
  const waited = await orderForLater(cron, organization, csvOf(organization.learners.slice(0, 2)));
  await sql`
    update deletion_batches set confirmed_at = confirmed_at - interval '1 hour' where organization_id = ${organization.id} and id = ${waited.batchId}`;
  await waited.due();
  await runUntil(cron, organization, waited.batchId, "completed");
  expect((await kindsOf(waited.batchId)).sort()).toEqual(["batch_result", "batch_started"]);
  const started = (await mailsOf(organization.id)).find(({ kind }) => kind === "batch_started");
  expect(started?.payload.subject).toBe("The deletion of 2 users has begun");
  expect(started?.payload.html).not.toContain("leavers.csv");
  const atOnce = await orderForLater(cron, organization, csvOf(organization.learners.slice(2, 3)));
  await atOnce.due();
  await runUntil(cron, organization, atOnce.batchId, "completed");
  expect(await kindsOf(atOnce.batchId)).toEqual(["batch_result"]);
});
