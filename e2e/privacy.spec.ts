// Nothing that names a deleted learner stays: the whole database, the server's log and the mails are searched (spec 7).

import type { Sql } from "@/db/client";
import { expect, test } from "./fixtures";
import { listOf, runListUntil, uploadFindList, uploadList } from "./lists-in-hand";
import { csvOf, order, proofOf, runUntil, upload } from "./orders";

/** Every row of every table, as one text. */
async function dump(sql: Sql): Promise<string> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`;
  const parts: string[] = [];
  for (const { name } of tables) {
    for (const row of await sql.unsafe(`select t::text as row from ${name} t`)) parts.push(`${name}: ${row.row}`);
  }
  return parts.join("\n");
}

/** The ways in which a value could have been left. Base64 at each of its three alignments, without the ends that neighbours change. */
function disguises(value: string): string[] {
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from(" ".repeat(shift) + value)
      .toString("base64")
      .slice(shift === 0 ? 0 : 4, -4),
  );
  return [value, value.toLowerCase(), value.toUpperCase(), Buffer.from(value).toString("hex"), ...base64];
}

test("no hit for a deleted address, ID or name in the database, the log and the mails", async ({
  organizationWith,
  cron,
  sql,
  serverLog,
}) => {
  const people = Array.from({ length: 5 }, (_, index) => ({
    name: `Zyxwvut Quillfeather${index}`,
    email: `Zyx.Quillfeather${index}@rare-leavers.example`,
    userId: `QUILL-${index}-7719`,
  }));
  const others = Array.from({ length: 10 }, (_, index) => ({
    email: `stays-${index}@common.example`,
    userId: `STAYS-${index}`,
  }));
  const organization = await organizationWith({ learners: [...people, ...others] });
  const [ann, bob, cyd, dee, eve] = people;
  const other = organization.learners[7];

  // An earlier batch whose failed rows name the same people: a mismatch, and an invalid row that carries an address.
  const earlier = await order(
    cron,
    organization,
    csvOf([
      { email: ann?.email, userId: other?.userId },
      { email: bob?.email, userId: "1.23E+15" },
      { email: "nobody@elsewhere.example", userId: cyd?.userId },
      { email: organization.learners[8]?.email },
      // Rows in disorder: columns swapped, an address in the ID's place, a name around the address, a stray semicolon.
      { email: dee?.userId, userId: dee?.email },
      { userId: eve?.email },
      { email: `Eve <${eve?.email}>` },
      { email: `${bob?.email};` },
    ]),
  );
  await runUntil(cron, organization, earlier, "completed_with_errors");
  // Lists that name them: one to add users, in which they are there already; one to find deleted users, among whom they are not.
  const adding = await uploadList(
    organization,
    "add_users",
    [
      "primary_email_address,unique_user_id,name",
      ...people.map((one) => `${one.email},${one.userId},${one.name}`),
    ].join("\n"),
  );
  const looking = await uploadFindList(
    organization,
    [
      "primary_email_address,unique_user_id,name",
      ...people.map((one) => `${one.email},,${one.name}`),
      ...people.map((one) => `,${one.userId},`),
      // In disorder: columns swapped, a name around the address.
      `${dee?.userId},${dee?.email},`,
      `Eve <${eve?.email}>,,`,
    ].join("\n"),
  );
  for (const [list, purpose] of [
    [adding, "add_users"],
    [looking, "find_deleted_users"],
  ] as const)
    await runListUntil(cron, organization, list, "ready", purpose);
  expect((await listOf(organization, adding, "add_users"))?.counts).toEqual({ exists: 5 });
  const values = people.flatMap(({ name, email, userId }) => [name, email, userId]);
  const before = await dump(sql);
  for (const value of values) expect(before.includes(value ?? ""), `the search would find ${value}`).toBe(true);

  const batchId = await order(
    cron,
    organization,
    csvOf([
      { email: ann?.email?.toUpperCase() },
      { userId: ann?.userId },
      { email: bob?.email, userId: bob?.userId },
      { email: cyd?.email, userId: dee?.userId },
      { userId: cyd?.userId },
      { email: dee?.email },
      { email: ` ${eve?.email} ` },
      { email: eve?.email, userId: "nobody-7719" },
      { email: eve?.email?.toLowerCase() },
    ]),
  );
  await runUntil(cron, organization, batchId, "completed_with_errors");
  // The same file once more: already_deleted rows name deleted people, and lose their values when that batch ends.
  const again = await order(cron, organization, csvOf([...people, { email: organization.learners[9]?.email }]));
  await runUntil(cron, organization, again, "completed");

  // Afterwards they are looked for, by hand and by list, and tried to be added again; the admin is done with the lists.
  const { doForOne, lookUp } = await import("@/lib/finding");
  const { addUser } = await import("@/lib/adding");
  const { cancelList } = await import("@/lib/lists");
  const proof = proofOf(organization);
  for (const { email, userId, name } of people) {
    expect((await lookUp(proof, email.toUpperCase())).code).toBe("answered");
    expect((await lookUp(proof, userId)).code).toBe("answered");
    expect(await addUser(proof, { email, userId, name, groups: "", createGroups: false })).toMatchObject({
      code: "tombstoned",
    });
  }
  const found = await uploadFindList(
    organization,
    [
      "primary_email_address,unique_user_id,name",
      ...people.map((one) => `${one.email},${one.userId},${one.name}`),
    ].join("\n"),
  );
  await runListUntil(cron, organization, found, "ready");
  expect((await listOf(organization, found))?.counts).toEqual({ deleted: 5 });
  expect((await cancelList(proof, found)).ok).toBe(true);
  await expect(async () => {
    await cron();
    expect((await listOf(organization, found))?.valuesDroppedAt).not.toBeNull();
  }).toPass({ timeout: 30_000 });
  expect((await doForOne(proof, "reuse", people[4]?.email ?? "")).ok).toBe(true);

  const [left] = await sql`
    select (select count(*)::int from learners where organization_id = ${organization.id}) as learners,
      (select count(*)::int from list_rows where organization_id = ${organization.id}) as "listRows"`;
  // The lists from before still account for every row.
  expect(left).toEqual({ learners: 15 - 5 - 2, listRows: 5 + 12 });
  const everything = `${await dump(sql)}\n${serverLog()}`;
  for (const value of values) {
    for (const disguise of disguises(value))
      expect(everything.includes(disguise), `${value} as ${disguise}`).toBe(false);
  }
});

test("a preview nobody confirms, and an upload that stops half-way, leave nothing after a day", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 4 });
  const ready = await upload(organization, csvOf(organization.learners));
  await runUntil(cron, organization, ready, "ready");
  const broken = await upload(organization, "email\nx");
  await runUntil(cron, organization, broken, "terminated");
  await sql`
    insert into deletion_batches (organization_id, file_name, file_bytes, file_sha256, slices, uploaded_by)
    values (${organization.id}, 'half.csv', 10, ${"0".repeat(64)}, 2, ${organization.admin.id})`;
  await sql`
    insert into upload_slices (organization_id, upload_id, slice_index, content)
    select organization_id, id, 0, 'half of it' from deletion_batches where organization_id = ${organization.id} and file_name = 'half.csv'`;
  await sql`
    insert into due_work (organization_id, work_id, due_at)
    select organization_id, id, created_at + interval '1 day' from deletion_batches where organization_id = ${organization.id} and file_name = 'half.csv'`;
  // A day goes by.
  await sql`update deletion_batches set created_at = created_at - interval '25 hours', previewed_at = previewed_at - interval '25 hours' where organization_id = ${organization.id}`;
  await sql`update due_work set due_at = due_at - interval '25 hours' where organization_id = ${organization.id}`;
  await runUntil(cron, organization, ready, "expired");
  await expect(async () => {
    await cron();
    for (const table of ["staged_rows", "upload_slices", "pinned_learners", "outcomes"]) {
      const [rows] =
        await sql`select count(*)::int as count from ${sql(table)} where organization_id = ${organization.id}`;
      expect(rows?.count, table).toBe(0);
    }
  }).toPass({ timeout: 30_000 });
});

test("30 days after the end the rows that failed lose their values, and the results file is gone", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const { openBatchFile } = await import("@/lib/results");
  const { proofOf } = await import("./orders");
  const organization = await organizationWith({ learners: 4 });
  const batchId = await order(
    cron,
    organization,
    csvOf([organization.learners[0] ?? {}, { email: "nobody@rare.example" }]),
  );
  await runUntil(cron, organization, batchId, "completed_with_errors");
  await cron();
  const opened = await openBatchFile(proofOf(organization), batchId, "results", "en");
  expect(typeof opened).toBe("object");
  await sql`update deletion_batches set ended_at = ended_at - interval '31 days', started_at = started_at - interval '31 days' where organization_id = ${organization.id}`;
  expect(await openBatchFile(proofOf(organization), batchId, "results", "en")).toBe("gone");
  await sql`update due_work set due_at = due_at - interval '31 days' where organization_id = ${organization.id}`;
  await cron();
  const [staged] = await sql`select count(*)::int as count from staged_rows where organization_id = ${organization.id}`;
  expect(staged?.count).toBe(0);
  const [batch] =
    await sql`select values_dropped_at, counts from deletion_batches where organization_id = ${organization.id} and id = ${batchId}`;
  expect(batch?.values_dropped_at).not.toBeNull();
  expect(batch?.counts).toEqual({ deleted: 1, not_found: 1 });
});
