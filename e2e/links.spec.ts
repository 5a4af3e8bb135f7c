// The links in mails (faults.md, cron, mail, links): opened by scanners, by nobody, by the wrong people, and too late.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { transaction } from "@/db/client";
import * as batches from "@/lib/batches";
import { renderUndelivered } from "@/lib/email";
import { enqueueMail } from "@/lib/mails";
import * as safeguards from "@/lib/safeguards";
import { expect, type Mail, type Page, type TestOrganization, test } from "./fixtures";
import { confirm, csvOf, order, orderForLater, proofOf, runUntil, upload } from "./orders";
import { act, visitor } from "./visitor";

const LIB = fileURLToPath(new URL("../lib", import.meta.url));
const BATCHES = "/authenticate/automate-user-management/batches";

/** Every kind of mail that the source can write. */
function kindsInSource(): string[] {
  const kinds = (readdirSync(LIB, { recursive: true }) as string[])
    .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$/.test(file))
    .map((file) => readFileSync(join(LIB, file), "utf8"))
    .filter((text) => /enqueueMail\(tx|into mails/.test(text))
    .flatMap((text) => [...text.matchAll(/^ +kind: "(\w+)",$/gm)].map((match) => match[1] ?? ""));
  return [...new Set(kinds)].sort();
}

