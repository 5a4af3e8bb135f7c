// Holds (spec 8): on a learner's page and by CSV; what a hold does to a deletion that is previewed, waits or runs; its reason under
// Safeguards alone, gone with the learner.
import * as batches from "@/lib/batches";
import { liftHold, listHolds, putOnHold } from "@/lib/holds";
import { setHolds } from "@/lib/holds/setting";
import * as lists from "@/lib/lists";
import { openBatchFile } from "@/lib/results";
import { csv, dialog, expectAccessible, offer, PAGE, press } from "./dialog";
import { expect, type TestOrganization, test } from "./fixtures";
import { runListUntil, uploadList } from "./lists";
import { confirm, countsOf, csvOf, named, order, orderForLater, proofOf, runUntil, some, upload } from "./orders";

const REASON = "Kumquat litigation";
const put = (organization: TestOrganization, at: number, lastDay: string | null = null) =>
  putOnHold(proofOf(organization), { learnerId: organization.learners[at]?.id ?? 0, reason: REASON, lastDay });

test("put on hold and lifted on the learner's page; the reason stands under Safeguards alone", async ({
  page,
  signIn,
  organizationWith,
  sql,
}) => {
  const organization = await organizationWith({ learners: 5 });
  const learner = organization.learners[0];
  await signIn(page, organization.admin.email);
  await page.goto(`/users/${learner?.id}`);
  await page.getByRole("button", { name: "Put on hold" }).click();
  await expect(dialog(page).getByRole("button", { name: "Put on hold" })).toBeDisabled();
  await dialog(page).getByLabel("Reason").fill(REASON);
  await dialog(page).getByLabel("Last day").fill("2020-01-01");
  await press(page, "Put on hold");
  await expect(dialog(page).getByText("This day has passed already.")).toBeVisible();
  await expectAccessible(page);
  await dialog(page).getByLabel("Last day").fill("");
  await press(page, "Put on hold");
  await expect(page.getByText("On hold until it is lifted")).toBeVisible();
  await expect(page.getByText(REASON)).toHaveCount(0);
  await page.goto("/users");
  await expect(page.locator("table").getByText("On hold", { exact: true })).toHaveCount(1);
  await page.goto(`${PAGE}#safeguards`);
  const section = page.locator("#safeguards");
  await expect(section.getByRole("button", { name: "Safeguards", exact: true })).toContainText("1 hold");
  await expect(section.getByText(REASON).first()).toBeVisible();
  await expectAccessible(page, "#safeguards");

  await page.context().clearCookies();
  await signIn(page, organization.subadmin.email);
  await page.goto(`/users/${learner?.id}`);
  await expect(page.getByText(learner?.name ?? "?").first()).toBeVisible();
  await expect(page.getByText("hold", { exact: false })).toHaveCount(0);

  await page.context().clearCookies();
  await signIn(page, organization.admin2.email);
  await page.goto(`${PAGE}#safeguards`);
  await section.getByRole("button", { name: `Lift the hold of ${learner?.name}` }).click();
  await expectAccessible(page);
  await press(page, "Lift");
  await expect(section.getByText("Nobody is on hold.")).toBeVisible();
  const entries = await sql<{ action: string; details: string }[]>`
    select action, details from audit_entries where organization_id = ${organization.id} and action like 'hold.%' order by sequence`;
  expect(entries.map(({ action, details }) => [action, JSON.parse(details)])).toEqual([
    ["hold.set", { learner: learner?.id, lastDay: null }],
    ["hold.lifted", { learner: learner?.id }],
  ]);
});

test("the row of a learner on hold is protected, an admin on hold counted once, and no file says why", async ({
  organizationWith,
  cron,
}) => {
  const organization = await organizationWith({ learners: 6, adminsLearn: true });
  // The first is an admin too.
  for (const at of [0, 4]) expect(await put(organization, at)).toEqual({ ok: true });
  const batchId = await order(cron, organization, csvOf(some(organization.learners, 6)));
  await runUntil(cron, organization, batchId, "completed_with_errors");
  expect(await countsOf(organization, batchId)).toEqual({ deleted: 2, protected: 4 });
  const rows = await batches.batchRows(proofOf(organization), batchId, { outcome: "protected" }, 0, 10);
  expect(rows.map(({ rowNumber, reason }) => [rowNumber, reason])).toEqual([
    [2, "admin"],
    [3, "admin"],
    [4, "admin"],
    [6, "hold"],
  ]);
  const opened = await openBatchFile(proofOf(organization), batchId, "results", "en");
  if (typeof opened === "string") throw new Error(opened);
  const file = await new Response(opened.body).text();
  expect(file).toContain("This learner is on hold.");
  expect(file).not.toContain("Kumquat");
});

