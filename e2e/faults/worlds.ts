// An organization with a batch in it to which something is done, and what must hold afterwards, whatever it was: e2e/whole.ts, and
// besides it mails at the provider, references, audit log, and that nobody is left holding anything. Used by the specs of this folder.
import type { Sql } from "@/db/client";
import { walkChain } from "@/lib/audit";
import { startBatch } from "@/lib/processing/life";
import { confirm, csvOf, proofOf, stateOf, upload } from "../orders";
import type { OrganizationPlan, TestOrganization } from "../organizations";
import type { ResendStandIn } from "../resend-stand-in";
import { everythingOf, expectWhole, snapshot } from "../whole";
import { expect } from "./fixtures";

type Making = { sql: Sql; organizationWith: (plan?: OrganizationPlan) => Promise<TestOrganization> };

export type World = {
  organization: TestOrganization;
  batchIds: string[];
  gone: number[];
  before: Awaited<ReturnType<typeof snapshot>>;
  /** Seats in other products that stay as references. */
  seats: number;
};

export const ENDED = ["completed", "completed_with_errors"];

type Size = Omit<OrganizationPlan, "learners"> & { learners: number; going: number };

/** An organization of which the first `going` learners will be deleted, by batches that are yet to come. */
export async function worldOf({ sql, organizationWith }: Making, { learners, going, ...plan }: Size): Promise<World> {
  const organization = await organizationWith({ ...plan, learners, products: ["talent_solutions", "sales_solutions"] });
  await sql`update safeguards set brake_percent = 100 where organization_id = ${organization.id}`;
  const address = `reader@${organization.domain}`;
  await sql`
    insert into mail_recipients (organization_id, email, normalized_email, language, confirmed_at)
    values (${organization.id}, ${address}, ${address}, 'id', app_now())`;
  const gone = organization.learners.slice(0, going).map((learner) => learner.id);
  const before = await snapshot(sql, organization, gone);
  const [seats] = await sql<{ count: number }[]>`
    select count(*) as count from product_seats where organization_id = ${organization.id} and learner_id = any(${gone}::bigint[])`;
  return { organization, batchIds: [], gone, before, seats: seats?.count ?? 0 };
}

/** The same with a batch that names them all, a stranger, and one of them twice; uploaded, and nothing more yet. */
export async function worldWith(making: Making, size: Size): Promise<World> {
  const world = await worldOf(making, size);
  const lines = world.organization.learners.slice(0, size.going);
  const csv = csvOf([...lines, { email: "nobody@people.example" }, lines[0] ?? {}]);
  world.batchIds.push(await upload(world.organization, csv));
  return world;
}

/** Checked and confirmed: the next run begins it. */
export async function ordered(cron: () => Promise<unknown>, world: World): Promise<World> {
  for (const batchId of world.batchIds) {
    await expect(async () => {
      if ((await stateOf(world.organization, batchId)) === "checking") await cron();
      expect(await stateOf(world.organization, batchId)).toBe("ready");
    }).toPass({ timeout: 60_000, intervals: [100] });
    expect(await confirm(world.organization, batchId)).toMatchObject({ ok: true, startsNow: true });
  }
  return world;
}

/** Begun, and cut into chunks of so many learners, so that there is much to be interrupted. Chunks somebody has begun with stay as they are. */
export async function begun(sql: Sql, world: World, chunkLearners: number): Promise<World> {
  const { id } = world.organization;
  for (const batchId of world.batchIds) {
    await startBatch(id, batchId);
    await sql.begin(async (tx) => {
      const chunks = await tx<{ token: number }[]>`
        select token from deletion_chunks where organization_id = ${id} and batch_id = ${batchId} for update`;
      if (chunks.some((chunk) => chunk.token > 0)) return;
      await tx`delete from deletion_chunks where organization_id = ${id} and batch_id = ${batchId}`;
      await tx`
        insert into deletion_chunks (organization_id, batch_id, first_learner_id, last_learner_id, learners)
        select ${id}, ${batchId}, min(learner_id), max(learner_id), count(*) from (
          select learner_id, (row_number() over (order by learner_id) - 1) / ${chunkLearners}::int as chunk
          from pinned_learners where organization_id = ${id} and batch_id = ${batchId}) as placed group by chunk`;
    });
  }
  return world;
}

/**
 * A minute, and whatever somebody waits for, has gone by: leases are over, what is to be tried again is due. What a transaction
 * holds at this moment is left alone, or this would wait for whoever was stopped in the middle of one.
 */
