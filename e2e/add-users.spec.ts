// Add users (spec 7 end, 8): by form and by file; what is refused, with its reason and place; never twice, never over a tombstone.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { type Sql, transaction } from "@/db/client";
import { addUser } from "@/lib/adding";
import * as lists from "@/lib/lists";
import { writeTombstones } from "@/lib/tombstones";
import { contentOf, csv, dialog, expectAccessible, offer, PAGE, press } from "./dialog";
import { expect, type Page, type TestOrganization, test } from "./fixtures";
import {
  ADDING_HEADER,
  addByFile,
  addingCsv,
  listOf,
  orderForMyself,
  readyList,
  resultsOf,
  rowsOf,
  runListUntil,
  turnsOf,
  uploadList,
} from "./lists";
import { csvOf, order, proofOf, runUntil } from "./orders";
import { expectTotalsWhole } from "./whole";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const RUNNER = fileURLToPath(new URL("list-runner-process.ts", import.meta.url));
const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const NOTHING = { email: "", userId: "", name: "", groups: "", createGroups: false };

type Learner = { name: string; email: string | null; userId: string | null; memberships: number; groups: string[] };
const learnersNamed = (sql: Sql, { id }: TestOrganization, emails: string[]) => sql<Learner[]>`
  select l.name, l.primary_email_address as email, l.unique_user_id as "userId", l.memberships,
    array(select g.name from group_memberships m join groups g on g.organization_id = m.organization_id and g.id = m.group_id
      where m.organization_id = l.organization_id and m.learner_id = l.id order by g.name) as groups
  from learners l where l.organization_id = ${id} and l.normalized_email = any(${emails}::text[]) order by l.id`;
const countOf = async (sql: Sql, { id }: TestOrganization): Promise<number> =>
  (await sql<{ count: number }[]>`select count(*) as count from learners where organization_id = ${id}`)[0]?.count ??
  -1;
const actionsOf = async (sql: Sql, { id }: TestOrganization): Promise<string[]> =>
  (
    await sql<{ action: string }[]>`select action from audit_entries where organization_id = ${id} order by sequence`
  ).map(({ action }) => action);

/** An organization one of whose learners has been deleted, by a batch. */
async function withOneDeleted(
  organizationWith: (plan: object) => Promise<TestOrganization>,
  cron: () => Promise<unknown>,
  person: { email: string | null; userId: string | null },
) {
  const organization = await organizationWith({ learners: [person, {}, {}, {}] });
  const batchId = await order(cron, organization, csvOf([person]));
  await runUntil(cron, organization, batchId, "completed");
  return { organization, batchId };
}

const openForm = async (page: Page) => {
  await page.goto(`${PAGE}#add-users`);
  await page.getByRole("button", { name: "Add a user" }).click();
  await expect(dialog(page)).toBeVisible();
};
const fill = (page: Page, label: string, text: string) => dialog(page).getByLabel(label, { exact: true }).fill(text);

