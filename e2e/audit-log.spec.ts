// The audit log (spec 8): append-only whoever asks, readable and filterable, given out whole, and a chain that tells what was done
// to it: each kind of break by tampering past the triggers, as somebody with the database in hand could.
import { readFile } from "node:fs/promises";
import { transaction } from "@/db/client";
import { appendAudit, CHAIN_START, canonicalJson, chainHash } from "@/lib/audit";
import { expectAccessible } from "./dialog";
import { expect, type Page, type TestOrganization, test } from "./fixtures";
import { csvOf, named, order, runUntil } from "./orders";

const PAGE = "/authenticate/audit-log";

type Line = {
  organization_id: number;
  sequence: number;
  at: string;
  admin_id: number | null;
  action: string;
  batch_id: string | null;
  details: string;
  address: string | null;
  previous_hash: string;
  hash: string;
};

const append = (organization: TestOrganization, count: number, action = "batch.uploaded") =>
  transaction(async (tx) => {
    for (let entry = 0; entry < count; entry++)
      await appendAudit(tx, { organizationId: organization.id, adminId: organization.admin2.id, action });
  }, 60);

test("the database refuses to change or remove an entry, and to move a chain's head back", async ({
  organizationWith,
  sql,
}) => {
  const organization = await organizationWith({ learners: 1, learningData: false });
  await append(organization, 3);
  const { id } = organization;
  for (const change of [
    sql`update audit_entries set action = 'nothing.happened' where organization_id = ${id}`,
    sql`delete from audit_entries where organization_id = ${id}`,
    sql`truncate audit_entries`,
    sql`update audit_heads set sequence = 1 where organization_id = ${id}`,
    sql`delete from audit_heads where organization_id = ${id}`,
    sql`truncate audit_heads`,
  ])
    await expect(change).rejects.toMatchObject({ code: "23001" });
  const [kept] =
    await sql`select count(*)::int as count, max(action) as action from audit_entries where organization_id = ${id}`;
  expect(kept).toEqual({ count: 3, action: "batch.uploaded" });
});

test("full admins read who did what, when and from where, filter it, and take it away", async ({
  page,
  app,
  signIn,
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(6), learningData: false });
  const { id, admin, admin2 } = organization;
  const batchId = await order(cron, organization, csvOf(organization.learners.slice(0, 2)));
  await runUntil(cron, organization, batchId, "completed");
  await append(organization, 60, "users.exported");
  await page.goto("/sign-in");
  await page.getByLabel("Email", { exact: true }).fill(admin.email);
  await page.getByLabel("Password", { exact: true }).fill("not this one");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.locator("form").getByRole("alert")).toBeVisible();
  await signIn(page, admin.email);
  await page.goto("/authenticate");
  await page.getByRole("navigation", { name: "Authenticate" }).getByRole("link", { name: "Audit log" }).click();
  await expect(page).toHaveURL(PAGE);

  const rows = page.getByRole("table", { name: "Audit log" }).locator("tbody tr");
  await expect(rows).toHaveCount(50);
  await expect(rows.filter({ hasText: "Sign-in refused" })).toHaveCount(1);
  await expect(rows.first()).toContainText("Signed in");
  await expect(rows.first()).toContainText("By: password");
  await expect(rows.first()).toContainText(admin.name);
  await expect(rows.first()).toContainText(/127\.0\.0\.1|::1/);
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(rows.last()).toContainText("File uploaded");
  await expect(rows.filter({ hasText: "Deletion completed" })).toContainText("The product itself");
  await expect(rows.filter({ hasText: "Deletion confirmed" }).getByRole("link")).toHaveText(
    `Batch ${batchId.slice(0, 8)}`,
  );
  for (const learner of organization.learners)
    await expect(page.locator("main")).not.toContainText(learner.email ?? "");
  await page.getByRole("link", { name: "Previous page" }).click();
  await expect(rows.first()).toContainText("Signed in");

  const filter = async (who: string, what: string) => {
    await page.getByLabel("Who", { exact: true }).selectOption({ label: who });
    await page.getByLabel("What", { exact: true }).selectOption({ label: what });
    await page.getByRole("button", { name: "Filter" }).click();
  };
  await filter(admin2.name, "Users exported");
  await expect(page).toHaveURL(`${PAGE}?who=${admin2.id}&what=users.exported`);
  await expect(rows).toHaveCount(50);
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(rows).toHaveCount(10);
  await filter("The product itself", "Any action");
  await expect(page).toHaveURL(`${PAGE}?who=product`);
  await expect(rows).toHaveText([/Deletion completed/, /Deletion started/]);
  await filter(admin.name, "Users exported");
  await expect(page.locator("main")).toContainText("No entry matches these filters.");
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(rows).toHaveCount(50);
  // The test's clock is the database's; the reader is in Jakarta.
  const [{ today = "", before = "" } = {}] = await sql<{ today: string; before: string }[]>`
    select to_char(app_now() at time zone 'Asia/Jakarta', 'YYYY-MM-DD') as today,
      to_char(app_now() at time zone 'Asia/Jakarta' - interval '1 day', 'YYYY-MM-DD') as before`;
  await page.goto(`${PAGE}?from=${today}&to=${today}&zone=Asia/Jakarta`);
  await expect(rows).toHaveCount(50);
  await page.goto(`${PAGE}?to=${before}&zone=Asia/Jakarta`);
  await expect(page.locator("main")).toContainText("No entry matches these filters.");
  await page.goto(`${PAGE}?who=x&what=%27&from=2026-02-31&after=-1`);
  await expect(rows).toHaveCount(50);
  await expectAccessible(page, "main");

  const take = async (name: string) => {
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
    return readFile(await file.path(), "utf8");
  };
  // JSON Lines hold all that a hash covers: anybody can walk the chain.
  const lines = (await take("Export JSON Lines"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  let hash: Buffer = CHAIN_START;
  for (const [at, line] of lines.entries()) {
    expect(line.sequence).toBe(at + 1);
    expect(line.previous_hash).toBe(hash.toString("hex"));
    const details = canonicalJson(JSON.parse(line.details));
    hash = chainHash(hash, {
      organizationId: line.organization_id,
      sequence: line.sequence,
      at: new Date(line.at),
      adminId: line.admin_id,
      action: line.action,
      batchId: line.batch_id,
      details,
      address: line.address,
    });
    expect(line.hash).toBe(hash.toString("hex"));
  }
  await page.goto(`${PAGE}?what=users.exported`);
  const csv = (await take("Export CSV")).trimEnd().split("\r\n");
  expect(csv[0]).toBe("\ufeffsequence,at,admin_id,action,batch_id,details,address,previous_hash,hash");
  expect(csv).toHaveLength(61);
  const [exports] = await sql`
    select count(*)::int as count, min(details) as details from audit_entries where organization_id = ${id} and action = 'audit_log.exported'`;
  expect(exports).toEqual({ count: 2, details: '{"format":"csv"}' });
  expect(JSON.stringify(lines)).not.toContain(organization.learners[0]?.email);

  if (process.env.E2E_SHOTS) {
    await page.goto(PAGE);
    await page.getByRole("button", { name: "Verify" }).click();
    await expect(page.locator("form").getByRole("alert")).toBeVisible();
    const shot = (name: string) => page.screenshot({ path: `${process.env.E2E_SHOTS}/${name}.png` });
    await shot("audit-log");
    await page.emulateMedia({ colorScheme: "dark" });
    await shot("audit-log-dark");
    await page.context().addCookies([{ name: "language", value: "id", url: app }]);
    await page.reload();
    await page.setViewportSize({ width: 390, height: 844 });
    await shot("audit-log-phone-id");
  }
});

