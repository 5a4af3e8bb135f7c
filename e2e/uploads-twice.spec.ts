// Upload, of the list of faults to survive: too many at once as it is shown, and everything done twice: the same file, a double click
// on Confirm, two tabs; in the dialogs, for lists, and through the API.
import { atTheFile, batchesOf, csv, dialog, expectAccessible, HEADER, lines, offer, press, toPreview } from "./dialog";
import { expect } from "./fixtures";
import { callAction, checked, send, test } from "./front-doors";
import { csvOf, order, runUntil, upload } from "./orders";
import { client, tokenOf } from "./tokens";

test("Upload: 50 uploads at once by one admin: a limit with a clear message", async ({
  page,
  sql,
  organizationWith,
  signIn,
}) => {
  const organization = await organizationWith({ learners: 3, learningData: false });
  await sql`
    insert into deletion_batches (organization_id, file_name, file_bytes, file_sha256, slices, uploaded_by)
    select ${organization.id}, 'open.csv', 9, repeat('a', 64), 1, ${organization.admin.id} from generate_series(1, 10)`;
  await signIn(page, organization.admin.email);
  await atTheFile(page);
  await offer(page, csv(lines("nobody@people.example,")));
  await press(page, "Continue");
  await expect(dialog(page).getByText("Too many files at once")).toBeVisible();
  await expect(dialog(page).getByText("Nothing was uploaded. Wait until they are done")).toBeVisible();
  await expectAccessible(page);
  expect(await batchesOf(sql, organization)).toHaveLength(10);
  // One of them is done: the same press goes through.
  await sql`
    delete from deletion_batches where organization_id = ${organization.id}
      and id = (select id from deletion_batches where organization_id = ${organization.id} limit 1)`;
  await press(page, "Continue");
  await expect(dialog(page).getByRole("heading", { name: /^Preview/ })).toBeVisible();
});

test("Upload: same file twice, double click on Confirm, two tabs: one batch runs; the second is told", async ({
  page,
  sql,
  cron,
  organizationWith,
  signIn,
}) => {
  const organization = await organizationWith({ learners: 40, learningData: false });
  const [one] = organization.learners.filter(({ email }) => email);
  const file = csv(lines(`${one?.email},`));
  await signIn(page, organization.admin.email);
  await atTheFile(page);
  await toPreview(page, file);
  const second = await page.context().newPage();
  await second.goto(page.url());
  await expect(dialog(second).getByRole("heading", { name: /^Preview/ })).toBeVisible();
  for (const tab of [page, second]) await press(tab, "Continue");
  await dialog(page).getByRole("button", { name: "Confirm", exact: true }).dblclick();
  await expect(page.getByRole("dialog", { name: /processed/ })).toBeVisible();
  await press(second, "Confirm");
  await expect(second.getByRole("dialog", { name: /processed|done|over|deleted/i })).toBeVisible();
  await expect(dialog(second).getByRole("button", { name: "Confirm", exact: true })).toBeHidden();
  const orders = () => sql`
    select batch_id from audit_entries where organization_id = ${organization.id} and action = 'batch.confirmed'`;
  expect(await orders()).toHaveLength(1);
  const [batch] = await batchesOf(sql, organization);
  await runUntil(cron, organization, batch?.id ?? "", "completed");
  await press(page, "Close");

  // The same file once more: pointed out, with nobody left to delete.
  await page.getByRole("button", { name: "Delete users" }).click();
  await press(page, "Next");
  await toPreview(page, file);
  await expect(dialog(page).getByText("This file was uploaded before")).toBeVisible();
  await expect(dialog(page).getByText("0 of 1 row will delete a user.")).toBeVisible();
  await expect(dialog(page).locator(`a[href*="${batch?.id}"]`)).toBeVisible();
  await expect(dialog(page).getByRole("button", { name: "Continue", exact: true })).toBeHidden();
  expect(await orders()).toHaveLength(1);
  const [left] = await sql`select count(*)::int as count from learners where organization_id = ${organization.id}`;
  expect(left?.count).toBe(39);
});

test("Upload, lists: double click and two tabs: one runs; the second is told", async ({ atDoor, app, sql, cron }) => {
  const adding = await atDoor("Add users");
  const { organization } = adding;
  const deletion = await order(cron, organization, csvOf([organization.learners[0] ?? {}]));
  await runUntil(cron, organization, deletion, "completed");
  const finding = await atDoor("Find deleted users", organization);
  const holding = await atDoor("Put users on hold", organization);
  const [gone, kept] = organization.learners;
  const cases = [
    {
      hand: adding,
      content: `${HEADER},name\nnew@people.example,,New\n`,
      action: "add-users/actions.ts#orderList",
      args: (id: string) => id as unknown,
    },
    {
      hand: finding,
      content: `${HEADER}\n${gone?.email},\n`,
      action: "find-deleted-users/actions.ts#orderRows",
      args: (listId: string) => ({ listId, deed: "restore", rows: null, count: 1 }),
    },
    {
      hand: holding,
      content: `${HEADER},reason\n${kept?.email},,Why\n`,
      action: "safeguards/holds/actions.ts#orderList",
      args: (listId: string) => ({ listId }),
    },
  ];
  for (const { hand, content, action, args } of cases) {
    // The same file twice is two lists: each is ordered twice, at once.
    const ids = [await send(hand.door, Buffer.from(content)), await send(hand.door, Buffer.from(content))];
    for (const id of ids) expect((await checked(sql, cron, organization, id))?.state).toBe("ready");
    for (const id of ids) {
      const answers = await Promise.all([1, 2, 3].map(() => callAction(hand.request, app, action, [args(id)])));
      expect(
        answers.filter(({ ok }) => ok),
        action,
      ).toHaveLength(1);
      for (const answer of answers) if (!answer.ok) expect(answer.code, action).toMatch(/not_ready|count_differs/);
      await expect(async () => {
        await cron();
        const [list] = await sql`select state from lists where organization_id = ${organization.id} and id = ${id}`;
        // A list of people to find is ready for the next deed.
        expect(["completed", "ready"]).toContain(list?.state);
      }).toPass({ timeout: 60_000 });
    }
  }
  const { id } = organization;
  const [left] = await sql`
    select (select count(*)::int from learners where organization_id = ${id}) as learners,
      (select count(*)::int from holds where organization_id = ${id}) as holds,
      (select count(*)::int from audit_entries where organization_id = ${id} and action = 'list.ordered') as orders`;
  expect(left).toEqual({ learners: 4, holds: 1, orders: 6 });
});

test("Upload, the API: confirmed twice at once: one order; the second is told", async ({
  app,
  sql,
  cron,
  organizationWith,
}) => {
  const organization = await organizationWith({ learners: 10, learningData: false });
  const call = client(app, (await tokenOf(sql, organization, "order")).token);
  const batchId = await upload(organization, csvOf(organization.learners.slice(0, 2)));
  await runUntil(cron, organization, batchId, "ready");
  const body = { expected_users: 2, preview_number: 1 };
  const answers = await Promise.all([1, 2, 3, 4].map(() => call("POST", `/batches/${batchId}/confirm`, { body })));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const { status, body: said } of answers)
    if (status !== 200) expect([status, said.code]).toEqual([409, "not_ready"]);
  const orders = await sql`
    select 1 from audit_entries where organization_id = ${organization.id} and action = 'batch.confirmed'`;
  expect(orders).toHaveLength(1);
});
