// Processing, at the cron address of the running server: outcomes, overlap, stops, failures (spec 4, 5).
import * as batches from "@/lib/batches";
import { startBatch } from "@/lib/processing/life";
import { ChunkSize, workOnChunk } from "@/lib/processing/queue";
import { expect, test } from "./fixtures";
import {
  confirm,
  countsOf,
  csvOf,
  named,
  order,
  orderForLater,
  proofOf,
  runUntil,
  some,
  stateOf,
  upload,
} from "./orders";
import { everythingOf, expectWhole, snapshot } from "./whole";

const ENDED = ["completed", "completed_with_errors"];

test("each row becomes what section 4 says, and nobody else is touched", async ({ organizationWith, cron, sql }) => {
  const organization = await organizationWith({
    adminsLearn: true,
    learners: [
      { name: "Ann", email: "Ann.Upper@Example.com", userId: "A-1" },
      { name: "Bob", email: "bob@example.com", userId: "B-2" },
      { name: "Cyd", email: "cyd@example.com", userId: null },
      { name: "Dee", email: null, userId: "007" },
      { name: "Eve", email: "eve@example.com", userId: "E-5" },
      { name: "Fay", email: "fay@example.com", userId: "F-6" },
      { name: "Gus", email: "gus@example.com", userId: "1000" },
      { name: "Hal", email: "hal@example.com", userId: "H-8" },
    ],
  });
  const other = await organizationWith({
    learners: [{ name: "Bob too", email: "stranger@example.com", userId: "X-1" }],
  });
  const id = (name: string) => organization.learners.find((learner) => learner.name === name)?.id ?? 0;
  const gone = ["Ann", "Bob", "Dee", "Eve"].map(id);
  const before = await snapshot(sql, organization, gone);
  const otherBefore = await everythingOf(
    sql,
    other.id,
    other.learners.map((learner) => learner.id),
  );
  const rows: [string, string, string][] = [
    ["ann.upper@example.COM", "", "deleted"],
    ["bob@example.com", "B-2", "deleted"],
    ["", "A-1", "duplicate"],
    ["BOB@example.com", "", "duplicate"],
    ["cyd@example.com", "E-5", "mismatch"],
    ["eve@example.com", "", "deleted"],
    ["fay@example.com", "nobody", "mismatch"],
    ["nobody@example.com", "H-8", "mismatch"],
    ["nobody@example.com", "", "not_found"],
    ["stranger@example.com", "", "not_found"],
    ["", "01000", "not_found"],
    ["", "7", "not_found"],
    ["", "007", "deleted"],
    ["", "", "invalid"],
    ["no address", "", "invalid"],
    ["", "1.23E+15", "invalid"],
    [organization.admin.email, "", "protected"],
    [organization.subadmin.email.toUpperCase(), "", "protected"],
    [organization.admin.email, "", "duplicate"],
  ];
  const csv = `primary_email_address,unique_user_id,note\n${rows.map(([email, userId]) => `${email},${userId},x`).join("\n")}`;
  const batchId = await order(cron, organization, csv);
  await runUntil(cron, organization, batchId, ...ENDED);
  const outcomes =
    await sql`select row_number, outcome, reason, same_as_row from outcomes where organization_id = ${organization.id} and batch_id = ${batchId} order by 1`;
  expect(outcomes.map((row) => row.outcome)).toEqual(rows.map(([, , outcome]) => outcome));
  expect(outcomes.map((row) => row.row_number)).toEqual(rows.map((_, index) => index + 2));
  const at = (row: number) => outcomes[row - 2];
  expect(at(4)?.same_as_row).toBe(2);
  expect(at(5)?.same_as_row).toBe(3);
  expect(at(12)?.reason).toBe("leading_zeros");
  expect(at(13)?.reason).toBe("leading_zeros");
  expect(at(18)?.reason).toBe("admin");
  expect(await stateOf(organization, batchId)).toBe("completed_with_errors");
  await expectWhole(sql, { organization, batchIds: [batchId], gone, before });
  expect(
    await everythingOf(
      sql,
      other.id,
      other.learners.map((learner) => learner.id),
    ),
  ).toBe(otherBefore);
});

