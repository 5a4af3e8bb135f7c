// Find deleted users (spec 7): one address or ID as typed, or a list; from there Allow reuse and Restore, once, and no way to probe.
import type { Sql } from "@/db/client";
import { contentOf, csv, expectAccessible } from "./dialog";
import { expect, type Page, type TestOrganization, test } from "./fixtures";
import { listOf, runListUntil, uploadFindList } from "./lists-in-hand";
import { csvOf, named, order, proofOf, runUntil, upload } from "./orders";
import { expectTotalsWhole } from "./whole";

const PAGE = "/authenticate/automate-user-management#find-deleted-users";
const pathOf = (listId: string) => `/authenticate/automate-user-management/find-deleted-users/${listId}`;

const section = (page: Page) => page.locator("#find-deleted-users");
async function lookUp(page: Page, value: string) {
  await section(page).getByLabel("E-mail address or ID").fill(value);
  await section(page).getByRole("button", { name: "Find", exact: true }).click();
}

/** An organization whose first `gone` learners have been deleted; the batch's file is leavers.csv. */
async function withDeleted(
  {
    organizationWith,
    cron,
  }: { organizationWith: (plan: object) => Promise<TestOrganization>; cron: () => Promise<unknown> },
  learners: number,
  gone: number,
) {
  const organization = await organizationWith({ learners: named(learners) });
  const batchId = await order(cron, organization, csvOf(organization.learners.slice(0, gone)));
  await runUntil(cron, organization, batchId, "completed");
  return { organization, batchId, deleted: organization.learners.slice(0, gone) };
}

async function auditOf(sql: Sql, { id }: TestOrganization, like: string) {
  return sql<{ action: string; details: string; batchId: string | null; adminId: number }[]>`
    select action, details, batch_id as "batchId", admin_id as "adminId" from audit_entries
    where organization_id = ${id} and action like ${like} order by sequence`;
}

test("one address or ID says whether, when, by which batch and on whose order; another organization's is nobody's", async ({
  page,
  signIn,
  organizationWith,
  cron,
  sql,
}) => {
  const { organization, batchId, deleted } = await withDeleted({ organizationWith, cron }, 5, 2);
  const stranger = await withDeleted({ organizationWith, cron }, 2, 1);
  const [ann] = deleted;
  await sql`update tombstones set deleted_at = '2026-03-09T12:00:00Z' where organization_id = ${organization.id}`;
  // The stranger has an address of its own that nobody here ever had.
  await sql`update deletion_batches set file_name = 'strangers.csv' where organization_id = ${stranger.organization.id}`;
  const foreign = `only-there@${stranger.organization.domain}`;
  const { writeTombstones } = await import("@/lib/tombstones");
  const { transaction } = await import("@/db/client");
  await transaction((tx) =>
    writeTombstones(tx, stranger.organization.id, stranger.batchId, [{ email: foreign, userId: "ONLY-THERE" }]),
  );

  await signIn(page, organization.admin.email);
  await page.goto(PAGE);
  for (const typed of [ann?.email?.toUpperCase(), ` ${ann?.email} `, ann?.userId]) {
    await lookUp(page, typed ?? "");
    await expect(section(page)).toContainText(`${typed?.trim()} was deleted 9 Mar, 19:00`);
    await expect(section(page)).toContainText(`on the order of ${organization.admin.name}`);
    await expect(section(page).getByRole("link", { name: "leavers.csv" })).toHaveAttribute(
      "href",
      `/authenticate/automate-user-management/batches/${batchId}`,
    );
  }
  await expectAccessible(page, "#find-deleted-users");
  for (const typed of [foreign, "ONLY-THERE", "nobody@nowhere.example", organization.learners[3]?.email ?? ""]) {
    await lookUp(page, typed);
    await expect(section(page)).toContainText(`${typed} was not deleted`);
    await expect(section(page)).not.toContainText("strangers.csv");
  }
  await expect(section(page)).toContainText("There is an account with this address or ID now.");
  await lookUp(page, "ann＠example.com");
  await expect(section(page)).toContainText("Nothing was looked up");
  await lookUp(page, "   ");
  await expect(section(page)).toContainText("Nothing to look for");

  // Each look-up is in the audit log, and what was typed is not.
  const entries = await auditOf(sql, organization, "deleted_users.%");
  expect(entries.map(({ details }) => details)).toEqual([
    ...Array(3).fill('{"deleted":true}'),
    ...Array(4).fill('{"deleted":false}'),
  ]);
});

