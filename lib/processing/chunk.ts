// The deed itself: one transaction that deletes a chunk's learners with all their learning data and writes outcomes, tombstones
// and report deltas together (spec 5, 7). Called by queue.ts with a claimed chunk. Lock order: chunk, learners by id, staged rows.
import { type Transaction, transaction } from "@/db/client";
import type { product } from "@/db/schema/organizations";
import type { Outcome } from "../outcomes";
import { protectedLearners } from "../protection";
import { findTombstones, writeTombstones } from "../tombstones";
import { blankValues } from "./blanking";

export type Claim = {
  organizationId: number;
  batchId: string;
  first: number;
  last: number;
  token: number;
  learners: number;
};

/** A learner of the chunk, as pinned and as it stands now. */
export type Pinned = {
  learner_id: number;
  row_number: number;
  here: boolean;
  email: string | null;
  user_id: string | null;
  guard: string | null;
};

/** What went with a chunk's learners, in records (and seconds viewed), and how many seats stayed as references: for the certificate. */
export type Removed = Record<
  | "course_progress"
  | "completions"
  | "viewing_activity"
  | "seconds_viewed"
  | "assignments"
  | "group_memberships"
  | (typeof product.enumValues)[number],
  number
>;

/** Seconds that a statement may run, and a lock be waited for, before the chunk gives up and is tried again in halves. */
const STATEMENT_SECONDS = 30;
const LOCK_SECONDS = 5;

/**
 * Processes one claimed chunk. Answers false, having changed nothing, when the claim is no longer ours (fencing).
 * Whatever it throws, nothing of the chunk has happened.
 */
export async function processChunk(claim: Claim): Promise<boolean> {
  return transaction(async (tx) => {
    // Seeks only: the plans of foreign-key checks are kept, and one made while a table was empty would read all of it for each row.
    await tx.unsafe(`set local lock_timeout = '${LOCK_SECONDS}s'; set local enable_seqscan = off`);
    const { organizationId, batchId, first, last, token } = claim;
    const [ours] = await tx<{ stopped: boolean }[]>`
      select b.stop_requested_at is not null as stopped
      from deletion_chunks c
      join deletion_batches b on b.organization_id = c.organization_id and b.id = c.batch_id
      where c.organization_id = ${organizationId} and c.batch_id = ${batchId} and c.first_learner_id = ${first}
        and c.last_learner_id = ${last} and c.token = ${token} and c.done_at is null and b.state = 'processing'
      for update of c`;
    if (!ours) return false;
    if (ours.stopped) {
      await settleRest(tx, claim, "cancelled");
      return true;
    }
    const pinned = await lockAndRead(tx, claim);
    const going = pinned.filter((row) => row.here && row.guard === null);
    const spared = pinned.filter((row) => row.here && row.guard !== null);
    const gone = pinned.filter((row) => !row.here);
    let removed: Removed | null = null;
    if (going.length > 0) {
      const ids = going.map((row) => row.learner_id);
      removed = await deleteLearningData(tx, organizationId, ids);
      await tx`delete from learners where organization_id = ${organizationId} and id = any(${ids}::bigint[])`;
      await writeOutcomes(tx, claim, going, "deleted");
      await blankValues(tx, claim, going);
      await writeTombstones(
        tx,
        organizationId,
        batchId,
        going.map((row) => ({ email: row.email, userId: row.user_id })),
      );
    }
    for (const reason of new Set(spared.map((row) => row.guard))) {
      await writeOutcomes(
        tx,
        claim,
        spared.filter((row) => row.guard === reason),
        "protected",
        reason,
      );
    }
    const already = await settleGone(tx, claim, gone);
    await unpin(tx, claim);
    await tx`
      update deletion_chunks
      set done_at = app_now(), lease_until = null, error_code = null, deleted = ${going.length}, protected = ${spared.length},
        already_deleted = ${already}, not_found = ${gone.length - already}, removed = ${removed && tx.json(removed)}
      where organization_id = ${organizationId} and batch_id = ${batchId} and first_learner_id = ${first} and token = ${token}`;
    return true;
  }, STATEMENT_SECONDS);
}

