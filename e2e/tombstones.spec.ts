// Tombstones (spec 7): a key that is rotated, somebody deleted twice, and the end of their time, with all that the batch left.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { findTombstones, toldTombstone } from "@/lib/tombstones";
import { expect, test } from "./fixtures";
import { listOf, runListUntil, uploadFindList } from "./lists-in-hand";
import { csvOf, named, order, proofOf, runUntil, upload } from "./orders";
import type { TestOrganization } from "./organizations";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What a process with these keys finds of these addresses; with `write` after it has left tombstones of them. */
function withKeys(keys: string, organization: TestOrganization, batchId: string, write: boolean, emails: string[]) {
  const args = ["--import", "tsx", "e2e/tombstone-process.ts", String(organization.id), batchId];
  const run = spawnSync(process.execPath, [...args, write ? "write" : "find", ...emails], {
    cwd: ROOT,
    env: { ...process.env, TOMBSTONE_KEY: keys },
    encoding: "utf8",
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as string[];
}

test("a key is rotated by adding one in front: old tombstones are found, new ones carry its version", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(4), learningData: false });
  const [old, fresh] = [organization.learners[0]?.email ?? "", organization.learners[1]?.email ?? ""];
  const batchId = await order(cron, organization, csvOf([{ email: old }]));
  await runUntil(cron, organization, batchId, "completed");
  const before = process.env.E2E_TOMBSTONE_KEY ?? "";
  const added = `2:${randomBytes(32).toString("base64")}`;
  expect(withKeys(`${added},${before}`, organization, batchId, true, [fresh])).toEqual([fresh]);
  expect(withKeys(`${added},${before}`, organization, batchId, false, [old, fresh])).toEqual([old, fresh].sort());
  // The old key taken away too early no longer finds what it wrote.
  expect(withKeys(added, organization, batchId, false, [old, fresh])).toEqual([fresh]);
  expect(withKeys(before, organization, batchId, false, [old, fresh])).toEqual([old]);
  const versions = await sql<{ version: number }[]>`
    select key_version as version from tombstones where organization_id = ${organization.id} order by id`;
  expect(versions.map(({ version }) => version)).toEqual([1, 2]);
});

test("a list finds tombstones under an older key too, one join a version", async ({ organizationWith, cron, sql }) => {
  const organization = await organizationWith({ learners: named(6), learningData: false });
  const [ann, bob] = organization.learners;
  const batchId = await order(cron, organization, csvOf([ann ?? {}, bob ?? {}]));
  await runUntil(cron, organization, batchId, "completed");
  // As if the server's key had come later: Ann's tombstone is under another version, whose key this process has.
  const { placeFound } = await import("@/lib/finding/deciding");
  const { fingerprinter, tombstoneKeys } = await import("@/lib/tombstones");
  const keys = tombstoneKeys();
  const older = { version: 7, key: randomBytes(32) };
  const print = fingerprinter(organization.id, older)({ email: ann?.email ?? null, userId: ann?.userId ?? null });
  const now = fingerprinter(organization.id)({ email: ann?.email ?? null, userId: null });
  await sql`
    update tombstones set key_version = 7, email_hash = decode(${print.email}, 'hex'), user_id_hash = decode(${print.userId}, 'hex')
    where organization_id = ${organization.id} and email_hash = decode(${now.email}, 'hex')`;
  const listId = await uploadFindList(organization, csvOf([ann ?? {}, bob ?? {}, organization.learners[2] ?? {}]));
  await runListUntil(cron, organization, listId, "ready");
  // The server does not know the older key.
  expect((await listOf(organization, listId))?.counts).toEqual({ deleted: 1, not_deleted: 2 });
  keys.push(older);
  try {
    const { transaction } = await import("@/db/client");
    await transaction(async (tx) => {
      // The rows arrive once more, with their fingerprints under the newest key.
      await tx`create temporary table arrived_rows (like list_rows including defaults) on commit drop`;
      await tx`
        with gone as (delete from list_rows where organization_id = ${organization.id} and list_id = ${listId} returning *)
        insert into arrived_rows select * from gone`;
      await tx`update arrived_rows set outcome = 'not_deleted', reason = null, earlier_deleted_at = null, earlier_batch_id = null`;
      const newest = fingerprinter(organization.id);
      for (const { email, userId } of [ann, bob] as { email: string; userId: string }[]) {
        const now = newest({ email, userId });
        await tx`
          update arrived_rows set email_hash = decode(${now.email}, 'hex'), user_id_hash = decode(${now.userId}, 'hex')
          where normalized_email = ${email}`;
      }
      await placeFound(tx, { organizationId: organization.id, listId });
    });
  } finally {
    keys.pop();
  }
  const found = await sql`
    select row_number, outcome, reason, earlier_batch_id from list_rows
    where organization_id = ${organization.id} and list_id = ${listId} order by row_number`;
  expect(found.map((row) => [row.row_number, row.outcome, row.reason, row.earlier_batch_id])).toEqual([
    [2, "deleted", null, batchId],
    [3, "deleted", null, batchId],
    [4, "not_deleted", null, null],
  ]);
});