test("the sixty-first look-up within the hour is refused, and says for how long", async ({
  page,
  signIn,
  organizationWith,
  cron,
}) => {
  const { organization, deleted } = await withDeleted({ organizationWith, cron }, 2, 1);
  await signIn(page, organization.admin.email);
  await page.goto(PAGE);
  for (let n = 0; n < 60; n++) {
    await lookUp(page, `somebody-${n}@x.example`);
    await expect(section(page)).toContainText(`somebody-${n}@x.example was not deleted`);
  }
  await lookUp(page, deleted[0]?.email ?? "");
  await expect(section(page)).toContainText("Too many look-ups");
  await expect(section(page)).toContainText(/Try again in \d+ minutes/);
  await expect(section(page).locator(".notice")).toHaveCount(1);
  // Another admin of the organization is not kept out by it.
  const { lookUp: find } = await import("@/lib/finding");
  expect((await find(proofOf(organization, organization.admin2), deleted[0]?.email ?? "")).code).toBe("answered");
});

test("from a look-up: Restore makes the account at once, empty, in the default group; Allow reuse only sets free", async ({
  page,
  signIn,
  organizationWith,
  cron,
  sql,
}) => {
  const { organization, deleted } = await withDeleted({ organizationWith, cron }, 6, 2);
  const [ann, bob] = deleted;
  await signIn(page, organization.admin.email);
  await page.goto(PAGE);
  await lookUp(page, ann?.email ?? "");
  await section(page).getByRole("button", { name: "Restore", exact: true }).click();
  const asks = page.getByRole("alertdialog", { name: "Restore 1 user?" });
  await expect(asks).toContainText("Learning data is gone for good");
  await expectAccessible(page);
  await asks.getByRole("button", { name: "Cancel" }).click();
  await expect(asks).toHaveCount(0);
  await section(page).getByRole("button", { name: "Restore", exact: true }).click();
  await asks.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(page.getByText(`${ann?.email} is restored, without learning data.`)).toBeVisible();
  await expect(section(page)).toContainText(`${ann?.email} was not deleted`);

  await lookUp(page, bob?.userId ?? "");
  await section(page).getByRole("button", { name: "Allow reuse", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Allow reuse", exact: true }).click();
  await expect(page.getByText(`${bob?.userId} can be used again.`)).toBeVisible();

  const [restored] = await sql`
    select l.name, l.primary_email_address, l.unique_user_id, l.courses, l.completions, l.seconds_viewed, l.memberships,
      array(select g.name || ' ' || g.is_default from group_memberships m join groups g on g.organization_id = m.organization_id and g.id = m.group_id
        where m.organization_id = l.organization_id and m.learner_id = l.id) as groups
    from learners l where organization_id = ${organization.id} and normalized_email = ${ann?.email ?? ""}`;
  expect(restored).toMatchObject({
    name: ann?.email,
    unique_user_id: null,
    courses: 0,
    completions: 0,
    seconds_viewed: 0,
    memberships: 1,
  });
  expect(restored?.groups).toEqual([expect.stringMatching(/ true$/)]);
  await expectTotalsWhole(sql, organization.id);
  const [left] = await sql`
    select count(*)::int as tombstones, (select count(*)::int from learners where organization_id = ${organization.id}) as learners
    from tombstones where organization_id = ${organization.id}`;
  expect(left).toEqual({ tombstones: 0, learners: 5 });
  const entries = await auditOf(sql, organization, "deleted_users.re%");
  expect(entries.map(({ action, details, adminId }) => [action, details, adminId])).toEqual([
    ["deleted_users.restored", '{"users":1}', organization.admin.id],
    ["deleted_users.reuse_allowed", '{"users":1}', organization.admin.id],
  ]);
  await page.goto(`/users?q=${encodeURIComponent(ann?.email ?? "")}`);
  await expect(page.getByText(ann?.email ?? "").first()).toBeVisible();
});

test("the kept CSV: each row says deleted or not; filter, paging; Restore of all; Done drops what was uploaded", async ({
  page,
  signIn,
  organizationWith,
  cron,
  sql,
}) => {
  test.setTimeout(150_000);
  const { organization, deleted } = await withDeleted({ organizationWith, cron }, 70, 60);
  await signIn(page, organization.admin.email);
  await page.goto(PAGE);
  await section(page).getByRole("button", { name: "Upload CSV" }).click();
  const dialog = page.getByRole("dialog", { name: "Upload CSV to find deleted users" });
  await expect(dialog.getByRole("button", { name: "Continue" })).toBeDisabled();
  await expectAccessible(page);
  const lines = [
    "Name;Primary_Email_Address;unique_id",
    ...deleted.map(({ email, userId }, n) => (n % 2 ? `Person ${n};${email};` : `;;${userId}`)),
    ...organization.learners.slice(60, 65).map(({ email }) => `;${email};`),
    ";nobody@nowhere.example;",
    ";no-address;",
  ];
  await dialog.locator("input[type=file]").setInputFiles(csv(lines.join("\r\n"), "kept.csv"));
  await dialog.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/find-deleted-users\/[0-9a-f-]{36}$/);
  const listId = page.url().split("/").at(-1) ?? "";
  await expect(page.getByRole("heading", { name: /kept\.csv/ })).toBeVisible();
  await expect(page.getByRole("region", { name: "What was found" })).toContainText("60");
  const rows = page.getByRole("table", { name: "Rows of the file" }).locator("tbody tr");
  await expect(rows).toHaveCount(50);
  await expect(rows.first()).toContainText("leavers.csv");
  await expect(rows.first()).toContainText(`Ordered by ${organization.admin.name}`);
  await expectAccessible(page, "main");

  await page.getByRole("link", { name: /^Not deleted/ }).click();
  await expect(rows).toHaveCount(6);
  await page.getByRole("link", { name: /^Invalid/ }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("This is not an e-mail address.");
  await page.getByRole("link", { name: /^Deleted/ }).click();
  await page.getByRole("link", { name: "Next page" }).first().click();
  await expect(rows).toHaveCount(10);
  await page.getByRole("link", { name: "Previous page" }).first().click();
  await expect(rows).toHaveCount(50);

  // Chosen ones first: reuse for two.
  await page.getByRole("checkbox", { name: "Choose row 2", exact: true }).check();
  await page.getByRole("checkbox", { name: "Choose row 3", exact: true }).check();
  await page.getByRole("button", { name: "Allow reuse of 2…" }).click();
  await page
    .getByRole("alertdialog", { name: "Allow reuse for 2 users?" })
    .getByRole("button", { name: "Allow reuse" })
    .click();
  await expect(page.getByRole("link", { name: /^Reuse allowed 2/ })).toBeVisible({ timeout: 30_000 });
  await page.getByRole("button", { name: "Restore all 58…" }).click();
  await page.getByRole("alertdialog", { name: "Restore 58 users?" }).getByRole("button", { name: "Restore" }).click();
  await expect(page.getByRole("link", { name: /^Restored 58/ })).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page, "main");

  const [there] = await sql`
    select count(*)::int as learners, count(*) filter (where name like 'Person %')::int as named from learners where organization_id = ${organization.id}`;
  expect(there).toEqual({ learners: 10 + 58, named: 29 });
  await expectTotalsWhole(sql, organization.id);
  const [tombstones] =
    await sql`select count(*)::int as count from tombstones where organization_id = ${organization.id}`;
  expect(tombstones?.count).toBe(0);
  const [restored] = (await auditOf(sql, organization, "deleted_users.restored")).map(({ details }) =>
    JSON.parse(details),
  );
  expect(restored).toMatchObject({ list: listId, ordered: 58, users: 58, batchCount: 1 });

  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download as CSV" }).click(),
  ]);
  const text = await contentOf(file);
  expect(text.split("\r\n")[0]).toBe("\ufeffrow_number;primary_email_address;unique_user_id;outcome;message");
  expect(text).toContain("Restored, without learning data.");

  await page.getByRole("button", { name: "Done", exact: true }).click();
  await expect(page).toHaveURL(/#find-deleted-users$/);
  await expect(async () => {
    await cron();
    const [left] = await sql`select count(*)::int as count from list_rows where organization_id = ${organization.id}`;
    expect(left?.count).toBe(0);
  }).toPass({ timeout: 30_000 });
  await page.goto(pathOf(listId));
  await expect(page.getByRole("heading", { name: "What was uploaded is removed" })).toBeVisible();
  await expectAccessible(page, "main");
});