test("the form adds a user in groups, and refuses with the reason beside its field", async ({
  page,
  signIn,
  organizationWith,
  cron,
  sql,
}) => {
  const { organization, batchId } = await withOneDeleted(organizationWith, cron, {
    email: "gone@people.example",
    userId: "G-1",
  });
  const there = organization.learners[1];
  await signIn(page, organization.admin.email);
  await openForm(page);
  await expectAccessible(page);

  await press(page, "Add user");
  await expect(dialog(page).getByText("Fill in the e-mail address or the ID.")).toBeVisible();
  await expect(dialog(page).getByLabel("E-mail address")).toBeFocused();
  await expectAccessible(page);
  await fill(page, "E-mail address", "no address");
  await press(page, "Add user");
  await expect(dialog(page).getByText("The e-mail address has a space in it. Nobody was added.")).toBeVisible();
  await fill(page, "E-mail address", there?.email?.toUpperCase() ?? "");
  await press(page, "Add user");
  await expect(dialog(page).getByText("A user with this e-mail address is already there.")).toBeVisible();

  // Somebody deleted: by the address in other letters, and by the ID alone.
  await fill(page, "E-mail address", " GONE@People.Example ");
  await press(page, "Add user");
  await expect(dialog(page).getByText(/^This user was deleted on/)).toBeVisible();
  await expect(dialog(page).getByText(batchId.slice(0, 8))).toBeVisible();
  await expect(dialog(page).getByText(/you need the CSV kept from then/)).toBeVisible();
  await expectAccessible(page);
  await fill(page, "E-mail address", "");
  await fill(page, "ID", " G-1 ");
  await press(page, "Add user");
  await expect(dialog(page).getByText(/To use this ID again/)).toBeVisible();

  // A group that is not there yet is made only when that is said.
  await fill(page, "ID", "N-77");
  await fill(page, "E-mail address", "Nia.Baru@people.example");
  await fill(page, "Name", "  Nia \t Baru ");
  await fill(page, "Groups", "sales, Night shift");
  await press(page, "Add user");
  await expect(dialog(page).getByText("This group is not there yet")).toBeVisible();
  await expectAccessible(page);
  expect(await countOf(sql, organization)).toBe(3);
  await dialog(page).getByLabel("Create Night shift").check();
  await press(page, "Add user");
  await expect(page.getByText("Nia Baru is added")).toBeVisible();
  await expect(dialog(page)).toBeHidden();
  expect([...(await learnersNamed(sql, organization, ["nia.baru@people.example"]))]).toEqual([
    {
      name: "Nia Baru",
      email: "Nia.Baru@people.example",
      userId: "N-77",
      memberships: 2,
      groups: ["Night shift", "Sales"],
    },
  ]);
  expect((await actionsOf(sql, organization)).filter((action) => action === "user.added")).toHaveLength(1);
  await expectTotalsWhole(sql, organization.id);
});