/** Paths, with their search, of all our addresses in a mail's HTML and text. */
const linksIn = ({ payload }: Mail): string[] =>
  [
    ...`${payload.html} ${payload.text}`
      .replaceAll("&amp;", "&")
      .matchAll(/https?:\/\/localhost:\d+(\/[^\s"'<>)\]]*)/g),
  ].map((match) => (match[1] ?? "").replace(/#.*$/, ""));

/** An organization that has been sent every kind of mail, one of its admins each. */
async function everyMail(
  app: string,
  page: Page,
  cron: () => Promise<unknown>,
  organizationWith: (plan: { learners: number }) => Promise<TestOrganization>,
) {
  const organization = await organizationWith({ learners: 20 });
  const { id, domain, learners } = organization;
  const admin = proofOf(organization);
  const done = await order(cron, organization, csvOf([learners[0] ?? {}, { email: "nobody@people.example" }]));
  await runUntil(cron, organization, done, "completed_with_errors");
  const waited = await orderForLater(cron, organization, csvOf(learners.slice(1, 2)));
  await transaction(
    (tx) =>
      tx`update deletion_batches set confirmed_at = confirmed_at - interval '1 hour' where organization_id = ${id} and id = ${waited.batchId}`,
  );
  await waited.due();
  await runUntil(cron, organization, waited.batchId, "completed");
  const invitation = { name: "New", email: `new@${domain}`, role: "sub_admin", language: "en" };
  await act(app, organization.admin.email, "admins/actions.ts#inviteAdmin", invitation);
  const recipient = { email: `hr@${domain}`, language: "id" };
  await act(app, organization.admin.email, "notifications/actions.ts#addRecipient", recipient);
  await page.goto("/sign-in/forgot");
  await page.getByLabel("Email", { exact: true }).fill(organization.subadmin.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.locator("main").getByRole("alert")).toContainText("Look into your mailbox.");
  await safeguards.turnApprovalOn(admin);
  await act(app, organization.admin.email, "safeguards/actions.ts#switchApproval", { on: false });
  const [asked, declined] = [
    await upload(organization, csvOf(learners.slice(2, 3))),
    await upload(organization, csvOf(learners.slice(3, 4))),
  ];
  for (const batchId of [asked, declined]) {
    await runUntil(cron, organization, batchId, "ready");
    expect((await confirm(organization, batchId)).ok).toBe(true);
  }
  await batches.declineBatch(proofOf(organization, organization.admin2), declined, "Not these");
  const url = "http://localhost:3000/authenticate/automate-user-management#notifications";
  const told = { language: "en", organizationName: organization.name, recipient: `hr@${domain}`, url } as const;
  await transaction(async (tx) =>
    enqueueMail(tx, {
      organizationId: id,
      kind: "undelivered",
      key: "undelivered/test",
      to: organization.admin.email,
      adminId: organization.admin.id,
      language: "en",
      content: await renderUndelivered({ ...told, event: "bounced" }),
    }),
  );
  await cron();
  return { organization, done, asked };
}

test("a mail scanner opens every link of every kind of mail, those with a secret 100 times: nothing happens, nothing is used up", async ({
  app,
  page,
  cron,
  organizationWith,
  mailsOf,
  sql,
}) => {
  test.setTimeout(180_000);
  const { organization } = await everyMail(app, page, cron, organizationWith);
  const { id } = organization;
  await expect
    .poll(async () => {
      await cron();
      return (await mailsOf(id)).filter(({ state }) => state === "pending").length;
    })
    .toBe(0);
  const mails = await mailsOf(id);
  expect([...new Set(mails.map(({ kind }) => kind))].sort()).toEqual(kindsInSource());
  for (const mail of mails) expect(linksIn(mail).length, mail.kind).toBeGreaterThan(0);

  const everything = async () => {
    const tables = await sql<{ name: string }[]>`
      select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'organization_id'
        and table_name <> 'due_work' order by 1`;
    const rows: string[] = [];
    for (const { name } of tables)
      for (const { row } of await sql<{ row: string }[]>`
        select t::text as row from ${sql(name)} t where organization_id = ${id} order by 1`)
        rows.push(`${name}: ${row}`);
    return rows;
  };
  const before = await everything();
  const scanners = [
    {},
    { accept: "*/*", "user-agent": "Mozilla/5.0 (compatible; SafeLinks)" },
    { accept: "text/html", "sec-fetch-dest": "document", "sec-fetch-mode": "navigate" },
  ] as Record<string, string>[];
  const links = [...new Set(mails.flatMap(linksIn))];
  const isSecret = (link: string) => /^\/(sign-in|recipients)\//.test(link);
  // Those that lead to a page behind the sign-in know nobody, and have nothing that could be used up: fewer times.
  const times = (link: string) => ({ length: isSecret(link) ? 100 : 20 });
  const open = links.flatMap((link) => Array.from(times(link), (_, time) => ({ link, time })));
  const answers = new Map<string, Set<number>>(links.map((link) => [link, new Set()]));
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let next = open.shift(); next; next = open.shift()) {
        const answer = await fetch(`${app}${next.link}`, {
          redirect: "manual",
          method: next.time % 4 === 3 ? "HEAD" : "GET",
          headers: scanners[next.time % scanners.length] ?? {},
        });
        await answer.arrayBuffer();
        answers.get(next.link)?.add(answer.status);
      }
    }),
  );
  for (const [link, statuses] of answers) {
    const expected = isSecret(link) ? [200] : /\.csv$/.test(link) ? [302, 401] : [307];
    expect([...statuses].sort(), link).toEqual(expected);
  }
  expect(await everything()).toEqual(before);

  // Each still opens what it opened before: the pages that have the button, and the rest for who is signed in.
  const admin = await visitor(app, organization.admin.email);
  for (const link of links) {
    const answer = await admin.fetch(link);
    const body = (await answer.text()).replace(/<script[\s\S]*?<\/script>/g, "");
    expect(answer.status, link).toBe(200);
    if (isSecret(link)) expect(body, link).toMatch(/<(form|button)/);
    expect(body, link).not.toMatch(/work any more/);
  }
});

test("a link opened signed out, by a sub admin, by another organization, after the 30 days: sign-in, 403, 404, 410 with what to do", async ({
  app,
  page,
  cron,
  organizationWith,
  mailsOf,
  signIn,
  sql,
}) => {
  test.setTimeout(120_000);
  const { organization, done, asked } = await everyMail(app, page, cron, organizationWith);
  const stranger = await organizationWith({ learners: 1 });
  const results = `${BATCHES}/${done}/results.csv`;
  const links = [...new Set((await mailsOf(organization.id)).flatMap(linksIn))].filter((link) =>
    link.startsWith("/authenticate"),
  );
  for (const one of [results, `${BATCHES}/${done}`, `${BATCHES}/${asked}`]) expect(links).toContain(one);
  const nobody = await visitor(app);
  const subadmin = await visitor(app, organization.subadmin.email);
  const elsewhere = await visitor(app, stranger.admin.email);
  const admin2 = await visitor(app, organization.admin2.email);
  for (const link of links) {
    // As a mail program's browser opens it.
    const opened = { headers: { "sec-fetch-dest": "document", accept: "text/html" } };
    const signedOut = await nobody.fetch(link, opened);
    expect([302, 307], link).toContain(signedOut.status);
    expect(signedOut.headers.get("location"), link).toBe(`/sign-in?then=${encodeURIComponent(link)}`);
    expect((await subadmin.fetch(link, opened)).status, link).toBe(403);
    expect((await elsewhere.fetch(link, opened)).status, link).toBe(link.includes("/batches/") ? 404 : 200);
    expect((await admin2.fetch(link, opened)).status, link).toBe(200);
  }

  await sql`
    update deletion_batches set ended_at = ended_at - interval '30 days', started_at = started_at - interval '30 days'
    where organization_id = ${organization.id} and id = ${done}`;
  const late = await admin2.fetch(results);
  expect(late.status).toBe(410);
  expect(await late.text()).toBe(
    "This results file was kept for 30 days and is gone. The batch page still shows what became of every row; use the copy of the CSV that you kept, or upload the people anew.",
  );
  const indonesian = await admin2.fetch(results, {
    headers: { "accept-language": "id", cookie: `${admin2.cookies}; language=id` },
  });
  expect(await indonesian.text()).toMatch(/^File hasil ini disimpan selama 30 hari dan sudah tidak ada\./);
  // Too late, and still not theirs: nobody else learns that there was a file.
  expect((await elsewhere.fetch(results)).status).toBe(404);
  expect((await subadmin.fetch(results)).status).toBe(403);
  expect((await nobody.fetch(results)).status).toBe(401);

  // Signed out, a person comes to the file by the sign-in page.
  await page.goto(`${BATCHES}/${done}`);
  await expect(page).toHaveURL(/\/sign-in\?then=/);
  await signIn(page, organization.admin2.email);
  await expect(page).toHaveURL(new RegExp(`${BATCHES}/${done}$`));
});