test("a learner put on hold after the preview: Confirm orders nothing and shows a new one", async ({
  organizationWith,
  cron,
}) => {
  const organization = await organizationWith({ learners: 10 });
  const batchId = await upload(organization, csvOf(some(organization.learners, 3)));
  await runUntil(cron, organization, batchId, "ready");
  await put(organization, 1);
  expect(await confirm(organization, batchId)).toEqual({ ok: false, code: "preview_changed" });
  const batch = await batches.readBatch(proofOf(organization), batchId);
  expect(batch?.preview?.changed).toEqual({ protected: 1 });
});

test("a hold set while the batch waits spares the learner whole", async ({ organizationWith, cron, sql }) => {
  const organization = await organizationWith({ learners: 10 });
  const { batchId, due } = await orderForLater(cron, organization, csvOf(some(organization.learners, 3)));
  await put(organization, 1);
  await due();
  await runUntil(cron, organization, batchId, "completed_with_errors");
  expect(await countsOf(organization, batchId)).toEqual({ deleted: 2, protected: 1 });
  const left = await sql<
    { id: number }[]
  >`select id from learners where organization_id = ${organization.id} order by id`;
  expect(left).toHaveLength(8);
  expect(left.map(({ id }) => id)).toContain(organization.learners[1]?.id);
});

test("a hold being set while the chunk runs comes either before it or finds the learner gone", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 10, learningData: false });
  const { batchId, due } = await orderForLater(cron, organization, csvOf(some(organization.learners, 3)));
  const learnerId = organization.learners[1]?.id ?? 0;
  await due();
  // The learner is locked, the hold not yet to be seen: the deletion waits for it, and must look only then.
  let running: Promise<unknown> | undefined;
  await sql.begin(async (tx) => {
    await setHolds(tx as never, { organizationId: organization.id, adminId: organization.admin.id }, [
      { learnerId, reason: REASON, endsAt: null },
    ]);
    const [own] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
    running = cron();
    await expect(async () => {
      const [waiting] = await sql<{ any: boolean }[]>`
        select exists (select 1 from pg_stat_activity where ${own?.pid ?? 0} = any(pg_blocking_pids(pid))) as any`;
      expect(waiting?.any).toBe(true);
    }).toPass({ timeout: 30_000, intervals: [50] });
  });
  await running;
  await runUntil(cron, organization, batchId, "completed_with_errors");
  expect(await countsOf(organization, batchId)).toEqual({ deleted: 2, protected: 1 });
  expect(await put(organization, 0)).toEqual({ ok: false, code: "not_found" });
});

test("a hold that has ended protects nobody, and its reason goes with the learner", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 10 });
  await put(organization, 0, "2090-12-31");
  await sql`update holds set ends_at = app_now() - interval '1 second' where organization_id = ${organization.id}`;
  const { holds } = await listHolds(proofOf(organization), 1);
  expect(holds.map(({ over, reason }) => [over, reason])).toEqual([[true, REASON]]);
  const batchId = await order(cron, organization, csvOf(some(organization.learners, 1)));
  await runUntil(cron, organization, batchId, "completed");
  expect(await listHolds(proofOf(organization), 1)).toEqual({ holds: [], total: 0 });
});

test("another organization's learner cannot be put on hold, nor its hold lifted or seen", async ({
  organizationWith,
}) => {
  const organization = await organizationWith({ learners: 3 });
  const stranger = proofOf(await organizationWith({ learners: 1 }));
  await put(organization, 0);
  const learnerId = organization.learners[0]?.id ?? 0;
  expect(await putOnHold(stranger, { learnerId, reason: "Mine", lastDay: null })).toEqual({
    ok: false,
    code: "not_found",
  });
  expect(await liftHold(stranger, learnerId)).toEqual({ ok: false, code: "not_found" });
  expect(await listHolds(stranger, 1)).toEqual({ holds: [], total: 0 });
  expect((await listHolds(proofOf(organization), 1)).total).toBe(1);
});