test("the way from the form's refusal leads to Find deleted users", async ({
  page,
  signIn,
  organizationWith,
  cron,
}) => {
  const { organization } = await withOneDeleted(organizationWith, cron, { email: "gone@people.example", userId: null });
  await signIn(page, organization.admin.email);
  await openForm(page);
  await fill(page, "E-mail address", "gone@people.example");
  await press(page, "Add user");
  await dialog(page).getByRole("button", { name: "Find deleted users" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(page).toHaveURL(/#find-deleted-users$/);
});

const WORDS = {
  en: {
    upload: "Upload CSV",
    template: "Download CSV template to add users",
    continue: "Continue",
    headline: "3 of 8 rows will add a user. 5 rows will not.",
    groups: "1 new group will be created",
    exists: /^Already there/,
    same: "Same as row 2.",
    tombstoned: /^Deleted earlier/,
    add: "Add 3 users",
    done: "3 users added",
    results: "Download the results file",
    close: "Close",
    kept: "3 added, 5 not",
    message: "A user with this e-mail address is already there.",
  },
  id: {
    upload: "Unggah CSV",
    template: "Unduh templat CSV untuk menambah pengguna",
    continue: "Lanjutkan",
    headline: "3 dari 8 baris akan menambahkan pengguna. 5 baris lainnya tidak.",
    groups: "1 grup baru akan dibuat",
    exists: /^Sudah ada/,
    same: "Sama dengan baris 2.",
    tombstoned: /^Pernah dihapus/,
    add: "Tambahkan 3 pengguna",
    done: "3 pengguna ditambahkan",
    results: "Unduh file hasil",
    close: "Tutup",
    kept: "3 ditambahkan, 5 tidak",
    message: "Pengguna dengan alamat email ini sudah ada.",
  },
};

for (const language of ["en", "id"] as const) {
  test(`a file through the browser, in ${language}: preview, adding, results`, async ({
    page,
    context,
    app,
    signIn,
    organizationWith,
    cron,
    sql,
  }) => {
    const words = WORDS[language];
    const { organization } = await withOneDeleted(organizationWith, cron, {
      email: "gone@people.example",
      userId: "G-1",
    });
    const [, one, two] = organization.learners;
    await signIn(page, organization.admin.email);
    await context.addCookies([{ name: "language", value: language, url: app }]);
    await page.goto(`${PAGE}#add-users`);
    await page.getByRole("button", { name: words.upload }).click();
    await expect(dialog(page)).toBeVisible();
    await expectAccessible(page);
    const [template] = await Promise.all([
      page.waitForEvent("download"),
      dialog(page).getByRole("link", { name: words.template }).click(),
    ]);
    expect(template.suggestedFilename()).toBe("add_users_template.csv");
    const delimiter = language === "id" ? ";" : ",";
    expect(await contentOf(template)).toBe(`\ufeff${ADDING_HEADER.replaceAll(",", delimiter)}\r\n`);

    await offer(
      page,
      csv(
        addingCsv(
          'Ann@people.example,A-1,"Lee, Ann","Sales, New shift"',
          ",A-2,Only ID,",
          "plain@people.example,,,",
          "ann@PEOPLE.example,A-9,Twice,",
          "gone@PEOPLE.example,,Gone,",
          `${one?.email},,There,`,
          `${one?.email},${two?.userId},Two people,`,
          "no address,,Bad,",
        ),
        "new-people.csv",
      ),
    );
    await press(page, words.continue);
    const preview = dialog(page);
    await expect(preview.locator(".headline")).toHaveText(words.headline);
    await expect(preview.getByText(words.groups)).toBeVisible();
    await expect(preview.getByText("New shift", { exact: true })).toBeVisible();
    await expectAccessible(page);
    await preview.getByRole("tab", { name: words.exists }).click();
    await expect(preview.getByRole("cell", { name: words.same })).toBeVisible();
    await preview.getByRole("tab", { name: words.tombstoned }).click();
    await expectAccessible(page);
    expect(await countOf(sql, organization), "a preview adds nobody").toBe(3);

    // A reload comes back to the same preview.
    await page.reload();
    await expect(preview.locator(".headline")).toHaveText(words.headline);
    await press(page, words.add);
    await expect(preview.getByRole("heading", { name: words.done })).toBeVisible();
    await expectAccessible(page);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      preview.getByRole("link", { name: words.results }).click(),
    ]);
    const results = (await contentOf(download)).split("\r\n");
    expect(results[0]).toBe("\ufeffrow_number,primary_email_address,unique_user_id,name,groups,outcome,message");
    expect(results.slice(1).map((line) => line.split(",")[0])).toEqual(["5", "6", "7", "8", "9", ""]);
    expect(results.find((line) => line.startsWith("7,"))).toContain(words.message);
    await press(page, words.close);
    await expect(page.locator("#add-users").getByText(words.kept).first()).toBeVisible();
    await expectAccessible(page, "main");

    const added = await learnersNamed(sql, organization, ["ann@people.example", "plain@people.example"]);
    expect([...added]).toEqual([
      { name: "Lee, Ann", email: "Ann@people.example", userId: "A-1", memberships: 2, groups: ["New shift", "Sales"] },
      {
        name: "plain@people.example",
        email: "plain@people.example",
        userId: null,
        memberships: 1,
        groups: ["New starters"],
      },
    ]);
    expect(await countOf(sql, organization)).toBe(6);
    await expectTotalsWhole(sql, organization.id);
    const actions = await actionsOf(sql, organization);
    for (const action of [
      "list.uploaded",
      "list.checked",
      "list.ordered",
      "list.completed",
      "users.added",
      "list.results_downloaded",
    ])
      expect(actions).toContain(action);
  });
}

test("every row gets one outcome, with its reason", async ({ organizationWith, cron, sql }) => {
  const { organization, batchId } = await withOneDeleted(organizationWith, cron, {
    email: "gone@people.example",
    userId: "G-1",
  });
  const [, one, two] = organization.learners;
  const list = await addByFile(
    cron,
    organization,
    addingCsv(
      "a@people.example,A-1,Ann,",
      "A@People.example,A-2,Address of row 2,",
      "b@people.example,A-1,ID of row 2,",
      ",G-1,Gone by ID,",
      "GONE@people.example,,Gone by address,",
      "c@people.example,G-1,New address of somebody gone,",
      `${one?.email},new,There by address,`,
      `,${one?.userId},There by ID,`,
      `${one?.email},${one?.userId},There,`,
      `${one?.email},${two?.userId},Two people,`,
      ",,Nobody,",
      "d@people.example,1.23E+15,Excel,",
      `e@people.example,,${"x".repeat(201)},`,
      `f@people.example,,,${"y".repeat(101)}`,
      "g@people.example,,too,many,fields",
    ),
  );
  expect(list.counts).toEqual({ added: 1, exists: 6, tombstoned: 3, invalid: 5 });
  const rows = await rowsOf(organization, list.id);
  expect(
    rows.map(({ rowNumber, outcome, problem, reason, sameAsRow }) => [
      rowNumber,
      outcome,
      problem ?? reason ?? sameAsRow,
    ]),
  ).toEqual([
    [3, "exists", 2],
    [4, "exists", 2],
    [5, "tombstoned", null],
    [6, "tombstoned", null],
    [7, "tombstoned", null],
    [8, "exists", "email"],
    [9, "exists", "user_id"],
    [10, "exists", "both"],
    [11, "exists", "two_learners"],
    [12, "invalid", "both_empty"],
    [13, "invalid", "id_scientific"],
    [14, "invalid", "name_too_long"],
    [15, "invalid", "group_too_long"],
    [16, "invalid", "too_many_fields"],
  ]);
  for (const row of rows.filter(({ outcome }) => outcome === "tombstoned")) {
    expect(row.earlierBatchId).toBe(batchId);
    expect(row.earlierDeletedAt).toBeInstanceOf(Date);
  }
  const results = await resultsOf(organization, list.id);
  expect(results).toMatch(
    /^5,.*This user was deleted on \d+ \w+ \d{4}, in batch .*CSV kept from then.*Allow reuse or Restore\./m,
  );
  await expectTotalsWhole(sql, organization.id);
});

test("an export of Users goes in as it is; groups with a comma in their name, or in other letters, are found", async ({
  page,
  signIn,
  organizationWith,
  cron,
  sql,
}) => {
  const from = await organizationWith({
    learners: [{ email: "ann@people.example", userId: "=1+1", name: "=cmd|calc" }, {}],
    groups: ["Sales, Asia", "Legal"],
  });
  await sql`
    insert into group_memberships (organization_id, learner_id, group_id, sort_name, active_at)
    select l.organization_id, l.id, g.id, l.sort_name, l.active_at from learners l join groups g on g.organization_id = l.organization_id
    where l.organization_id = ${from.id} and l.normalized_email = 'ann@people.example' on conflict do nothing`;
  await signIn(page, from.admin.email);
  const exported = await (await page.request.get("/users/export.csv")).text();
  const to = await organizationWith({ learners: 2, groups: ["sales, asia", "Legal"] });
  const list = await addByFile(cron, to, exported);
  expect(list.counts).toEqual({ added: 2 });
  const [ann] = await learnersNamed(sql, to, ["ann@people.example"]);
  expect(ann).toMatchObject({ name: "=cmd|calc", userId: "=1+1", groups: ["Legal", "New starters", "sales, asia"] });
  const [groups] = await sql`select count(*)::int as count from groups where organization_id = ${to.id}`;
  expect(groups?.count).toBe(3);
});

test("a file that does not pass is told why and where, and nothing of it stays", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 2 });
  const refused = async (bytes: string | Uint8Array) => {
    const list = await runListUntil(cron, organization, await uploadList(organization, bytes), "terminated");
    return (list.refusals ?? []).map(({ code, line, column, params }) => [code, line ?? column ?? params?.count]);
  };
  expect(await refused("primary_email_address,name\na@people.example,Ann")).toEqual([["header_missing", 1]]);
  expect(await refused(`${ADDING_HEADER},name\n,,,,`)).toContainEqual(["header_doubled", 1]);
  expect(await refused(`${ADDING_HEADER}\n`)).toEqual([["no_rows", undefined]]);
  expect(await refused(`${ADDING_HEADER}\na@people.example,,"Ann,\n`)).toEqual([["quote_unclosed", 2]]);
  expect(await refused(Buffer.from([0x50, 0x4b, 3, 4, 0, 0]))).toEqual([["not_csv", undefined]]);
  const groups = Array.from({ length: 501 }, (_, n) => `p${n}@people.example,,,Group number ${n}`);
  expect(await refused(addingCsv(...groups))).toEqual([["too_many_new_groups", 501]]);
  expect(await countOf(sql, organization)).toBe(2);
  const [left] = await sql`
    select (select count(*) from list_rows where organization_id = ${organization.id})
      + (select count(*) from upload_slices where organization_id = ${organization.id})
      + (select count(*) from due_work where organization_id = ${organization.id} and kind = 'list') as count`;
  expect(left?.count).toBe(0);
});

