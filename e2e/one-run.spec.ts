// One run a process, of the built application: Confirm is answered from another of Next's bundles than the cron address, and both
// have to get the same run, or twice as many chunks would be in flight as the machine is for (lib/processing/run.ts).

import { startBatch } from "@/lib/processing/life";
import { expect } from "./fixtures";
import { callAction, checked, send, test } from "./front-doors";
import { csvOf, named, orderForLater, runUntil } from "./orders";

const LANES = 2;

test("Confirm and the cron address share one run: never more chunks in flight than it has lanes", async ({
  app,
  atDoor,
  cron,
  sql,
  organizationWith,
}) => {
  const organization = await organizationWith({ learners: named(50), learningData: false });
  const { request, door } = await atDoor("Delete users", organization);
  const large = await orderForLater(cron, organization, csvOf(organization.learners.slice(0, 40)));
  expect(await startBatch(organization.id, large.batchId)).toBe(true);
  await sql`delete from deletion_chunks where organization_id = ${organization.id} and batch_id = ${large.batchId}`;
  await sql`
    insert into deletion_chunks (organization_id, batch_id, first_learner_id, last_learner_id, learners)
    select organization_id, batch_id, learner_id, learner_id, 1 from pinned_learners
    where organization_id = ${organization.id} and batch_id = ${large.batchId}`;
  await sql`update safeguards set start_delay_hours = 0 where organization_id = ${organization.id}`;
  const small = await send(door, Buffer.from(csvOf(organization.learners.slice(40, 41))));
  expect((await checked(sql, cron, organization, small))?.state).toBe("ready");
  const name = `take_time_${organization.id}`;
  await sql.unsafe(`
    create function ${name}() returns trigger language plpgsql as $$ begin perform pg_sleep(0.1); return old; end $$;
    create trigger ${name} before delete on learners for each row when (old.organization_id = ${organization.id}) execute function ${name}()`);
  let most = 0;
  try {
    await large.due();
    const runs = [cron()];
    const confirmed = await callAction(request, app, "user-deletion/actions.ts#confirmBatch", [
      { batchId: small, previewNumber: 1 },
    ]);
    expect(confirmed).toMatchObject({ ok: true });
    runs.push(cron());
    for (let left = 1; left > 0; ) {
      const [row] = await sql<{ held: number; left: number }[]>`
        select count(*) filter (where done_at is null and lease_until > now())::int as held, count(*) filter (where done_at is null)::int as left
        from deletion_chunks where organization_id = ${organization.id}`;
      most = Math.max(most, row?.held ?? 0);
      left = row?.left ?? 0;
      if (left > 0 && (row?.held ?? 0) === 0) runs.push(cron());
    }
    await Promise.all(runs);
  } finally {
    await sql.unsafe(`drop function ${name}() cascade`);
  }
  // Fewer where a test beside this one reads pages.
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(LANES);
  for (const batchId of [large.batchId, small]) await runUntil(cron, organization, batchId, "completed");
  const [left] = await sql`select count(*)::int as count from learners where organization_id = ${organization.id}`;
  expect(left?.count).toBe(9);
});