test("somebody deleted twice has two tombstones, and the later deletion is told", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(4), learningData: false });
  const [ann] = organization.learners;
  const first = await order(cron, organization, csvOf([{ email: ann?.email }]));
  await runUntil(cron, organization, first, "completed");
  // Synchronised from elsewhere, past Add users: the account is there again under its tombstone.
  await sql`
    insert into learners (organization_id, name, primary_email_address, normalized_email, unique_user_id, search_text, sort_name)
    values (${organization.id}, 'Ann', ${ann?.email ?? ""}, ${ann?.email ?? ""}, ${ann?.userId ?? ""}, 'ann', 'ann')`;
  await sql`insert into report_totals (organization_id, month, learners) values (${organization.id}, 'all', 1)`;
  await sql`update deletion_batches set confirmed_at = confirmed_at - interval '2 days' where organization_id = ${organization.id}`;
  await sql`update tombstones set deleted_at = deleted_at - interval '2 days' where organization_id = ${organization.id}`;
  const second = await order(cron, organization, csvOf([{ userId: ann?.userId }]));
  await runUntil(cron, organization, second, "completed");
  const [count] = await sql`select count(*)::int as count from tombstones where organization_id = ${organization.id}`;
  expect(count?.count).toBe(2);
  const [match] = await findTombstones(sql, organization.id, [{ email: ann?.email ?? null, userId: null }]);
  expect(match && toldTombstone(match)?.batchId).toBe(second);
  const listId = await uploadFindList(organization, csvOf([ann ?? {}]));
  await runListUntil(cron, organization, listId, "ready");
  const [row] = await sql`
    select outcome, reason, earlier_batch_id from list_rows where organization_id = ${organization.id} and list_id = ${listId}`;
  expect(row).toMatchObject({ outcome: "deleted", reason: null, earlier_batch_id: second });
});

/** As if the batch had ended so many days ago. */
async function ago(sql: typeof import("@/db/client").sql, organizationId: number, batchId: string, days: number) {
  const since = `${days} days`;
  await sql`
    update deletion_batches set ended_at = ended_at - ${since}::interval, started_at = started_at - ${since}::interval
    where organization_id = ${organizationId} and id = ${batchId}`;
  await sql`
    update tombstones set deleted_at = deleted_at - ${since}::interval where organization_id = ${organizationId} and batch_id = ${batchId}`;
  await sql`update due_work set due_at = app_now() where organization_id = ${organizationId} and work_id = ${batchId}`;
}