test("a second upload of the same people is already_deleted, with date and batch, and ends completed", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(6) });
  const [first, second] = organization.learners;
  const one = await order(
    cron,
    organization,
    csvOf([
      { email: first?.email, userId: first?.userId },
      { email: second?.email, userId: second?.userId },
    ]),
  );
  await runUntil(cron, organization, one, "completed");
  const two = await order(
    cron,
    organization,
    csvOf(organization.learners.slice(0, 3).map((l) => ({ email: l.email?.toUpperCase(), userId: l.userId }))),
  );
  await runUntil(cron, organization, two, "completed");
  expect(await countsOf(organization, two)).toEqual({ deleted: 1, already_deleted: 2 });
  const rows =
    await sql`select earlier_batch_id, earlier_deleted_at from outcomes where organization_id = ${organization.id} and batch_id = ${two} and outcome = 'already_deleted'`;
  expect(rows.map((row) => row.earlier_batch_id)).toEqual([one, one]);
  const [kept] = await sql`select count(*)::int as count from staged_rows where organization_id = ${organization.id}`;
  expect(kept?.count, "values of deleted learners kept").toBe(0);
});

test("32 cron calls at once on several batches: every deletion once, one mail a recipient", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organizations = await Promise.all([organizationWith({ learners: 120 }), organizationWith({ learners: 60 })]);
  const work = await Promise.all(
    organizations.map(async (organization) => {
      const going = some(organization.learners, 40);
      const gone = going.map((learner) => learner.id);
      const before = await snapshot(sql, organization, gone);
      // Two batches of one organization name the same people in part.
      const one = await order(cron, organization, csvOf(going.slice(0, 30)));
      const two = await upload(organization, csvOf(going.slice(20)));
      await runUntil(cron, organization, two, "ready", "expired");
      return { organization, gone, before, one, two };
    }),
  );
  for (const { organization, two } of work) await confirm(organization, two);
  await Promise.all(Array.from({ length: 32 }, () => cron()));
  for (const { organization, gone, before, one, two } of work) {
    await runUntil(cron, organization, one, ...ENDED);
    if ((await stateOf(organization, two)) === "ready") expect((await confirm(organization, two)).ok).toBe(true);
    await runUntil(cron, organization, two, ...ENDED);
    await expectWhole(sql, { organization, batchIds: [one, two], gone, before });
  }
});

test("renamed, promoted, removed and re-created while the batch waits: the pinned person alone is meant", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(10) });
  const [renamed, promoted, removed, plain] = organization.learners;
  const { batchId, due } = await orderForLater(
    cron,
    organization,
    csvOf([renamed ?? {}, promoted ?? {}, removed ?? {}, plain ?? {}]),
  );
  await sql`update learners set primary_email_address = 'new@example.com', normalized_email = 'new@example.com' where organization_id = ${organization.id} and id = ${renamed?.id ?? 0}`;
  // Somebody else now has the old address: never deleted for it.
  await sql`insert into learners (organization_id, name, primary_email_address, normalized_email, search_text, sort_name)
    values (${organization.id}, 'Heir', ${renamed?.email ?? ""}, ${(renamed?.email ?? "").toLowerCase()}, 'heir', 'heir')`;
  await sql`insert into admins (organization_id, name, email, normalized_email, role) values (${organization.id}, 'New', ${promoted?.email ?? ""}, ${(promoted?.email ?? "").toLowerCase()}, 'full_admin')`;
  for (const table of ["viewing_activity", "course_progress", "assignments", "group_memberships", "product_seats"]) {
    await sql`delete from ${sql(table)} where organization_id = ${organization.id} and learner_id = ${removed?.id ?? 0}`;
  }
  await sql`delete from learners where organization_id = ${organization.id} and id = ${removed?.id ?? 0}`;
  await due();
  await runUntil(cron, organization, batchId, ...ENDED);
  const outcomes =
    await sql`select outcome from outcomes where organization_id = ${organization.id} and batch_id = ${batchId} order by row_number`;
  expect(outcomes.map((row) => row.outcome)).toEqual(["deleted", "protected", "not_found", "deleted"]);
  const left =
    await sql`select name from learners where organization_id = ${organization.id} and (id = any(${[renamed?.id ?? 0, promoted?.id ?? 0]}::bigint[]) or name = 'Heir')`;
  expect(left.map((row) => row.name).sort()).toEqual(["Heir", promoted?.name ?? ""].sort());
});

