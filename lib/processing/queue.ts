// The queue of chunks: who may work on which, until when, and what happens after a failure (spec 5). Called by run.ts.
// A lease says how long a chunk is left alone; the token says whose writes count. Leases use the plain clock.
import { sql, type Transaction, transaction } from "@/db/client";
import { errorCode, log } from "../log";
import { type Claim, processChunk, settleRest } from "./chunk";

const LEASE = "60 seconds";
/** A row that cannot be deleted is `failed` after repeated tries over 24 hours (spec 4). */
const GIVE_UP_AFTER = "24 hours";
const LEAST_ATTEMPTS = 5;

/** Aim of a chunk's transaction; the size follows the time it takes. */
const AIM_MS = 700;
export const CHUNK_LEARNERS = { first: 1000, least: 50, most: 4000 };

/** Chunks in flight. A third brought nothing on two cores. */
export const LANES = 2;
/** A rest of so many is not worth sharing out. */
const LEAST_SHARED = 600;

/** How many learners a run takes at once. Lives as long as the run: what one machine manages says nothing of the next. */
export class ChunkSize {
  learners = CHUNK_LEARNERS.first;

  follow(learners: number, milliseconds: number): void {
    // A small chunk says little of the speed: its fixed costs would shrink the next one for nothing.
    if (learners < this.learners / 2 && milliseconds < AIM_MS) return;
    const fitting = (learners * AIM_MS) / Math.max(1, milliseconds);
    this.learners = Math.round(
      Math.min(CHUNK_LEARNERS.most, Math.max(CHUNK_LEARNERS.least, (this.learners + fitting) / 2)),
    );
  }
}

/** Takes one chunk of the batch and works on it; `claimed` hears when it has one. Answers false where there is none to take now. */
export async function workOnChunk(
  organizationId: number,
  batchId: string,
  size: ChunkSize,
  claimed: () => void = () => {},
): Promise<boolean> {
  const claim = await claimChunk(organizationId, batchId, size.learners);
  if (!claim) return false;
  claimed();
  const began = Date.now();
  try {
    await processChunk(claim);
    size.follow(claim.learners, Date.now() - began);
  } catch (error) {
    const code = errorCode(error);
    log("warn", "chunk failed", { organizationId, batchId, at: "chunk", code, count: claim.learners });
    await chunkFailed(claim, code);
  }
  return true;
}

/**
 * Claims the first free chunk; one that is larger than `most` is cut, and the rest left for the next claim. What nobody has
 * claimed yet is shared among the lanes, so that they end together.
 */
async function claimChunk(organizationId: number, batchId: string, most: number): Promise<Claim | undefined> {
  return transaction(async (tx) => {
    const [free] = await tx<{ first: number; last: number; learners: number; left: number | null }[]>`
      select first_learner_id as first, last_learner_id as last, learners, (
          select sum(learners) from deletion_chunks
          where organization_id = ${organizationId} and batch_id = ${batchId} and done_at is null
            and (lease_until is null or lease_until < now()) and (retry_at is null or retry_at <= app_now())) as left
      from deletion_chunks
      where organization_id = ${organizationId} and batch_id = ${batchId} and done_at is null
        and (lease_until is null or lease_until < now())
        and (retry_at is null or retry_at <= app_now() or exists (
          select 1 from deletion_batches b where b.organization_id = ${organizationId} and b.id = ${batchId} and b.stop_requested_at is not null))
      order by first_learner_id limit 1 for update skip locked`;
    if (!free) return undefined;
    const share = Math.min(most, Math.max(LEAST_SHARED, Math.ceil((free.left ?? 0) / LANES)));
    // Even parts, half as large again rather than a small rest: what chunks share of a page is cleared up once for each.
    const parts = Math.round(free.learners / share);
    const cut = parts > 1 ? await cutChunk(tx, organizationId, batchId, free, Math.ceil(free.learners / parts)) : free;
    const [claimed] = await tx<{ token: number }[]>`
      update deletion_chunks set token = token + 1, lease_until = now() + ${LEASE}::interval
      where organization_id = ${organizationId} and batch_id = ${batchId} and first_learner_id = ${free.first} returning token`;
    if (!claimed) return undefined;
    return { organizationId, batchId, first: free.first, last: cut.last, learners: cut.learners, token: claimed.token };
  });
}

type Range = { first: number; last: number; learners: number };