/** Every learner of the chunk gets the same outcome and stays whole: `cancelled` after a stop, `failed` after 24 hours. */
export async function settleRest(
  tx: Transaction,
  claim: Claim,
  outcome: "cancelled" | "failed",
  reason: string | null = null,
): Promise<void> {
  const { organizationId, batchId, first, last, token } = claim;
  const rows = await tx`
    insert into outcomes (organization_id, batch_id, row_number, outcome, reason)
    select organization_id, batch_id, row_number, ${outcome}, ${reason} from pinned_learners
    where organization_id = ${organizationId} and batch_id = ${batchId} and learner_id between ${first} and ${last}`;
  await unpin(tx, claim);
  await tx`
    update deletion_chunks set done_at = app_now(), lease_until = null, ${tx(outcome)} = ${rows.count}
    where organization_id = ${organizationId} and batch_id = ${batchId} and first_learner_id = ${first} and token = ${token} and done_at is null`;
}

/** A pinned learner is one still to do: settled, the pin goes. */
async function unpin(tx: Transaction, { organizationId, batchId, first, last }: Claim): Promise<void> {
  await tx`
    delete from pinned_learners
    where organization_id = ${organizationId} and batch_id = ${batchId} and learner_id between ${first} and ${last}`;
}

/** Locks the learners in id order; only the statement after that reads who they are now, so a change that was waited for is seen. */
async function lockAndRead(tx: Transaction, { organizationId, batchId, first, last }: Claim): Promise<Pinned[]> {
  await tx`
    select l.id from learners l
    join pinned_learners p on p.organization_id = l.organization_id and p.learner_id = l.id
    where p.organization_id = ${organizationId} and p.batch_id = ${batchId} and p.learner_id between ${first} and ${last}
      and l.organization_id = ${organizationId} and l.id between ${first} and ${last}
    order by l.id for update of l`;
  return tx<Pinned[]>`
    with guarded as materialized (${protectedLearners(tx, organizationId)})
    select p.learner_id, p.row_number, l.id is not null as here, l.normalized_email as email, l.unique_user_id as user_id, g.reason as guard
    from pinned_learners p
    left join learners l on l.organization_id = p.organization_id and l.id = p.learner_id
    left join guarded g on g.learner_id = p.learner_id
    where p.organization_id = ${organizationId} and p.batch_id = ${batchId} and p.learner_id between ${first} and ${last}
    order by p.learner_id`;
}

/**
 * Deletes all that hangs on these learners, and in the same statement takes it off the report totals and keeps the reference
 * for other products (spec 7). The foreign keys are NO ACTION: a kind of learning data forgotten here raises in the next
 * statement instead of vanishing.
 */
async function deleteLearningData(tx: Transaction, organizationId: number, ids: number[]): Promise<Removed> {
  const [removed] = await tx<Removed[]>`
    with viewed as (
      delete from viewing_activity where organization_id = ${organizationId} and learner_id = any(${ids}::bigint[])
      returning learner_id, course_id, date_trunc('month', viewed_at at time zone 'UTC') as month, seconds
    ),
    progressed as (
      delete from course_progress where organization_id = ${organizationId} and learner_id = any(${ids}::bigint[])
      returning learner_id, course_id, date_trunc('month', completed_at at time zone 'UTC') as month
    ),
    belonged as (
      delete from group_memberships where organization_id = ${organizationId} and learner_id = any(${ids}::bigint[])
      returning learner_id, group_id
    ),
    assigned as (
      delete from assignments where organization_id = ${organizationId} and learner_id = any(${ids}::bigint[])
      returning 1
    ),
    -- One that has ended: who is on hold now was spared. Its reason goes with the learner.
    held as (
      delete from holds where organization_id = ${organizationId} and learner_id = any(${ids}::bigint[])
    ),
    seated as (
      delete from product_seats where organization_id = ${organizationId} and learner_id = any(${ids}::bigint[])
      returning product, account_number
    ),
    kept as (
      insert into product_references (organization_id, product, account_number, deleted_at)
      select ${organizationId}, s.product, s.account_number, app_now()
      from seated s join organization_products o on o.organization_id = ${organizationId} and o.product = s.product
      returning product
    ),
    -- What was viewed stands here once a learner, course and month, so that counting learners needs no distinct.
    did as (
      select learner_id, course_id, month, sum(seconds) as seconds, 0 as completions from viewed group by 1, 2, 3
      union all
      select learner_id, course_id, month, 0, 1 from progressed where month is not null
    ),
    -- A learner counts once in a month, and only for viewing something in it.
    monthly as (
      select learner_id, month, sum(seconds) as seconds, sum(completions) as completions, (sum(seconds) > 0)::int as active from did group by 1, 2
    ),
    by_course as (
      select learner_id, course_id, sum(seconds) as seconds, sum(completions) as completions from did group by 1, 2
    ),
    -- What each learner adds to the sums of all time: one learner, viewed or not.
    ever as (
      select i.learner_id, coalesce(sum(seconds), 0) as seconds, coalesce(sum(completions), 0) as completions
      from unnest(${ids}::bigint[]) as i(learner_id) left join monthly m using (learner_id) group by 1
    ),
    deltas as (
      select month, 0 as group_id, 0 as course_id, sum(seconds) as seconds, sum(completions) as completions, sum(active) as learners from monthly group by 1
      union all
      select month, group_id, 0, sum(seconds), sum(completions), sum(active) from monthly join belonged using (learner_id) group by 1, 2
      union all
      select month, 0, course_id, sum(seconds), sum(completions), count(*) filter (where seconds > 0) from did group by 1, 3
      union all
      select null, 0, 0, sum(seconds), sum(completions), count(*) from ever
      union all
      select null, group_id, 0, sum(seconds), sum(completions), count(*) from ever join belonged using (learner_id) group by 2
      union all
      select null, 0, course_id, sum(seconds), sum(completions), count(*) filter (where seconds > 0) from by_course group by 3
    ),
    reported as (
      insert into report_totals (organization_id, month, group_id, course_id, seconds, completions, learners)
      select ${organizationId}, coalesce(to_char(month, 'YYYY-MM'), 'all'), group_id, course_id, -seconds, -completions, -learners from deltas
    )
    select progressed.*, viewed.*, assigned.*, belonged.*, kept.*
    from (select count(*) as course_progress, count(month) as completions from progressed) as progressed,
      (select count(*) as viewing_activity, coalesce(sum(seconds), 0)::bigint as seconds_viewed from viewed) as viewed,
      (select count(*) as assignments from assigned) as assigned,
      (select count(*) as group_memberships from belonged) as belonged,
      (select count(*) filter (where product = 'talent_solutions') as talent_solutions,
        count(*) filter (where product = 'marketing_solutions') as marketing_solutions,
        count(*) filter (where product = 'sales_solutions') as sales_solutions from kept) as kept`;
  if (!removed) throw new Error("nothing told what was removed");
  return removed;
}