test("after their time tombstones go, and with them all that the batch left but the audit log", async ({
  page,
  signIn,
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(6) });
  const { id } = organization;
  const [ann, bob, cyd] = organization.learners;
  const old = await order(cron, organization, csvOf([ann ?? {}, bob ?? {}, { email: "nobody@rare.example" }]));
  await runUntil(cron, organization, old, "completed_with_errors");
  const later = await order(cron, organization, csvOf([{ email: ann?.email }, cyd ?? {}]));
  await runUntil(cron, organization, later, "completed");
  const [audited] = await sql`
    select count(*)::int as count from audit_entries where organization_id = ${id} and batch_id = ${old}`;

  // A day before its time everything is there: five years and a day are 1827 days.
  await ago(sql, id, old, 1825);
  await cron();
  const [kept] = await sql`
    select d.due_at > app_now() as later, b.values_dropped_at is not null as dropped,
      (select count(*)::int from tombstones where organization_id = ${id} and batch_id = ${old}) as tombstones
    from deletion_batches b left join due_work d on d.organization_id = ${id} and d.work_id = b.id
    where b.organization_id = ${id} and b.id = ${old}`;
  expect(kept).toEqual({ later: true, dropped: true, tombstones: 2 });

  await ago(sql, id, old, 2);
  await expect(async () => {
    await cron();
    const [left] = await sql`select 1 from deletion_batches where organization_id = ${id} and id = ${old}`;
    expect(left).toBeUndefined();
  }).toPass({ timeout: 30_000 });
  for (const table of ["tombstones", "outcomes", "deletion_chunks", "staged_rows", "pinned_learners", "mails"]) {
    const [left] = await sql`
      select count(*)::int as count from ${sql(table)} where organization_id = ${id} and batch_id = ${old}`;
    expect(left?.count, table).toBe(0);
  }
  const [due] = await sql`select 1 from due_work where organization_id = ${id} and work_id = ${old}`;
  expect(due).toBeUndefined();
  const [entries] = await sql`
    select count(*)::int as count, bool_or(action = 'batch.record_expired') as told
    from audit_entries where organization_id = ${id} and batch_id = ${old}`;
  expect(entries).toEqual({ count: (audited?.count ?? 0) + 1, told: true });
  const [other] = await sql`
    select count(*)::int as count from tombstones where organization_id = ${id} and batch_id = ${later}`;
  expect(other?.count).toBe(1);

  // The later batch tells of a deletion whose batch is gone.
  await signIn(page, organization.admin.email);
  await page.goto(`/authenticate/automate-user-management/batches/${later}`);
  await expect(page.getByRole("table", { name: "Rows of the file" })).toContainText(`Deleted earlier, on`);
  await page.goto(`/authenticate/automate-user-management/batches/${old}`);
  await expect(page.getByRole("heading", { name: "There is nothing at this address" })).toBeVisible();
});

test("a batch that deleted nobody goes when its tombstones would have: file name, reference and reason name people", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(3), learningData: false });
  const { id } = organization;
  const broken = await upload(organization, "email\nx", "annual leave of Ann.csv");
  await runUntil(cron, organization, broken, "terminated");
  const cancelled = await upload(organization, csvOf(organization.learners), "Ann.csv");
  await runUntil(cron, organization, cancelled, "ready");
  const { cancelBatch } = await import("@/lib/batches");
  expect(await cancelBatch(proofOf(organization), cancelled)).toEqual({ ok: true });
  const left = async () => {
    await cron();
    const rows = await sql<{ state: string }[]>`
      select b.state from deletion_batches b join due_work d on d.organization_id = ${id} and d.work_id = b.id and d.due_at > app_now()
      where b.organization_id = ${id}`;
    return rows.map(({ state }) => state).sort();
  };
  for (const batchId of [broken, cancelled]) await ago(sql, id, batchId, 1825);
  await expect.poll(left).toEqual(["cancelled", "terminated"]);
  for (const batchId of [broken, cancelled]) await ago(sql, id, batchId, 2);
  await expect.poll(left).toEqual([]);
  const [rest] = await sql<{ batches: number; due: number; told: number; named: number }[]>`
    select (select count(*)::int from deletion_batches where organization_id = ${id}) as batches,
      (select count(*)::int from due_work where organization_id = ${id}) as due,
      (select count(*)::int from audit_entries where organization_id = ${id} and action = 'batch.record_expired') as told,
      (select count(*)::int from audit_entries where organization_id = ${id} and details like '%Ann%') as named`;
  expect(rest).toEqual({ batches: 0, due: 0, told: 2, named: 0 });
});