test("a refused file in the browser: its reasons, nothing added; 15 MB is refused before a byte is sent", async ({
  page,
  signIn,
  organizationWith,
}) => {
  const organization = await organizationWith({ learners: 2 });
  await signIn(page, organization.admin.email);
  await page.goto(`${PAGE}#add-users`);
  await page.getByRole("button", { name: "Upload CSV" }).click();
  await offer(page, csv("x".repeat(15 * 1024 * 1024), "large.csv"));
  await expect(dialog(page).getByRole("alert")).toContainText("must be smaller than 15 MB");
  await expect(dialog(page).getByRole("button", { name: "Continue" })).toBeDisabled();
  await offer(page, csv('primary_email_address,name\n"a', "broken.csv"));
  await press(page, "Continue");
  await expect(dialog(page).getByText("Nobody was added")).toBeVisible();
  await expect(dialog(page).getByText("The header unique_user_id is missing.")).toBeVisible();
  await expect(dialog(page).getByText("A quote is opened and never closed (line 2 of the file).")).toBeVisible();
  await expectAccessible(page);
  await press(page, "Back");
  await expect(dialog(page).getByText("broken.csv", { exact: true })).toBeVisible();
});

test("15 MB less a byte goes through, in slices that come twice and in disorder; a byte more is refused", async ({
  organizationWith,
  cron,
}) => {
  const organization = await organizationWith({ learners: 2 });
  const admin = proofOf(organization);
  const limit = 15 * 1024 * 1024;
  const begin = (fileBytes: number, sha256 = "0".repeat(64)) =>
    lists.beginListUpload(admin, "add_users", { fileName: "large.csv", fileBytes, sha256 });
  expect(await begin(limit)).toEqual({ ok: false, code: "too_large" });

  const line = (n: number) => `p${n}@people.example,,Person ${n},,${"x".repeat(60_000)}\n`;
  let text = `${ADDING_HEADER},remarks\n`;
  for (let n = 0; text.length + 60_100 < limit; n++) text += line(n);
  text += `last@people.example,,Last,,${"x".repeat(limit - 1 - text.length - 27)}`;
  const bytes = Buffer.from(text);
  expect(bytes.length).toBe(limit - 1);
  const begun = await begin(bytes.length, sha256(bytes));
  if (!begun.ok) throw new Error(begun.code);
  const { listId, sliceBytes } = begun;
  const slices = Array.from({ length: Math.ceil(bytes.length / sliceBytes) }, (_, n) => n);
  const put = (n: number) => lists.putListSlice(admin, listId, n, bytes.subarray(n * sliceBytes, (n + 1) * sliceBytes));
  for (const n of [...slices].reverse().slice(1)) expect(await put(n)).toEqual({ ok: true });
  expect(await lists.completeListUpload(admin, listId)).toMatchObject({ code: "slices_missing", missing: [4] });
  expect(await lists.putListSlice(admin, listId, 4, bytes.subarray(0, 10))).toEqual({
    ok: false,
    code: "slice_out_of_place",
  });
  for (const n of [4, 0]) expect(await put(n)).toEqual({ ok: true });
  expect(await lists.completeListUpload(admin, listId)).toEqual({ ok: true });
  const ready = await runListUntil(cron, organization, listId, "ready");
  expect(ready.ignoredColumns).toEqual(["remarks"]);
  expect(await lists.orderList(admin, "add_users", listId)).toEqual({ ok: true });
  const done = await runListUntil(cron, organization, listId, "completed");
  expect(done.counts).toEqual({ added: done.rows });
});