test("the list of holds is paged", async ({ page, signIn, organizationWith, sql }) => {
  const organization = await organizationWith({ learners: named(23), learningData: false });
  await sql`
    insert into holds (organization_id, learner_id, reason, set_by, set_at)
    select organization_id, id, 'Reason of ' || unique_user_id, ${organization.admin.id}, app_now() + make_interval(secs => row_number() over (order by id))
    from learners where organization_id = ${organization.id}`;
  await signIn(page, organization.admin.email);
  await page.goto(`${PAGE}#safeguards`);
  const section = page.locator("#safeguards");
  await expect(section.getByText("1–20 of 23")).toBeVisible();
  await section.getByRole("link", { name: "Next page" }).click();
  await expect(section.getByText("21–23 of 23")).toBeVisible();
  await expect(section.getByText("Reason of P-0", { exact: true }).first()).toBeVisible();
});

const FILE = "primary_email_address,unique_user_id,reason,ends_on";

test("holds by CSV: previewed, ordered, every row accounted for, nobody's name in the audit log", async ({
  page,
  signIn,
  organizationWith,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(6), learningData: false });
  const rows = [
    "person-0@people.example,,Court case,",
    ",P-1,Works council,2090-01-31",
    "person-2@people.example,,,",
    "person-3@people.example,,Audit,31.12.2090",
    "person-3@people.example,P-4,Two people,",
    "nobody@people.example,,Unknown,",
    ",P-0,Again,",
    "person-5@people.example,,Late,2020-01-31",
  ];
  await signIn(page, organization.admin.email);
  await page.goto(`${PAGE}#safeguards`);
  await page.locator("#safeguards").getByRole("button", { name: "Upload CSV" }).click();
  await offer(page, csv([FILE, ...rows].join("\n"), "holds.csv"));
  await press(page, "Continue");
  await expect(dialog(page).getByText("2 of 8 rows will put a learner on hold.")).toBeVisible();
  await expect(dialog(page).getByText("The reason is missing.", { exact: false })).toBeVisible();
  await expect(dialog(page).getByText("The last day has passed already.")).toBeVisible();
  await expectAccessible(page);
  const [before] = await sql<
    { count: number }[]
  >`select count(*) from holds where organization_id = ${organization.id}`;
  expect(before?.count).toBe(0);
  await press(page, "Put 2 learners on hold");
  await expect(dialog(page).getByRole("heading", { name: "2 learners are on hold" })).toBeVisible();
  await expectAccessible(page);
  await press(page, "Close");
  await expect(page.locator("#safeguards").getByText("Works council").first()).toBeVisible();
  const { holds } = await listHolds(proofOf(organization), 1);
  expect(holds.map(({ identifier, reason, lastDay }) => [identifier, reason, lastDay]).sort()).toEqual([
    ["person-0@people.example", "Court case", null],
    ["person-1@people.example", "Works council", "2090-01-31"],
  ]);
  const [list] = await sql<{ counts: Record<string, number> }[]>`
    select counts from lists where organization_id = ${organization.id} and purpose = 'hold_users'`;
  expect(list?.counts).toEqual({ held: 2, invalid: 3, mismatch: 1, not_found: 1, duplicate: 1 });
  const said = await sql<
    { details: string }[]
  >`select details from audit_entries where organization_id = ${organization.id}`;
  expect(JSON.stringify(said)).not.toMatch(/Court|council|people\.example/);
});

test("a file of holds uploaded again replaces reason and day; a learner deleted meanwhile is not found", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(6), learningData: false });
  const file = (reason: string) => [FILE, `,P-0,${reason},`, `,P-1,${reason},`].join("\n");
  const hold = async (reason: string, meanwhile = async () => {}) => {
    const listId = await uploadList(organization, file(reason), { purpose: "hold_users" });
    await runListUntil(cron, organization, listId, "ready");
    await meanwhile();
    expect(await lists.orderList(proofOf(organization), "hold_users", listId)).toEqual({ ok: true });
    return runListUntil(cron, organization, listId, "completed");
  };
  expect((await hold("First")).counts).toEqual({ held: 2 });
  for (const { id } of organization.learners.slice(1, 2)) await liftHold(proofOf(organization), id);
  const again = await hold("Second", async () => {
    const batchId = await order(cron, organization, csvOf([{ userId: "P-1" }]));
    await runUntil(cron, organization, batchId, "completed");
  });
  expect(again.counts).toEqual({ held: 1, not_found: 1 });
  const { holds } = await listHolds(proofOf(organization), 1);
  expect(holds.map(({ reason }) => reason)).toEqual(["Second"]);
  const [kept] = await sql<{ count: number }[]>`
    select count(*) from list_rows where organization_id = ${organization.id} and outcome = 'not_found' and name <> ''`;
  expect(kept?.count).toBe(0);
});