test("the time is the setting's as it is then: tombstones go early, the batch with its results file not before 30 days", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(3), learningData: false });
  const { id } = organization;
  const batchId = await order(
    cron,
    organization,
    csvOf([organization.learners[0] ?? {}, { email: "no@rare.example" }]),
  );
  await runUntil(cron, organization, batchId, "completed_with_errors");
  const { transaction } = await import("@/db/client");
  const { followTombstoneTime } = await import("@/lib/processing/expiry");
  const due = async () => {
    const [row] = await sql<{ days: number }[]>`
      select round(extract(epoch from d.due_at - b.ended_at) / 86400)::int as days
      from due_work d join deletion_batches b on b.organization_id = ${id} and b.id = d.work_id where d.organization_id = ${id}`;
    return row?.days;
  };
  await ago(sql, id, batchId, 5);
  await cron();
  expect(await due()).toBe(30);
  await transaction(async (tx) => {
    await tx`update safeguards set tombstone_days = 10 where organization_id = ${id}`;
    await followTombstoneTime(tx, id);
  });
  expect(await due()).toBe(10);
  await ago(sql, id, batchId, 6);
  const tombstones = async () => {
    await cron();
    const [row] = await sql`
      select (select count(*)::int from tombstones where organization_id = ${id}) as tombstones,
        (select count(*)::int from staged_rows where organization_id = ${id}) as values,
        (select count(*)::int from outcomes where organization_id = ${id}) as outcomes`;
    return row;
  };
  await expect.poll(tombstones).toEqual({ tombstones: 0, values: 1, outcomes: 2 });
  expect(await due()).toBe(30);
  await ago(sql, id, batchId, 20);
  await expect.poll(tombstones).toEqual({ tombstones: 0, values: 0, outcomes: 0 });
  expect(await due()).toBeUndefined();
});

test("what many deletions left goes portion by portion, and a run that is killed goes on where it was", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({ learners: named(2), learningData: false });
  const { id } = organization;
  const batchId = await order(cron, organization, csvOf([organization.learners[0] ?? {}]));
  await runUntil(cron, organization, batchId, "completed");
  await sql`
    insert into tombstones (organization_id, key_version, email_hash, batch_id, deleted_at)
    select ${id}, 1, sha256(convert_to(n::text, 'UTF8')), ${batchId}, app_now() from generate_series(1, 45000) n`;
  const { expireBatchRecord } = await import("@/lib/processing/expiry");
  expect(await expireBatchRecord(id, batchId)).toBe("kept");
  await ago(sql, id, batchId, 1900);
  await sql`update due_work set due_at = app_now() + interval '1 hour' where organization_id = ${id}`;
  const left = async () => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from tombstones where organization_id = ${id}`;
    return row?.count;
  };
  await sql`update deletion_batches set values_dropped_at = app_now() where organization_id = ${id}`;
  expect(await expireBatchRecord(id, batchId)).toBe("portion");
  expect(await left()).toBe(25_001);
  // Two at once: one works, the other has other things to do.
  expect((await Promise.all([expireBatchRecord(id, batchId), expireBatchRecord(id, batchId)])).sort()).toContain(
    "portion",
  );
  for (let turn = 0; turn < 20 && (await expireBatchRecord(id, batchId)) !== "gone"; turn++);
  expect(await left()).toBe(0);
  const { readBatch } = await import("@/lib/batches");
  expect(await readBatch(proofOf(organization), batchId)).toBeUndefined();
});