test("a file that was cut on its way is refused: it could name the wrong person", async ({
  organizationWith,
  cron,
}) => {
  const organization = await organizationWith({ learners: 2 });
  // Sent and announced are of one length; their contents are not the same.
  const listId = await uploadAs(organization, addingCsv("ann@example.co,,,,"), addingCsv("ann@example.com,,,"));
  const list = await runListUntil(cron, organization, listId, "terminated");
  expect(list.refusals).toEqual([{ code: "upload_damaged" }]);
});

async function uploadAs(organization: TestOrganization, sent: string, announced: string): Promise<string> {
  const admin = proofOf(organization);
  const file = { fileName: "a.csv", fileBytes: sent.length, sha256: sha256(announced) };
  const begun = await lists.beginListUpload(admin, "add_users", file);
  if (!begun.ok) throw new Error(begun.code);
  await lists.putListSlice(admin, begun.listId, 0, Buffer.from(sent));
  expect(await lists.completeListUpload(admin, begun.listId)).toEqual({ ok: true });
  return begun.listId;
}

test("the results file, corrected, goes in again; what begins like a formula comes back as it was", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 2 });
  const first = await addByFile(
    cron,
    organization,
    addingCsv("fine@people.example,,Fine,", "no address,=F-1,=HYPERLINK(1),+Sales", "bad,'=F-2,@name,"),
  );
  expect(first.counts).toEqual({ added: 1, invalid: 2 });
  const results = await resultsOf(organization, first.id);
  for (const line of results.split("\r\n").slice(1))
    for (const cell of line.split(",")) expect(cell).not.toMatch(/^[=+@-]/);
  const corrected = results.replace("no address", "two@people.example").replace(",bad,", ",three@people.example,");
  const second = await addByFile(cron, organization, corrected);
  expect(second.counts).toEqual({ added: 2 });
  expect(await learnersNamed(sql, organization, ["two@people.example"])).toMatchObject([
    { userId: "=F-1", name: "=HYPERLINK(1)", groups: ["+Sales"] },
  ]);
  expect(await learnersNamed(sql, organization, ["three@people.example"])).toMatchObject([
    { userId: "'=F-2", name: "@name", groups: ["New starters"] },
  ]);
});