test("a stop leaves what is deleted deleted, and the rest cancelled and whole", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 400 });
  const going = some(organization.learners, 300);
  const { batchId, due } = await orderForLater(cron, organization, csvOf(going));
  await startBatch(organization.id, batchId);
  const size = new ChunkSize();
  size.learners = 100;
  expect(await workOnChunk(organization.id, batchId, size)).toBe(true);
  expect(await batches.stopBatch(proofOf(organization, organization.admin2), batchId)).toEqual({ ok: true });
  expect(await batches.stopBatch(proofOf(organization), batchId)).toEqual({ ok: false });
  await due();
  await runUntil(cron, organization, batchId, "completed_with_errors");
  expect(await countsOf(organization, batchId)).toEqual({ deleted: 100, cancelled: 200 });
  const [left] = await sql`select count(*)::int as count from learners where organization_id = ${organization.id}`;
  expect(left?.count).toBe(300);
});

test("a row that cannot be deleted parks itself, the rest goes on, and after a day it is failed and whole", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 60 });
  const going = some(organization.learners, 40);
  const stuck = going[17]?.id ?? 0;
  const table = `elsewhere_${organization.id}`;
  await sql.unsafe(
    `create table ${table} (organization_id bigint, learner_id bigint, foreign key (organization_id, learner_id) references learners (organization_id, id))`,
  );
  try {
    await sql`insert into ${sql(table)} values (${organization.id}, ${stuck})`;
    const before = await snapshot(
      sql,
      organization,
      going.map((learner) => learner.id).filter((id) => id !== stuck),
    );
    const batchId = await order(cron, organization, csvOf(going));
    await expect(async () => {
      await cron();
      expect(await countsOf(organization, batchId)).toEqual({ deleted: 39 });
    }).toPass({ timeout: 60_000 });
    expect(await stateOf(organization, batchId)).toBe("processing");
    expect((await batches.readBatch(proofOf(organization), batchId))?.waiting).toBe(1);
    // A day goes by.
    await sql`update deletion_chunks set first_failed_at = first_failed_at - interval '25 hours', retry_at = null where organization_id = ${organization.id} and done_at is null`;
    await runUntil(cron, organization, batchId, "completed_with_errors");
    expect(await countsOf(organization, batchId)).toEqual({ deleted: 39, failed: 1 });
    const [reason] =
      await sql`select reason from outcomes where organization_id = ${organization.id} and outcome = 'failed'`;
    expect(reason?.reason).toBe("23503");
    await expectWhole(sql, {
      organization,
      batchIds: [batchId],
      gone: going.map((learner) => learner.id).filter((id) => id !== stuck),
      before,
    });
  } finally {
    await sql.unsafe(`drop table ${table}`);
  }
});

test("whoever lost the lease writes nothing", async ({ organizationWith, cron, sql }) => {
  const { processChunk } = await import("@/lib/processing/chunk");
  const organization = await organizationWith({ learners: 20 });
  const { batchId, due } = await orderForLater(cron, organization, csvOf(some(organization.learners, 8)));
  await startBatch(organization.id, batchId);
  const [chunk] = await sql`
    update deletion_chunks set token = token + 1, lease_until = now() + interval '1 minute' where organization_id = ${organization.id} and batch_id = ${batchId}
    returning first_learner_id as first, last_learner_id as last, learners, token`;
  // Another takes over: the token moves on.
  await sql`update deletion_chunks set token = token + 1 where organization_id = ${organization.id} and batch_id = ${batchId}`;
  const claim = {
    organizationId: organization.id,
    batchId,
    first: chunk?.first as number,
    last: chunk?.last as number,
    learners: chunk?.learners as number,
    token: chunk?.token as number,
  };
  expect(await processChunk(claim)).toBe(false);
  const [left] = await sql`select count(*)::int as count from learners where organization_id = ${organization.id}`;
  expect(left?.count).toBe(20);
  await sql`update deletion_chunks set lease_until = now() - interval '1 second' where organization_id = ${organization.id} and batch_id = ${batchId}`;
  await due();
  await runUntil(cron, organization, batchId, "completed");
});

