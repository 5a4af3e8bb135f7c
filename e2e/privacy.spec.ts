// Nothing that names a deleted learner stays: the whole database, the server's log and the mails are searched (spec 7).

import { expect, test } from "./fixtures";
import { listOf, runListUntil, uploadFindList, uploadList } from "./lists-in-hand";
import { csvOf, order, proofOf, runUntil, upload } from "./orders";
import { disguises, dump, hits } from "./search";
import { client, tokenOf } from "./tokens";

test("no hit for a deleted address, ID or name in the database, the log and the mails, the answers kept for the API included", async ({
  app,
  organizationWith,
  cron,
  sql,
  serverLog,
  mailsOf,
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
  expect(hits(before, values).length, "the search finds what is there").toBe(values.length);

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
  // The same file once more, by the API, whose answers are kept for a day: already_deleted rows name deleted people, and lose their
  // values when that batch ends.
  const call = client(app, (await tokenOf(sql, organization, "order")).token);
  const csv = csvOf([...people, { email: organization.learners[9]?.email }]);
  const key = (name: string) => ({ "content-type": "text/csv", "idempotency-key": `${name}-${people[0]?.userId}` });
  const made = await call("POST", "/batches?file_name=leavers.csv", { body: csv, headers: key("upload") });
  const again = made.body.id as string;
  await runUntil(cron, organization, again, "ready");
  const body = JSON.stringify({ expected_users: 1, preview_number: 1 });
  const json = { ...key("confirm"), "content-type": "application/json" };
  expect((await call("POST", `/batches/${again}/confirm`, { body, headers: json })).status).toBe(200);
  await runUntil(cron, organization, again, "completed");
  const refused = await call("POST", "/batches?file_name=leavers.csv", { body: `x\n${csv}`, headers: key("refused") });
  await runUntil(cron, organization, refused.body.id, "terminated");

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
      (select count(*)::int from list_rows where organization_id = ${organization.id}) as "listRows",
      (select count(*)::int from api_requests where organization_id = ${organization.id} and answer <> '') as answers,
      (select count(*)::int from mails where organization_id = ${organization.id} and length(payload) > 1000) as mails`;
  // The lists from before still account for every row.
  expect(left).toEqual({ learners: 15 - 5 - 2, listRows: 5 + 12, answers: 3, mails: 3 });
  const mails = (await mailsOf(organization.id)).map(
    ({ payload }) => `${payload.subject} ${payload.html} ${payload.text}`,
  );
  const everything = `${await dump(sql)}\n${serverLog()}\n${mails.join("\n")}`;
  expect(hits(everything, values.flatMap(disguises))).toEqual([]);
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

test("add a deleted address by form, by CSV, in other letter case, by ID: refused with the date; another organization adds it, and learns nothing", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const { addUser } = await import("@/lib/adding");
  const { lookUp } = await import("@/lib/finding");
  const [organization, other] = [
    await organizationWith({
      learners: [{ email: "Gone.Person@people.example", userId: "GP-7" }, {}],
      learningData: false,
    }),
    await organizationWith({ learners: 1, learningData: false }),
  ];
  const batchId = await order(cron, organization, csvOf(organization.learners.slice(0, 1)));
  await runUntil(cron, organization, batchId, "completed");
  const [tombstone] = await sql<{ at: Date }[]>`
    select deleted_at as at from tombstones where organization_id = ${organization.id}`;
  const form = { email: "", userId: "", name: "", groups: "", createGroups: false };
  const ways = [
    { email: "Gone.Person@people.example" },
    { email: " GONE.PERSON@PEOPLE.EXAMPLE " },
    { userId: "GP-7" },
    { email: "another@people.example", userId: " GP-7 " },
    { email: "gone.person@people.example", userId: "another" },
  ];
  for (const way of ways)
    expect(await addUser(proofOf(organization), { ...form, ...way }), JSON.stringify(way)).toMatchObject({
      ok: false,
      code: "tombstoned",
      batchId,
      deletedAt: tombstone?.at,
    });
  const added = async (where: typeof organization) => {
    const lines = ways.map(({ email = "", userId = "" }) => `${email},${userId},Name,`);
    // One row a file: rows of one file that share an address are told apart by that alone.
    const rows = [];
    for (const line of lines) {
      const list = await uploadList(where, "add_users", `primary_email_address,unique_user_id,name,groups\n${line}`);
      await runListUntil(cron, where, list, "ready", "add_users");
      const [row] = await sql`
        select outcome, reason, earlier_deleted_at as at, earlier_batch_id as batch from list_rows
        where organization_id = ${where.id} and list_id = ${list}`;
      rows.push(row);
    }
    return rows;
  };
  const refused = { outcome: "tombstoned", at: tombstone?.at, batch: batchId };
  for (const row of await added(organization)) expect(row).toMatchObject(refused);

  // Elsewhere it is an address like any other: what is told of it is what is told of one that nobody ever had.
  const [there, fresh] = [
    await addUser(proofOf(other), { ...form, email: "Gone.Person@people.example", userId: "GP-7" }),
    await addUser(proofOf(other), { ...form, email: "Never.Person@people.example", userId: "NP-7" }),
  ];
  const shape = (answer: object) => JSON.stringify(answer, (name, value) => (/id$/i.test(name) ? "id" : value));
  expect(there.ok).toBe(true);
  expect(shape(there).replaceAll(/gone/gi, "never").replaceAll("GP-", "NP-")).toBe(
    shape(fresh).replaceAll(/never/gi, "never"),
  );
  const nothing = { code: "answered", deletion: null };
  for (const typed of ["gone.person@people.example", "GP-7", "never.person@people.example", "NP-7"])
    expect(await lookUp(proofOf(other), typed)).toEqual({ ...nothing, account: true });
});