type Entry = { sequence: number; hash: Buffer; previous_hash: Buffer; details: string } & Record<string, unknown>;

async function verify(page: Page, hash = ""): Promise<string> {
  await page.goto(PAGE);
  await page.getByLabel(/^Hash from a result mail/).fill(hash);
  await page.getByRole("button", { name: "Verify" }).click();
  const answer = page.locator("form").getByRole("alert");
  await expect(answer).toBeVisible();
  return (await answer.innerText()).replace(/\s+/g, " ");
}

test("Verify walks the chain and names the first break: changed, removed, cut off, written past us, made to fit", async ({
  page,
  signIn,
  organizationWith,
  mailsOf,
  cron,
  sql,
}) => {
  test.setTimeout(180_000);
  const organization = await organizationWith({ learners: named(4), learningData: false });
  const other = await organizationWith({ learners: 1, learningData: false });
  const { id } = organization;
  await append(organization, 20);
  await append(other, 3);
  const batchId = await order(cron, organization, csvOf(organization.learners.slice(0, 1)));
  await runUntil(cron, organization, batchId, "completed");
  await append(organization, 5);
  await signIn(page, organization.admin.email);
  const entries = await sql<Entry[]>`select * from audit_entries where organization_id = ${id} order by sequence`;
  const [head] = await sql<Entry[]>`select * from audit_heads where organization_id = ${id}`;
  const last = entries.length;
  const mail = (await mailsOf(id))[0]?.payload.text ?? "";
  const mailed = /[0-9a-f]{64}/.exec(mail)?.[0] ?? "";
  const mailedEntry = entries.find(({ hash }) => hash.toString("hex") === mailed)?.sequence ?? 0;
  expect(mailedEntry).toBeGreaterThan(20);

  expect(await verify(page)).toContain(`The chain is whole: all ${last} entries`);
  expect(await verify(page)).toContain(entries.at(-1)?.hash.toString("hex").slice(0, 32));
  await expectAccessible(page, "main");
  expect(await verify(page, `${mailed.slice(0, 32)} ${mailed.slice(32)}`)).toContain(`that of entry ${mailedEntry}`);
  expect(await verify(page, "abc")).toContain("That is no hash");

  /** As somebody who is above the triggers; afterwards everything is put back as it was. */
  const tamper = async (change: (tx: typeof sql) => Promise<unknown>, hash = ""): Promise<string> => {
    const past = (work: (tx: typeof sql) => Promise<unknown>) =>
      sql.begin(async (tx) => {
        await tx`set local session_replication_role = replica`;
        await work(tx as unknown as typeof sql);
      });
    await past(change);
    const said = await verify(page, hash);
    await past(async (tx) => {
      await tx`delete from audit_entries where organization_id = ${id}`;
      await tx`insert into audit_entries ${tx(entries)}`;
      await tx`delete from audit_heads where organization_id = ${id}`;
      await tx`insert into audit_heads ${tx([head as Entry])}`;
    });
    return said;
  };
  const of = (entry: Entry, change: Partial<Record<string, unknown>> = {}) => {
    const now = { ...entry, ...change } as Entry;
    return {
      ...now,
      hash: chainHash(now.previous_hash, {
        organizationId: id,
        sequence: now.sequence,
        at: now.at as Date,
        adminId: now.admin_id as number | null,
        action: now.action as string,
        batchId: now.batch_id as string | null,
        details: now.details,
        address: now.address as string | null,
      }),
    };
  };
  const at = (sequence: number) => entries[sequence - 1] as Entry;
  /** From an entry on, everything written anew so that it fits; the head as well, if asked. */
  const rewrite = (from: number, to: number, withHead: boolean) => async (tx: typeof sql) => {
    let before = at(from - 1).hash;
    const anew = entries.slice(from - 1, to).map((entry) => {
      const written = of(entry, { previous_hash: before, ...(entry.sequence === from ? { admin_id: null } : {}) });
      before = written.hash;
      return written;
    });
    await tx`delete from audit_entries where organization_id = ${id} and sequence >= ${from}`;
    await tx`insert into audit_entries ${tx(anew)}`;
    if (withHead) await tx`update audit_heads set sequence = ${to}, hash = ${before} where organization_id = ${id}`;
  };

  for (const column of [
    "at = at + interval '1 millisecond'",
    "at = at + interval '1 microsecond'",
    "admin_id = 1",
    "action = 'batch.stopped'",
    "batch_id = gen_random_uuid()",
    `details = '{"a":1}'`,
    "address = '10.9.9.9'",
    "hash = previous_hash",
  ])
    expect(
      await tamper(
        (tx) => tx`update audit_entries set ${tx.unsafe(column)} where organization_id = ${id} and sequence = 7`,
      ),
      column,
    ).toContain("Entry 7 was changed");
  expect(
    await tamper(
      (tx) =>
        tx`update audit_entries set hash = ${of(at(7), { address: "x" }).hash}, address = 'x' where organization_id = ${id} and sequence = 7`,
    ),
  ).toContain("Entry 7 was changed");
  expect(await tamper((tx) => tx`delete from audit_entries where organization_id = ${id} and sequence = 1`)).toContain(
    "Entries 1 to 1 are missing",
  );
  expect(
    await tamper((tx) => tx`delete from audit_entries where organization_id = ${id} and sequence in (4, 5)`),
  ).toContain("Entries 4 to 5 are missing");
  // The first break is the one that is named.
  expect(
    await tamper((tx) => tx`delete from audit_entries where organization_id = ${id} and sequence in (9, 15)`),
  ).toContain("Entries 9 to 9 are missing");
  expect(
    await tamper((tx) => tx`delete from audit_entries where organization_id = ${id} and sequence > ${last - 2}`),
  ).toContain(`The end was cut off: entries ${last - 1} to ${last} are missing`);
  expect(await tamper((tx) => tx`delete from audit_entries where organization_id = ${id}`)).toContain(
    `entries 1 to ${last} are missing`,
  );
  // The head was set back, but the entries are there; the last entries were written anew, but not the head.
  expect(
    await tamper(
      (tx) =>
        tx`update audit_heads set sequence = ${last - 1}, hash = ${at(last - 1).hash} where organization_id = ${id}`,
    ),
  ).toContain(`The last entry, ${last}, is not the one`);
  expect(await tamper((tx) => tx`delete from audit_heads where organization_id = ${id}`)).toContain(
    `The last entry, ${last}, is not the one that was appended`,
  );
  expect(await tamper(rewrite(last - 2, last, false))).toContain(`The last entry, ${last}, is not the one`);

  // Everything made to fit, head included: only what left the database knows. A certificate here, the mail's hash there.
  expect(await tamper(rewrite(3, last, true))).toContain(
    `Entry ${mailedEntry} is not the one that a signed certificate knows`,
  );
  const cut = async (tx: typeof sql) => {
    await tx`delete from audit_entries where organization_id = ${id} and sequence >= ${mailedEntry}`;
    await tx`update audit_heads set sequence = ${mailedEntry - 1}, hash = ${at(mailedEntry - 1).hash} where organization_id = ${id}`;
  };
  expect(await tamper(cut)).toContain(`The end was cut off: entries ${mailedEntry} to ${mailedEntry} are missing`);
  const cutAndForget = async (tx: typeof sql) => {
    await cut(tx);
    await tx`delete from certificates where organization_id = ${id}`;
  };
  expect(await tamper(cutAndForget, mailed)).toContain("No entry has the hash you gave");
  expect(await tamper(cut)).toContain(`The chain is whole: all ${mailedEntry - 1} entries`);

  expect(await verify(page)).toContain("The chain is whole");
});