test("our own files go in as they are: the list to keep and the results file", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(6), learningData: false });
  const batchId = await upload(
    organization,
    csvOf([...organization.learners.slice(0, 3), { email: "=x@evil.example" }]),
  );
  await runUntil(cron, organization, batchId, "ready");
  const { openBatchFile } = await import("@/lib/results");
  const download = async (file: "copy" | "results") => {
    const opened = await openBatchFile(proofOf(organization), batchId, file, "en");
    if (typeof opened === "string") throw new Error(opened);
    return Buffer.from(await new Response(opened.body).arrayBuffer());
  };
  const copy = await download("copy");
  await sql`update safeguards set brake_percent = 100 where organization_id = ${organization.id}`;
  const { confirm } = await import("./orders");
  expect((await confirm(organization, batchId)).ok).toBe(true);
  await runUntil(cron, organization, batchId, "completed_with_errors");
  const listId = await uploadFindList(organization, copy);
  await runListUntil(cron, organization, listId, "ready");
  expect((await listOf(organization, listId))?.counts).toEqual({ deleted: 3, not_deleted: 1 });
  const { orderFound } = await import("@/lib/finding");
  expect(await orderFound(proofOf(organization), listId, { deed: "restore", rows: null, count: 3 })).toEqual({
    ok: true,
  });
  await runListUntil(cron, organization, listId, "ready");
  // Their names are in the list to keep.
  const names = await sql<{ name: string }[]>`
    select name from learners where organization_id = ${organization.id} and normalized_email = any(${organization.learners.slice(0, 3).map(({ email }) => email ?? "")}::text[])`;
  expect(names.map(({ name }) => name).sort()).toEqual(
    organization.learners
      .slice(0, 3)
      .map(({ name }) => name)
      .sort(),
  );
  const results = await uploadFindList(organization, await download("results"));
  await runListUntil(cron, organization, results, "ready");
  expect((await listOf(organization, results))?.counts).toEqual({ not_deleted: 1 });
  const [row] =
    await sql`select email from list_rows where organization_id = ${organization.id} and list_id = ${results}`;
  expect(row?.email).toBe("=x@evil.example");
});