export async function leasesOver(sql: Sql): Promise<void> {
  await sql`
    update deletion_chunks c set retry_at = null, lease_until = case when c.lease_until is null then null else now() - interval '1 second' end
    from (select ctid from deletion_chunks where done_at is null and (lease_until is not null or retry_at is not null) for update skip locked) as free
    where c.ctid = free.ctid`;
  await sql`
    update deletion_batches b set check_lease_until = now() - interval '1 second'
    from (select ctid from deletion_batches where check_lease_until is not null for update skip locked) as free where b.ctid = free.ctid`;
  await sql`
    update mails m set retry_at = null, lease_until = case when m.lease_until is null then null else now() - interval '1 second' end
    from (select ctid from mails where state = 'pending' and (lease_until is not null or retry_at is not null) for update skip locked) as free
    where m.ctid = free.ctid`;
  await sql`
    update due_work d set due_at = app_now()
    from (select ctid, organization_id, work_id from due_work where due_at > app_now() for update skip locked) as free
    where d.ctid = free.ctid and (
      exists (select 1 from mails m where m.organization_id = free.organization_id and m.batch_id = free.work_id and m.state = 'pending')
      or exists (select 1 from deletion_batches b where b.organization_id = free.organization_id and b.id = free.work_id and b.state in ('checking', 'processing')))`;
}

/** Whether anything of these batches is left to do, mails included. */
export async function isOver(sql: Sql, worlds: World[]): Promise<boolean> {
  const [open] = await sql`
    select 1 from deletion_batches b where b.id = any(${worlds.flatMap((world) => world.batchIds)}::uuid[])
      and (b.state not in ('completed', 'completed_with_errors')
        or exists (select 1 from mails m where m.organization_id = b.organization_id and m.batch_id = b.id and m.state = 'pending'))`;
  return open === undefined;
}

/** Runs until nothing is left to do. Batches that wait for Confirm get it. */
export async function finish(sql: Sql, cron: () => Promise<unknown>, worlds: World[]): Promise<void> {
  await expect(async () => {
    await leasesOver(sql);
    await cron();
    for (const { organization, batchIds } of worlds)
      for (const batchId of batchIds)
        if ((await stateOf(organization, batchId)) === "ready") await confirm(organization, batchId);
    expect(await isOver(sql, worlds)).toBe(true);
  }).toPass({ timeout: 90_000, intervals: [100] });
}

/** Somebody else's organization, which nothing may touch. */
export async function bystander({ sql, organizationWith }: Making): Promise<() => Promise<void>> {
  const { id, learners } = await organizationWith({ learners: 15 });
  const ids = learners.map((learner) => learner.id);
  const before = await everythingOf(sql, id, ids);
  return async () => expect(await everythingOf(sql, id, ids)).toBe(before);
}

export async function expectWorldWhole(sql: Sql, provider: ResendStandIn, world: World): Promise<void> {
  await expectWhole(sql, world);
  const { organization, batchIds, seats } = world;
  const count = async (rows: Promise<{ count: number }[]>) => (await rows)[0]?.count;
  expect(
    await count(sql`select count(*) as count from product_references where organization_id = ${organization.id}`),
    "references",
  ).toBe(seats);
  for (const batchId of batchIds) {
    // One logical mail a recipient, however often it was asked for; and what we say was sent is what the provider has.
    const keys = provider.mails.map((mail) => mail.key ?? "").filter((key) => key.includes(batchId));
    expect(new Set(keys).size, "mails are one a key").toBe(keys.length);
    const to = provider.mails.filter((mail) => mail.key?.includes(batchId)).flatMap((mail) => mail.to);
    expect(to.sort(), "mails at the provider").toEqual(
      [organization.admin.email, `reader@${organization.domain}`].sort(),
    );
    const states =
      await sql`select distinct state from mails where organization_id = ${organization.id} and batch_id = ${batchId}`;
    expect(states.map((mail) => mail.state)).toEqual(["sent"]);
    expect(
      await count(
        sql`select count(*) as count from certificates where organization_id = ${organization.id} and batch_id = ${batchId}`,
      ),
      "certificates",
    ).toBe(1);
    const entries = await sql<{ action: string }[]>`
      select action from audit_entries where organization_id = ${organization.id} and batch_id = ${batchId}
        and (action = 'batch.started' or action like 'batch.completed%') order by sequence`;
    expect(entries.map((entry) => entry.action.replace("_with_errors", ""))).toEqual([
      "batch.started",
      "batch.completed",
    ]);
    const [chunks] = await sql`
      select sum(deleted)::int as deleted, count(*) filter (where done_at is null or lease_until is not null)::int as held
      from deletion_chunks where organization_id = ${organization.id} and batch_id = ${batchId}`;
    const [batch] =
      await sql`select counts->>'deleted' as deleted from deletion_batches where organization_id = ${organization.id} and id = ${batchId}`;
    expect(chunks).toEqual({ deleted: Number(batch?.deleted ?? 0), held: 0 });
    expect(
      await count(
        sql`select count(*) as count from pinned_learners where organization_id = ${organization.id} and batch_id = ${batchId}`,
      ),
    ).toBe(0);
  }
  for await (const walk of walkChain(proofOf(organization))) if (walk.done) expect(walk.break).toBeNull();
}
