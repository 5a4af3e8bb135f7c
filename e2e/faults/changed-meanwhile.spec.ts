// faults.md, "Concurrency and crashes", and spec 4: people put on hold, promoted, renamed, removed, re-created while a batch runs, some
// chunks done, one claimed, others free. Whoever is protected is spared, whoever is pinned is meant, a newcomer never.
import type { Sql } from "@/db/client";
import { rebuildReportTotals } from "@/db/seed/report-totals";
import { putOnHold } from "@/lib/holds";
import { proofOf, stateOf } from "../orders";
import { snapshot } from "../whole";
import { expect, test } from "./fixtures";
import { begun, bystander, expectWorldWhole, finish, leasesOver, ordered, type World, worldWith } from "./worlds";

type Someone = World["organization"]["learners"][number];

const CHUNK = 10;

test("on hold, promoted, renamed, removed, re-created while the batch runs: spared who is protected, deleted who is pinned, never a newcomer", async ({
  sql,
  organizationWith,
  startRunner,
  cron,
  provider,
}) => {
  const untouched = await bystander({ sql, organizationWith });
  const world = await begun(
    sql,
    await ordered(cron, await worldWith({ sql, organizationWith }, { learners: 100, going: 80 })),
    CHUNK,
  );
  const { organization, batchIds } = world;
  const [batchId = ""] = batchIds;
  // Two chunks at a time: the third claim comes when the first chunk, at the least, is done.
  const runner = startRunner({ at: "after_claim", nth: 3, signal: "SIGSTOP" });
  await runner.stopped();
  const chunks = await sql<{ first: number; done: boolean; claimed: boolean }[]>`
    select first_learner_id as first, done_at is not null as done, token > 0 as claimed from deletion_chunks
    where organization_id = ${organization.id} and batch_id = ${batchId} order by first_learner_id`;
  expect(chunks.map((chunk) => chunk.claimed).slice(0, 3)).toEqual([true, true, true]);
  expect(chunks.some((chunk) => chunk.done)).toBe(true);
  const inChunk = (index: number): Someone[] => {
    const first = organization.learners.findIndex((learner) => learner.id === chunks[index]?.first);
    return organization.learners.slice(first, first + CHUNK);
  };
  const expected = new Map<number, string>();
  const spared: number[] = [];
  const removed: number[] = [];
  // The claimed one, about to be read, and the last, which nobody has looked at.
  for (const index of [2, chunks.length - 1]) {
    const [held, promoted, renamed, gone, plain] = inChunk(index) as [Someone, Someone, Someone, Someone, Someone];
    expect(await putOnHold(proofOf(organization), { learnerId: held.id, reason: "Inquiry", lastDay: null })).toEqual({
      ok: true,
    });
    await promote(sql, organization.id, promoted);
    await rename(sql, organization.id, renamed);
    await newcomer(sql, organization.id, renamed);
    world.seats -= await remove(sql, organization.id, gone);
    await newcomer(sql, organization.id, gone);
    spared.push(held.id, promoted.id);
    removed.push(gone.id);
    for (const [{ id }, outcome] of [
      [held, "protected hold"],
      [promoted, "protected admin"],
      [renamed, "deleted"],
      [gone, "not_found"],
      [plain, "deleted"],
    ] as const)
      expected.set(rowOf(world, id), outcome);
  }
  // Somebody whose chunk is done comes back under the same address and ID.
  const returned = inChunk(chunks.findIndex((chunk) => chunk.done))[0] as Someone;
  await newcomer(sql, organization.id, returned);
  expected.set(rowOf(world, returned.id), "deleted");
  expect(await stateOf(organization, batchId)).toBe("processing");

  world.gone = world.gone.filter((id) => !spared.includes(id) && !removed.includes(id));
  world.before = await snapshot(sql, organization, world.gone);
  const [kept] = await sql<{ seats: number }[]>`
    select count(*) as seats from product_seats where organization_id = ${organization.id} and learner_id = any(${spared}::bigint[])`;
  world.seats -= kept?.seats ?? 0;
  runner.signal("SIGCONT");
  await leasesOver(sql);
  await finish(sql, cron, [world]);

  await expectWorldWhole(sql, provider, world);
  const outcomes = await sql<{ row: number; outcome: string }[]>`
    select row_number as row, concat_ws(' ', outcome, case when outcome = 'protected' then reason end) as outcome from outcomes
    where organization_id = ${organization.id} and batch_id = ${batchId} and row_number = any(${[...expected.keys()]}::int[])`;
  expect(new Map(outcomes.map(({ row, outcome }) => [row, outcome]))).toEqual(expected);
  await untouched();
});

/** The file's line: the header is the first. */
const rowOf = (world: World, id: number) => world.organization.learners.findIndex((learner) => learner.id === id) + 2;

async function promote(sql: Sql, organizationId: number, { name, email }: Someone): Promise<void> {
  await sql`
    insert into admins (organization_id, name, email, normalized_email, role)
    values (${organizationId}, ${name}, ${email}, ${email?.toLowerCase() ?? ""}, 'sub_admin')`;
}

/** Another address and another ID. */
async function rename(sql: Sql, organizationId: number, { id }: Someone): Promise<void> {
  const email = `renamed-${id}@people.example`;
  await sql`
    update learners set name = 'Renamed', primary_email_address = ${email}, normalized_email = ${email}, unique_user_id = ${`R-${id}`}
    where organization_id = ${organizationId} and id = ${id}`;
}

/** By somebody else than the product, so without a tombstone. Answers how many seats went. */
async function remove(sql: Sql, organizationId: number, { id }: Someone): Promise<number> {
  let seats = 0;
  await sql.begin(async (tx) => {
    for (const table of ["viewing_activity", "course_progress", "assignments", "group_memberships", "product_seats"]) {
      const rows = await tx`delete from ${tx(table)} where organization_id = ${organizationId} and learner_id = ${id}`;
      if (table === "product_seats") seats = rows.count;
    }
    await tx`delete from learners where organization_id = ${organizationId} and id = ${id}`;
    await rebuildReportTotals(tx as never, organizationId);
  });
  return seats;
}

/** Somebody new under the address and the ID that were this learner's. */
async function newcomer(sql: Sql, organizationId: number, { email, userId }: Someone): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`
      insert into learners (organization_id, name, primary_email_address, normalized_email, unique_user_id, search_text, sort_name)
      values (${organizationId}, 'Newcomer', ${email}, ${email?.toLowerCase() ?? ""}, ${userId}, 'newcomer', 'newcomer')`;
    await rebuildReportTotals(tx as never, organizationId);
  });
}