test("another organization adds the same address freely and learns nothing", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const { organization } = await withOneDeleted(organizationWith, cron, {
    email: "gone@people.example",
    userId: "G-1",
  });
  const kept = organization.learners[1];
  const other = await organizationWith({ learners: 2 });
  const answer = await addUser(proofOf(other), { ...NOTHING, email: "gone@people.example" });
  expect(answer.ok).toBe(true);
  const list = await addByFile(cron, other, addingCsv(`${kept?.email},${kept?.userId},,`, ",G-1,,"));
  expect(list.counts).toEqual({ added: 2 });
  expect(await lists.readList(proofOf(organization), "any", list.id)).toBeUndefined();
  expect(await lists.orderList(proofOf(organization), "add_users", list.id)).toEqual({ ok: false, code: "not_found" });
  expect(await lists.openListResults(proofOf(organization), "add_users", list.id, "en")).toBe("not_found");
  expect(await countOf(sql, organization)).toBe(3);
});

const people = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => `many${from + n}@people.example,M-${from + n},Many ${from + n},Sales`);

/** Holds an address as an insert that has not committed: whoever adds it waits. */
async function holdAddress(organization: TestOrganization, email: string) {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let holds = () => {};
  const holding = new Promise<void>((resolve) => {
    holds = resolve;
  });
  const rolledBack = transaction(async (tx) => {
    await tx`
      insert into learners (organization_id, name, primary_email_address, normalized_email, search_text, sort_name)
      values (${organization.id}, 'x', ${email}, ${email}, 'x', 'x')`;
    holds();
    await held;
    throw new Error("rolled back on purpose");
  }, 60).catch(() => {});
  await holding;
  return {
    release: async () => {
      letGo();
      await rolledBack;
    },
  };
}

/** Somebody waits for what another transaction holds in learners. */
const waiting = (sql: Sql) =>
  expect.poll(
    async () =>
      (
        await sql`
        select 1 from pg_stat_activity
        where wait_event_type = 'Lock' and state = 'active' and query ilike '%insert into learners%'`
      ).length,
  );

test("a process killed in the middle of a portion: nothing of it stays, and everybody is added once", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 2 });
  const list = await readyList(cron, organization, addingCsv(...people(2500)));
  await orderForMyself(organization, list.id);
  const hold = await holdAddress(organization, "many1800@people.example");
  const child = spawn(process.execPath, ["--import", "tsx", RUNNER, String(organization.id), list.id], {
    cwd: ROOT,
    env: process.env,
    stdio: "ignore",
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  await expect
    .poll(async () => (await listOf(organization, list.id)).counts.added ?? 0, { timeout: 60_000 })
    .toBeGreaterThan(0);
  await waiting(sql).toBeGreaterThan(0);
  process.kill(-(child.pid ?? 0), "SIGKILL");
  await ended;
  await hold.release();
  const { counts } = await listOf(organization, list.id);
  expect((counts.added ?? 0) + (counts.to_add ?? 0)).toBe(2500);
  // The server's side of a killed connection ends when it finds nobody there.
  await expect
    .poll(async () => (await countOf(sql, organization)) - 2, { timeout: 60_000 })
    .toBe((await listOf(organization, list.id)).counts.added);
  await expect(async () => {
    await turnsOf(organization, list.id);
    expect((await listOf(organization, list.id)).state).toBe("completed");
  }).toPass({ timeout: 60_000 });
  expect((await listOf(organization, list.id)).counts).toEqual({ added: 2500 });
  expect(await countOf(sql, organization)).toBe(2502);
  await expectTotalsWhole(sql, organization.id);
});