/** Leaves the first `keep` learners to the chunk and makes a new, free chunk of the rest. */
async function cutChunk(
  tx: Transaction,
  organizationId: number,
  batchId: string,
  chunk: Range,
  keep: number,
): Promise<Range> {
  const [border] = await tx<{ last: number; next: number }[]>`
    select learner_id as last, next from (
      select learner_id, lead(learner_id) over (order by learner_id) as next, row_number() over (order by learner_id) as place
      from (
        select learner_id from pinned_learners
        where organization_id = ${organizationId} and batch_id = ${batchId} and learner_id between ${chunk.first} and ${chunk.last}
        order by learner_id limit ${keep + 1}) as near_ones) as placed
    where place = ${keep} and next is not null`;
  if (!border) return chunk;
  await tx`
    insert into deletion_chunks (organization_id, batch_id, first_learner_id, last_learner_id, learners, attempts, first_failed_at)
    select organization_id, batch_id, ${border.next}, ${chunk.last}, ${chunk.learners - keep}, attempts, first_failed_at
    from deletion_chunks where organization_id = ${organizationId} and batch_id = ${batchId} and first_learner_id = ${chunk.first}`;
  await tx`
    update deletion_chunks set last_learner_id = ${border.last}, learners = ${keep}
    where organization_id = ${organizationId} and batch_id = ${batchId} and first_learner_id = ${chunk.first}`;
  return { first: chunk.first, last: border.last, learners: keep };
}

/** Errors that say nothing of the rows: the connection, a deadlock, a frozen process, a server going down. The whole chunk is tried again. */
const PASSING = /^(08|25P|40|57P|53|CONNECTION|ECONN|EPIPE|ETIMEDOUT|CONNECT_TIMEOUT|lease_lost)/;

/**
 * After a failure: a chunk is halved, again and again, until the row that cannot be deleted stands alone and the rest goes on.
 * That row is tried at growing intervals, and is `failed` after a day.
 */
async function chunkFailed(claim: Claim, code: string): Promise<void> {
  const { organizationId, batchId, first, token } = claim;
  try {
    await transaction(async (tx) => {
      const [chunk] = await tx<{ first: number; last: number; learners: number; attempts: number; over: boolean }[]>`
        update deletion_chunks
        set attempts = attempts + 1, first_failed_at = coalesce(first_failed_at, app_now()), error_code = ${code}, lease_until = null
        where organization_id = ${organizationId} and batch_id = ${batchId} and first_learner_id = ${first} and token = ${token} and done_at is null
        returning first_learner_id as first, last_learner_id as last, learners, attempts, first_failed_at < app_now() - ${GIVE_UP_AFTER}::interval as over`;
      if (!chunk) return;
      // Over a day, and tried often enough for it to be no mere outage, what was taken for passing is not.
      const over = chunk.over && chunk.attempts >= LEAST_ATTEMPTS;
      const passing = PASSING.test(code) && !over;
      if (chunk.learners > 1 && !passing) {
        await cutChunk(tx, organizationId, batchId, chunk, Math.floor(chunk.learners / 2));
        return;
      }
      if (over) {
        await settleRest(tx, claim, "failed", code);
        return;
      }
      const seconds = Math.min(passing ? 60 : 3600, 2 ** Math.min(12, chunk.attempts)) * (0.75 + Math.random() / 2);
      await tx`
        update deletion_chunks set retry_at = app_now() + ${`${seconds} seconds`}::interval
        where organization_id = ${organizationId} and batch_id = ${batchId} and first_learner_id = ${first} and token = ${token}`;
    });
  } catch (error) {
    // The database is away: the lease runs out by itself.
    log("warn", "failure not noted", { organizationId, batchId, at: "chunk", code: errorCode(error) });
  }
}

/** Cuts the pinned learners into chunks of even size; claims make them fit the machine. */
export async function cutIntoChunks(tx: Transaction, organizationId: number, batchId: string): Promise<void> {
  await tx`
    insert into deletion_chunks (organization_id, batch_id, first_learner_id, last_learner_id, learners)
    select ${organizationId}, ${batchId}, min(learner_id), max(learner_id), count(*)
    from (
      select learner_id, (row_number() over (order by learner_id) - 1) / ${CHUNK_LEARNERS.most}::int as chunk
      from pinned_learners where organization_id = ${organizationId} and batch_id = ${batchId}) as placed
    group by chunk`;
}

/** Whether anything of the batch is left to do, and when its next chunk may be tried. */
export async function chunksLeft(
  organizationId: number,
  batchId: string,
  tx: Transaction | typeof sql = sql,
): Promise<number> {
  const [row] = await tx<{ left: number }[]>`
    select count(*) as left from deletion_chunks where organization_id = ${organizationId} and batch_id = ${batchId} and done_at is null`;
  return row?.left ?? 0;
}