test("a file that does not pass ends as Terminated with its reasons; nothing is looked up", async ({
  page,
  signIn,
  organizationWith,
  cron,
}) => {
  const organization = await organizationWith({ learners: 2, learningData: false });
  const listId = await uploadFindList(organization, "name,group\nx,y\n");
  await runListUntil(cron, organization, listId, "terminated");
  await signIn(page, organization.admin.email);
  await page.goto(pathOf(listId));
  await expect(page.getByRole("heading", { name: "Nothing was looked up" })).toBeVisible();
  await expect(page.locator("main")).toContainText("The header primary_email_address is missing");
  await expectAccessible(page, "main");
});

test("two tabs, two lists, overlapping runs: everybody is restored once, and whose address is taken is left out", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const { organization, deleted } = await withDeleted({ organizationWith, cron }, 30, 20);
  const { orderFound } = await import("@/lib/finding");
  const proof = proofOf(organization);
  // Ann's address is somebody else's by now; Bob is in the file three times; Cyd's row names Dee's ID.
  const [ann, bob, cyd, dee, ...others] = deleted;
  await sql`
    insert into learners (organization_id, name, primary_email_address, normalized_email, search_text, sort_name)
    values (${organization.id}, 'Another', ${ann?.email ?? ""}, ${ann?.email ?? ""}, 'another', 'another')`;
  await sql`insert into report_totals (organization_id, month, learners) values (${organization.id}, 'all', 1)`;
  const text = csvOf([
    ann ?? {},
    bob ?? {},
    { email: bob?.email?.toUpperCase() },
    { userId: bob?.userId },
    { email: cyd?.email, userId: dee?.userId },
    { email: dee?.email, userId: "unheard-of" },
    ...others,
  ]);
  const first = await uploadFindList(organization, text);
  const second = await uploadFindList(organization, text, organization.admin2);
  for (const list of [first, second]) await runListUntil(cron, organization, list, "ready");
  expect((await listOf(organization, first))?.counts).toEqual({ deleted: 22 });
  const all = { deed: "restore", rows: null, count: 22 } as const;
  // What was shown is what is ordered; only the uploader orders; a second tab's order is told.
  expect(await orderFound(proof, first, { ...all, count: 21 })).toEqual({ ok: false, code: "count_differs" });
  expect(await orderFound(proofOf(organization, organization.admin2), first, all)).toEqual({
    ok: false,
    code: "not_uploader",
  });
  const answers = await Promise.all([orderFound(proof, first, all), orderFound(proof, first, all)]);
  expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
  expect((await orderFound(proofOf(organization, organization.admin2), second, all)).ok).toBe(true);
  await expect(async () => {
    await Promise.all(Array.from({ length: 6 }, cron));
    expect([(await listOf(organization, first))?.state, (await listOf(organization, second))?.state]).toEqual([
      "ready",
      "ready",
    ]);
  }).toPass({ timeout: 60_000 });

  const rows = await sql<{ list: string; row: number; outcome: string; reason: string | null; same: number | null }[]>`
    select list_id as list, row_number as row, outcome, reason, same_as_row as same from list_rows
    where organization_id = ${organization.id} and row_number < 8 order by list_id = ${first} desc, row_number`;
  for (const list of [first, second]) {
    const mine = rows.filter((row) => row.list === list);
    expect(mine[0]).toMatchObject({ outcome: "deleted", reason: "exists" });
    expect(mine[4]).toMatchObject({ outcome: "deleted", reason: "two_learners" });
    expect(mine[5]).toMatchObject({ outcome: "deleted", reason: "one_leads_nowhere" });
    // Bob's three rows: restored with the first of them, or found to be there already, all alike.
    expect(new Set(mine.slice(1, 4).map(({ outcome }) => outcome)).size).toBe(1);
  }
  const [there] = await sql`select count(*)::int as learners from learners where organization_id = ${organization.id}`;
  expect(there?.learners).toBe(10 + 1 + 1 + others.length);
  await expectTotalsWhole(sql, organization.id);
  const [tombstones] =
    await sql`select count(*)::int as count from tombstones where organization_id = ${organization.id}`;
  expect(tombstones?.count).toBe(3);
});