test("a batch with a row that has no outcome does not end, and ends once it has one", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: 10, learningData: false });
  const { batchId, due } = await orderForLater(cron, organization, csvOf(some(organization.learners, 3)));
  const rows = (by: number) =>
    sql`update deletion_batches set rows = rows + ${by} where organization_id = ${organization.id} and id = ${batchId}`;
  await rows(1);
  await due();
  for (let turn = 0; turn < 3; turn++) await cron();
  expect(await stateOf(organization, batchId)).toBe("processing");
  const [said] = await sql`
    select (select count(*)::int from mails where organization_id = ${organization.id} and batch_id = ${batchId} and kind like '%result%') as mails,
      (select count(*)::int from certificates where organization_id = ${organization.id} and batch_id = ${batchId}) as certificates`;
  expect(said).toEqual({ mails: 0, certificates: 0 });
  await rows(-1);
  await sql`update due_work set due_at = now() where organization_id = ${organization.id} and work_id = ${batchId}`;
  await runUntil(cron, organization, batchId, "completed");
});

test("other products keep a reference, and nothing else", async ({ organizationWith, cron, sql }) => {
  const organization = await organizationWith({ learners: 10, products: ["talent_solutions"] });
  const [ann] = organization.learners;
  await sql`delete from product_seats where organization_id = ${organization.id} and learner_id = ${ann?.id ?? 0}`;
  await sql`insert into product_seats (organization_id, learner_id, product, account_number) values (${organization.id}, ${ann?.id ?? 0}, 'talent_solutions', 'TS-0042')`;
  const batchId = await order(cron, organization, csvOf([ann ?? {}]));
  await runUntil(cron, organization, batchId, "completed");
  const references =
    await sql`select product, account_number from product_references where organization_id = ${organization.id}`;
  expect([...references]).toEqual([{ product: "talent_solutions", account_number: "TS-0042" }]);
});

test("a large file of people deleted before is checked, and its batch ends", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(4), learningData: false });
  const [ann, bob] = organization.learners;
  const one = await order(cron, organization, csvOf([ann ?? {}]));
  await runUntil(cron, organization, one, "completed");
  const strangers = Array.from({ length: 12_000 }, (_, index) => ({ email: `stranger-${index}@example.com` }));
  const two = await order(cron, organization, csvOf([...strangers, { email: ann?.email }, { email: bob?.email }]));
  await runUntil(cron, organization, two, "completed_with_errors");
  expect(await countsOf(organization, two)).toEqual({ deleted: 1, already_deleted: 1, not_found: 12_000 });
  const [kept] =
    await sql`select count(*)::int as count from staged_rows where organization_id = ${organization.id} and batch_id = ${two}`;
  expect(kept?.count).toBe(12_000);
});

test("files cancelled while they are checked leave no connection behind", async ({ organizationWith, cron, sql }) => {
  const organization = await organizationWith({ learners: 2, learningData: false });
  const lines = csvOf(Array.from({ length: 60_000 }, (_, index) => ({ email: `nobody-${index}@example.com` })));
  for (let round = 0; round < 6; round++) {
    const batchId = await upload(organization, lines);
    const run = cron();
    await expect(async () => {
      const [batch] =
        await sql`select checked_bytes, state from deletion_batches where organization_id = ${organization.id} and id = ${batchId}`;
      expect(batch?.checked_bytes > 0 || batch?.state === "ready").toBe(true);
    }).toPass({ timeout: 30_000, intervals: [10] });
    await batches.cancelBatch(proofOf(organization), batchId);
    await run;
    await runUntil(cron, organization, batchId, "cancelled");
  }
  await cron();
  const [open] =
    await sql`select count(*)::int as count from pg_stat_activity where query ilike '%copy staged_rows%' and state <> 'idle' and pid <> pg_backend_pid()`;
  expect(open?.count).toBe(0);
  const [staged] = await sql`select count(*)::int as count from staged_rows where organization_id = ${organization.id}`;
  expect(staged?.count).toBe(0);
});

test("the cron address is closed without the secret, and answers GET alone", async ({ app, request }) => {
  const address = `${app}/api/cron/deletion-batches`;
  for (const authorization of [
    undefined,
    "Bearer undefined",
    "Bearer ",
    "Bearer wrong",
    `Basic ${process.env.E2E_CRON_SECRET}`,
    `Bearer ${process.env.E2E_CRON_SECRET}x`,
  ]) {
    const answer = await request.get(address, { headers: authorization ? { authorization } : {} });
    expect(answer.status(), String(authorization)).toBe(401);
    expect(answer.headers()["cache-control"]).toBe("no-store");
  }
  expect(
    (await request.post(address, { headers: { authorization: `Bearer ${process.env.E2E_CRON_SECRET}` } })).status(),
  ).toBe(405);
});