test("runs that overlap, and two lists of the same people at once, add everybody once", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 2 });
  const admin = proofOf(organization);
  const one = await readyList(cron, organization, addingCsv(...people(1500)));
  const two = await readyList(cron, organization, addingCsv(...people(1500, 500).reverse()));
  for (const { id } of [one, two]) expect(await lists.orderList(admin, "add_users", id)).toEqual({ ok: true });
  expect(await lists.orderList(admin, "add_users", one.id)).toEqual({ ok: false, code: "not_ready" });
  await Promise.all([
    ...[one, two, one, two].map(({ id }) => turnsOf(organization, id)),
    runListUntil(cron, organization, one.id, "completed"),
    runListUntil(cron, organization, two.id, "completed"),
  ]);
  const [first, second] = [await listOf(organization, one.id), await listOf(organization, two.id)];
  const both = (name: "added" | "exists") => (first.counts[name] ?? 0) + (second.counts[name] ?? 0);
  expect([both("added"), both("exists")]).toEqual([2000, 1000]);
  expect(await countOf(sql, organization)).toBe(2002);
  await expectTotalsWhole(sql, organization.id);
});

test("a deletion that commits while its address is being added: the row is refused, nobody is added", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 2 });
  const list = await readyList(
    cron,
    organization,
    addingCsv("late@people.example,L-1,Late,", "other@people.example,,Other,"),
  );
  // After the preview somebody adds the same person by hand; a deletion of them is under way.
  const added = await addUser(proofOf(organization), { ...NOTHING, email: "late@people.example", userId: "L-1" });
  if (!added.ok) throw new Error(added.code);
  await orderForMyself(organization, list.id);
  const batchId = "6b1f0f3e-3f0e-4f4b-9d0c-0123456789ab";
  let working: Promise<void> | undefined;
  await transaction(async (tx) => {
    await tx`delete from group_memberships where organization_id = ${organization.id} and learner_id = ${added.learnerId}`;
    await tx`delete from learners where organization_id = ${organization.id} and id = ${added.learnerId}`;
    await writeTombstones(tx, organization.id, batchId, [{ email: "late@people.example", userId: "L-1" }]);
    working = turnsOf(organization, list.id);
    await waiting(sql).toBeGreaterThan(0);
  }, 60);
  await working;
  const done = await listOf(organization, list.id);
  expect(done.counts).toEqual({ added: 1, tombstoned: 1 });
  expect(await learnersNamed(sql, organization, ["late@people.example"])).toHaveLength(0);
  const [row] = await rowsOf(organization, list.id);
  expect(row).toMatchObject({ rowNumber: 2, outcome: "tombstoned", earlierBatchId: batchId });
  // The form meets the same tombstone.
  const again = await addUser(proofOf(organization), { ...NOTHING, userId: "L-1" });
  expect(again).toMatchObject({ ok: false, code: "tombstoned", by: "user_id", batchId });
});