test("a restored person can be deleted again, and Add users takes an address that was set free", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const { organization, deleted } = await withDeleted({ organizationWith, cron }, 6, 2);
  const [ann, bob] = deleted;
  const { doForOne, lookUp: find } = await import("@/lib/finding");
  const { addUser } = await import("@/lib/adding");
  const proof = proofOf(organization);
  const add = (email: string) => addUser(proof, { email, userId: "", name: "", groups: "", createGroups: false });
  expect(await add(bob?.email?.toUpperCase() ?? "")).toMatchObject({ ok: false, code: "tombstoned" });
  expect(await doForOne(proof, "reuse", bob?.email ?? "")).toEqual({ ok: true });
  expect(await doForOne(proof, "reuse", bob?.email ?? "")).toEqual({ ok: false, code: "not_deleted" });
  expect(await add(bob?.email ?? "")).toMatchObject({ ok: true });

  const twice = await Promise.all([1, 2, 3].map(() => doForOne(proof, "restore", ann?.email ?? "")));
  expect(twice.filter(({ ok }) => ok)).toHaveLength(1);
  const again = await order(cron, organization, csvOf([{ email: ann?.email }]));
  await runUntil(cron, organization, again, "completed");
  expect(await find(proof, ann?.email ?? "")).toMatchObject({ deletion: { batchId: again } });
  await expectTotalsWhole(sql, organization.id);
});

