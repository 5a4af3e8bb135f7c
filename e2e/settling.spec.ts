// A list that is checked while somebody named in it is deleted (spec 7): neither transaction sees the other, so the list is looked
// through once more a little later. That the chunk did not see its rows is done here by hiding them while it runs.
import { expect, test } from "./fixtures";
import { ADDING_HEADER, listOf, rowsOf, runListUntil, uploadList } from "./lists";
import { csvOf, order, runUntil } from "./orders";

test("rows that a deletion could not see yet lose their values minutes later, not after two days; others keep theirs", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 5, learningData: false });
  const { id } = organization;
  const hidden = await organizationWith({ learners: 1, learningData: false });
  const [gone, stays] = organization.learners;
  const csv = `${ADDING_HEADER}\n${gone?.email},,Name,\n"one, ${gone?.email}",,,\n${stays?.email},,,\nnew@people.example,,,`;
  const adding = await uploadList(organization, csv);
  const holding = await uploadList(
    organization,
    `primary_email_address,unique_user_id,reason\n${gone?.email},,Audit\n${stays?.email},,Audit`,
    { purpose: "hold_users" },
  );
  for (const list of [adding, holding]) await runListUntil(cron, organization, list, "ready");

  const hide = (from: number, to: number) =>
    sql`update list_rows set organization_id = ${to} where organization_id = ${from} and list_id in (${adding}, ${holding})`;
  await hide(id, hidden.id);
  const batchId = await order(cron, organization, csvOf([{ email: gone?.email }]));
  await runUntil(cron, organization, batchId, "completed");
  await hide(hidden.id, id);
  // Uploaded after the deletion: it says so itself, and must go on saying whom it means.
  const later = await uploadList(organization, csv);
  await runListUntil(cron, organization, later, "ready");

  const valuesOf = async (list: string) =>
    (await rowsOf(organization, list)).map(({ outcome, values }) => [outcome, values?.email || null]);
  expect(await valuesOf(holding)).toEqual([
    ["to_hold", gone?.email],
    ["to_hold", stays?.email],
  ]);
  await sql`update lists set ready_at = ready_at - interval '4 minutes' where organization_id = ${id}`;
  await sql`update due_work set due_at = app_now() where organization_id = ${id}`;
  await expect(async () => {
    await cron();
    expect(await valuesOf(holding)).toEqual([
      ["not_found", null],
      ["to_hold", stays?.email],
    ]);
    expect(await valuesOf(adding)).toEqual([
      ["exists", null],
      ["invalid", null],
      ["exists", stays?.email],
      ["to_add", "new@people.example"],
    ]);
  }).toPass({ timeout: 60_000 });
  expect((await valuesOf(later))[0]).toEqual(["tombstoned", gone?.email]);
  expect((await listOf(organization, later)).state).toBe("ready");
  const [due] = await sql<{ hours: number }[]>`
    select round(extract(epoch from due_at - app_now()) / 3600)::int as hours from due_work
    where organization_id = ${id} and work_id = ${adding}`;
  expect(due?.hours).toBe(24);
});