test("a deletion blanks the rows of lists that name the person, and each list still accounts for every row", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 2 });
  const there = organization.learners[0];
  const list = await readyList(
    cron,
    organization,
    addingCsv(
      `${there?.email},,Name of somebody,`,
      "soon@people.example,,Soon,",
      `"x ${there?.email} y",,Swapped,`,
      "new@people.example,,New,",
    ),
  );
  const batchId = "6b1f0f3e-3f0e-4f4b-9d0c-0123456789ac";
  await transaction((tx) =>
    lists.dropListRowsNaming(tx, organization.id, batchId, [there?.email ?? "", "soon@people.example"], []),
  );
  const rows = await rowsOf(organization, list.id);
  expect(rows.map(({ outcome, values }) => [outcome, values?.email ?? null])).toEqual([
    ["exists", null],
    ["tombstoned", null],
    ["invalid", null],
    ["to_add", "new@people.example"],
  ]);
  const [dump] =
    await sql`select string_agg(r::text, ' ') as text from list_rows r where organization_id = ${organization.id}`;
  for (const value of [there?.email ?? "", "soon@", "Name of somebody", "Swapped"])
    expect(dump?.text).not.toContain(value);
  await lists.orderList(proofOf(organization), "add_users", list.id);
  const done = await runListUntil(cron, organization, list.id, "completed");
  expect(done.counts).toEqual({ added: 1, exists: 1, tombstoned: 1, invalid: 1 });
  expect(await resultsOf(organization, list.id)).toContain("The values of the row are not kept.");
});

test("after a day nothing of a list is left, however far it came; the address of its results says so", async ({
  page,
  signIn,
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 2 });
  const admin = proofOf(organization);
  const abandoned = await lists.beginListUpload(admin, "add_users", {
    fileName: "half.csv",
    fileBytes: 10,
    sha256: "0".repeat(64),
  });
  if (!abandoned.ok) throw new Error(abandoned.code);
  await lists.putListSlice(admin, abandoned.listId, 0, Buffer.from("0123456789"));
  const ready = await readyList(cron, organization, addingCsv("ready@people.example,,,"));
  const done = await addByFile(cron, organization, addingCsv("done@people.example,,,", "bad,,,"));
  const dropped = await addByFile(cron, organization, addingCsv("at-once@people.example,,,", "bad,,,"));
  const cancelled = await readyList(cron, organization, addingCsv("cancelled@people.example,,,"));
  expect(await lists.cancelList(admin, cancelled.id)).toEqual({ ok: true });
  expect(await lists.dropListValues(admin, dropped.id)).toEqual({ ok: true });
  await signIn(page, organization.admin.email);
  const results = (id: string) => page.request.get(`${PAGE}/add-users/${id}/results.csv`);
  expect((await results(done.id)).status()).toBe(200);
  expect((await results(dropped.id)).status()).toBe(410);

  await sql`
    update lists set created_at = created_at - interval '25 hours', ready_at = ready_at - interval '25 hours', ended_at = ended_at - interval '25 hours'
    where organization_id = ${organization.id}`;
  await sql`update due_work set due_at = app_now() where organization_id = ${organization.id}`;
  await expect(async () => {
    await cron();
    const [left] = await sql`
      select (select count(*) from list_rows where organization_id = ${organization.id})
        + (select count(*) from upload_slices where organization_id = ${organization.id})
        + (select count(*) from due_work where organization_id = ${organization.id}) as count`;
    expect(left?.count).toBe(0);
  }).toPass({ timeout: 60_000 });
  expect((await listOf(organization, abandoned.listId)).state).toBe("expired");
  expect((await listOf(organization, ready.id)).state).toBe("expired");
  expect((await listOf(organization, done.id)).counts).toEqual({ added: 1, invalid: 1 });
  const gone = await results(done.id);
  expect(gone.status()).toBe(410);
  expect(await gone.text()).toContain("Upload your file again");
  expect(await lists.orderList(admin, "add_users", ready.id)).toEqual({ ok: false, code: "not_ready" });
});

test("only the uploader orders a list; a sub admin reaches nothing of it", async ({
  page,
  signIn,
  organizationWith,
  cron,
}) => {
  const organization = await organizationWith({ learners: 2 });
  const list = await readyList(cron, organization, addingCsv("new@people.example,,,"));
  const second = proofOf(organization, organization.admin2);
  expect(await lists.orderList(second, "add_users", list.id)).toEqual({ ok: false, code: "not_uploader" });
  expect(await lists.cancelList(second, list.id)).toEqual({ ok: false });
  await signIn(page, organization.subadmin.email);
  expect((await page.goto(`${PAGE}#add-users`))?.status()).toBe(403);
  for (const path of [`add-users/${list.id}/results.csv`, `lists/${list.id}/status`, "add_users_template.csv"])
    expect((await page.request.get(`${PAGE}/${path}`)).status(), path).toBe(403);
});