async function writeOutcomes(
  tx: Transaction,
  claim: Claim,
  rows: Pinned[],
  outcome: Outcome,
  reason: string | null = null,
): Promise<void> {
  await tx`
    insert into outcomes (organization_id, batch_id, row_number, outcome, reason)
    select ${claim.organizationId}, ${claim.batchId}, row_number, ${outcome}, ${reason}
    from unnest(${rows.map((row) => row.row_number)}::int[]) as t(row_number)`;
}

/** Pinned learners that somebody else removed meanwhile: `already_deleted` where a tombstone matches, else `not_found`. */
async function settleGone(tx: Transaction, claim: Claim, gone: Pinned[]): Promise<number> {
  if (gone.length === 0) return 0;
  const { organizationId, batchId } = claim;
  const rowNumbers = gone.map((row) => row.row_number);
  const staged = await tx<{ row_number: number; email: string | null; user_id: string | null }[]>`
    select row_number, normalized_email as email, normalized_user_id as user_id from staged_rows
    where organization_id = ${organizationId} and batch_id = ${batchId} and row_number = any(${rowNumbers}::int[])`;
  const matches = await findTombstones(
    tx,
    organizationId,
    staged.map((row) => ({ rowNumber: row.row_number, email: row.email, userId: row.user_id })),
  );
  const already = matches.map(({ of, byEmail, byUserId }) => ({ row: of.rowNumber, tombstone: byEmail ?? byUserId }));
  await tx`
    insert into outcomes (organization_id, batch_id, row_number, outcome, earlier_deleted_at, earlier_batch_id)
    select ${organizationId}, ${batchId}, row_number, (case when a.at is null then 'not_found' else 'already_deleted' end)::outcome, a.at, a.batch
    from unnest(${rowNumbers}::int[]) as t(row_number)
    left join unnest(${already.map(({ row }) => row)}::int[], ${already.map(({ tombstone }) => tombstone?.deletedAt.toISOString() ?? null)}::timestamptz[],
      ${already.map(({ tombstone }) => tombstone?.batchId ?? null)}::uuid[]) as a(row, at, batch) on a.row = t.row_number`;
  await tx`
    delete from staged_rows where organization_id = ${organizationId} and batch_id = ${batchId} and row_number = any(${already.map(({ row }) => row)}::int[])`;
  return already.length;
}