test("another organization adds a deleted address, and neither learns of the other", async ({
  organizationWith,
  cron,
}) => {
  const { deleted } = await withDeleted({ organizationWith, cron }, 3, 1);
  const other = await organizationWith({ learners: 1, learningData: false });
  const { addUser } = await import("@/lib/adding");
  const { lookUp: find } = await import("@/lib/finding");
  const email = deleted[0]?.email ?? "";
  expect(await find(proofOf(other), email)).toEqual({ code: "answered", deletion: null, account: false });
  const added = await addUser(proofOf(other), { email, userId: "", name: "", groups: "", createGroups: false });
  expect(added).toMatchObject({ ok: true });
  const listId = await uploadFindList(other, csvOf(deleted));
  await runListUntil(cron, other, listId, "ready");
  expect((await listOf(other, listId))?.counts).toEqual({ not_deleted: 1 });
});

test("sub admins are shown the door, and another organization's list is as if it did not exist", async ({
  browser,
  app,
  signIn,
  organizationWith,
  cron,
}) => {
  const organization = await organizationWith({ learners: 2, learningData: false });
  const other = await organizationWith({ learners: 1, learningData: false });
  const listId = await uploadFindList(organization, csvOf(organization.learners));
  await runListUntil(cron, organization, listId, "ready");
  const visit = async (email: string) => {
    const page = await (await browser.newContext({ baseURL: app, locale: "en-GB" })).newPage();
    await signIn(page, email);
    return page;
  };
  const sub = await visit(organization.subadmin.email);
  for (const path of [pathOf(listId), `${pathOf(listId)}/results.csv`, "/authenticate/retained-references"])
    expect((await sub.request.get(path)).status(), path).toBe(403);
  const stranger = await visit(other.admin.email);
  for (const path of [pathOf(listId), `${pathOf(listId)}/results.csv`])
    expect((await stranger.request.get(path)).status(), path).toBe(404);
  const { orderFound } = await import("@/lib/finding");
  expect((await orderFound(proofOf(other), listId, { deed: "reuse", rows: null, count: 1 })).ok).toBe(false);
  await stranger.close();
  await sub.close();
});

test("what was uploaded goes after a day by itself", async ({ organizationWith, cron, sql }) => {
  const organization = await organizationWith({ learners: named(3), learningData: false });
  const listId = await uploadFindList(organization, csvOf(organization.learners));
  await runListUntil(cron, organization, listId, "ready");
  await sql`update lists set ready_at = ready_at - interval '25 hours' where organization_id = ${organization.id}`;
  await sql`update due_work set due_at = due_at - interval '25 hours' where organization_id = ${organization.id}`;
  await runListUntil(cron, organization, listId, "expired");
  await expect(async () => {
    await cron();
    const [left] = await sql`
      select (select count(*)::int from list_rows where organization_id = ${organization.id}) as rows,
        (select count(*)::int from upload_slices where organization_id = ${organization.id}) as slices`;
    expect(left).toEqual({ rows: 0, slices: 0 });
  }).toPass({ timeout: 30_000 });
});

test("in Indonesian, with the keyboard", async ({ page, app, signIn, organizationWith, cron }) => {
  const { organization, deleted } = await withDeleted({ organizationWith, cron }, 3, 1);
  await signIn(page, organization.admin.email);
  await page.context().addCookies([{ name: "language", value: "id", url: app }]);
  await page.goto(PAGE);
  await section(page)
    .getByLabel("Alamat email atau ID")
    .fill(deleted[0]?.email ?? "");
  await page.keyboard.press("Enter");
  await expect(section(page)).toContainText(`${deleted[0]?.email} telah dihapus`);
  await section(page).getByRole("button", { name: "Pulihkan" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alertdialog", { name: "Pulihkan 1 pengguna?" })).toContainText(
    "Data pembelajaran hilang selamanya",
  );
  await page.keyboard.press("Escape");
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  const listId = await uploadFindList(organization, csvOf(deleted));
  await runListUntil(cron, organization, listId, "ready");
  await page.goto(pathOf(listId));
  await expect(page.locator("main")).toContainText("dihapus, dari 1 baris");
  await expectAccessible(page, "main");
});
