// A run: looks what is due, over all organizations, and does it in fair turns until its time is up (spec 5). Called by the cron
// address, by the built-in timer through it, and right after Confirm. Runs may overlap, in any number of processes.

import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "@/db/client";
import type { FullAdmin, Runner } from "@/lib/auth";
import { checkBatch } from "../batches/checking";
import { workOnList } from "../lists";
import { errorCode, log } from "../log";
import { nextMailAt, sendDueMails, workOnMail } from "../mails";
import type { BatchState } from "../outcomes";
import { somebodyReads } from "../readers";
import { foldReportTotals } from "../reports";
import { expireBatchRecord, nextExpiry } from "./expiry";
import { dropOldValues, expireBatch, finishBatch, startBatch, sweepBatch, sweepValues } from "./life";
import { ChunkSize, chunksLeft, LANES, workOnChunk } from "./queue";

/** What a run did, for the cron address to answer. Counts of turns that changed something. */
export type RunSummary = {
  turns: number;
  checked: number;
  started: number;
  chunks: number;
  finished: number;
  /** Turns that brought a list on: checked it, did a portion, ended it. */
  lists: number;
  mails: number;
  expired: number;
  failures: number;
};

/** How long a run goes on, unless told otherwise. Below a minute: cron calls every minute. */
export const RUN_BUDGET_MS = 50_000;
/** A run that has not ended so long after its time is given up: its connection fell silent. Its leases are over by then. */
const LOST_AFTER_MS = 60_000;
/** How often a run looks for work that has come up meanwhile. */
const LOOK_AGAIN_MS = 1000;

/** Of the process, whichever of Next's bundles asks: Confirm runs from another one than the cron address. */
const held = globalThis as { learningAdminRun?: Run };

/**
 * One run. A process has one at a time: whoever calls while it goes on wakes it to look again at once, and gets the same run,
 * so twenty calls take no more connections than one. Where that run's time is over before the caller's, another follows it.
 */
export async function runDueWork(runner: Runner | FullAdmin, budgetMs = RUN_BUDGET_MS): Promise<RunSummary> {
  const deadline = Date.now() + budgetMs;
  const known = held.learningAdminRun;
  const joined = known && !known.over && Date.now() < known.deadline + LOST_AFTER_MS ? known : undefined;
  const run = joined ?? new Run(runner, deadline);
  held.learningAdminRun = run;
  joined?.wake();
  const ended = await endOf(run, deadline + LOST_AFTER_MS);
  return joined && ended && run.ranOut && Date.now() < deadline ? runDueWork(runner, deadline - Date.now()) : run.did;
}

/** Waits for its end, but not for one that may never come. Answers whether it has ended. @throws what the run throws. */
async function endOf(run: Run, until: number): Promise<boolean> {
  const waiting = new AbortController();
  try {
    return await Promise.race([
      run.summary.then(() => true),
      sleep(until - Date.now(), false, { signal: waiting.signal, ref: false }),
    ]);
  } finally {
    waiting.abort();
  }
}

type Due = {
  organizationId: number;
  /** Of the deletion batch, list or mail. */
  workId: string;
  kind: "deletion_batch" | "list" | "mail";
  dueAt: number;
  resting: boolean;
  busy: number;
  /** Turns that changed something. */
  changes: number;
};
function changed(due: Due): void {
  due.changes++;
  due.resting = false;
}

/** `more`: something was done, come again. `rest`: nothing to do now. */
type Turn = "more" | "rest";

class Run {
  /** Set when it looks no more: work that comes up after that needs another run. */
  over = false;
  /** It ended because its time did; there may be work left. */
  ranOut = false;
  readonly summary: Promise<RunSummary>;
  readonly did: RunSummary = {
    turns: 0,
    checked: 0,
    started: 0,
    chunks: 0,
    finished: 0,
    lists: 0,
    mails: 0,
    expired: 0,
    failures: 0,
  };
  private readonly size = new ChunkSize();
  private readonly rota = new Map<number, Due[]>();
  private lookedAt = 0;
  private woken = false;
  private firstGoes = false;
  /** A lane could not even look: the database is away. The others begin nothing more. */
  private broken = false;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly runner: Runner | FullAdmin,
    readonly deadline: number,
  ) {
    this.summary = this.go();
  }

  /** Something may have become due this moment. */
  wake(): void {
    this.woken = true;
    this.lookedAt = 0;
  }

  private async go(): Promise<RunSummary> {
    try {
      do await this.lanes();
      while (this.woken && Date.now() < this.deadline);
      return this.did;
    } finally {
      this.ranOut = Date.now() >= this.deadline;
      this.over = true;
    }
  }

  /** Ends when all have: one that was left to itself would go on beside the next run. */
  private async lanes(): Promise<void> {
    const ends = await Promise.allSettled(Array.from({ length: LANES }, (_, index) => this.lane(index === 0)));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }

  /** All but the first begin nothing while somebody reads pages: they share the machine. Where the first has ended, they do its part. */
  private async lane(isFirst: boolean): Promise<void> {
    if (isFirst) this.firstGoes = true;
    try {
      await this.walk(isFirst);
    } catch (error) {
      this.broken = true;
      throw error;
    } finally {
      if (isFirst) this.firstGoes = false;
    }
  }

  private async walk(isFirst: boolean): Promise<void> {
    while (Date.now() < this.deadline && !this.broken) {
      await this.look();
      if (!isFirst && this.firstGoes && somebodyReads()) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        continue;
      }
      const due = this.next();
      if (!due) {
        if (!this.anyBusy() && !this.woken) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
        continue;
      }
      due.busy++;
      const seen = due.changes;
      try {
        const turn = await this.turn(due);
        if (turn === "more") changed(due);
        // Where another lane has changed something meanwhile (begun the batch that this one waited for), there is more to do.
        else if (due.changes === seen) due.resting = true;
        this.did.turns++;
      } catch (error) {
        // One batch's trouble is not the others'. It stays due; the next run tries again.
        due.resting = true;
        this.did.failures++;
        log("error", "turn failed", {
          organizationId: due.organizationId,
          ...(due.kind === "deletion_batch" && { batchId: due.workId }),
          at: "run",
          code: errorCode(error),
        });
      } finally {
        due.busy--;
      }
    }
  }

  /** Takes in what has become due since the last look, and wakes what rests but was made due anew (Confirm, Stop). */
  private look(): Promise<void> {
    if (!this.looking && (this.lookedAt === 0 || Date.now() - this.lookedAt >= LOOK_AGAIN_MS)) {
      this.looking = this.takeIn().finally(() => {
        this.looking = undefined;
      });
    }
    // A lane that found nothing while another was still looking would end, and leave that one alone.
    return this.looking ?? Promise.resolve();
  }

  private async takeIn(): Promise<void> {
    this.lookedAt = Date.now();
    this.woken = false;
    const known = [...this.rota.values()].flat();
    const rows = await sql<{ organization_id: number; work_id: string; kind: Due["kind"]; due_at: Date }[]>`
      select organization_id, work_id, kind, due_at from due_work
      where due_at <= app_now() and work_id <> all(${known.map((due) => due.workId)}::uuid[]) order by due_at limit 500`;
    for (const { organization_id, work_id, kind, due_at } of rows) {
      const list = this.rota.get(organization_id) ?? [];
      list.push({
        organizationId: organization_id,
        workId: work_id,
        kind,
        dueAt: due_at.getTime(),
        resting: false,
        busy: 0,
        changes: 0,
      });
      this.rota.set(organization_id, list);
    }
    const resting = known.filter((due) => due.resting);
    if (resting.length === 0) return;
    const again = await sql<{ work_id: string; due_at: Date }[]>`
      select work_id, due_at from due_work where due_at <= app_now() and work_id = any(${resting.map((due) => due.workId)}::uuid[])`;
    for (const { work_id, due_at } of again) {
      const due = resting.find((one) => one.workId === work_id);
      if (!due || due.dueAt === due_at.getTime()) continue;
      due.dueAt = due_at.getTime();
      due.resting = false;
    }
  }

  /** The next in turn: organizations one after the other, and within each its batches and lists one after the other. */
  private next(): Due | undefined {
    for (const [organizationId, list] of this.rota) {
      const place = list.findIndex((due) => !due.resting);
      if (place < 0) continue;
      const [due] = list.splice(place, 1);
      if (!due) continue;
      list.push(due);
      this.rota.delete(organizationId);
      this.rota.set(organizationId, list);
      return due;
    }
    return undefined;
  }

  private anyBusy(): boolean {
    return [...this.rota.values()].some((list) => list.some((due) => due.busy > 0));
  }

  private async turn(due: Due): Promise<Turn> {
    const { organizationId, workId, kind } = due;
    if (kind === "deletion_batch") return this.turnOfBatch(due);
    if (kind === "mail") {
      this.did.mails += await workOnMail(this.runner, organizationId, workId, this.deadline);
      return "rest";
    }
    const turn = await workOnList(organizationId, workId);
    if (turn === "more") this.did.lists++;
    return turn;
  }

  private async turnOfBatch(due: Due): Promise<Turn> {
    const { organizationId, workId: batchId } = due;
    const [batch] = await sql<{ state: BatchState; ended_ago: number | null }[]>`
      select state, extract(epoch from app_now() - ended_at)::float8 as ended_ago from deletion_batches where organization_id = ${organizationId} and id = ${batchId}`;
    switch (batch?.state) {
      case "uploading":
      case "ready":
      case "awaiting_approval":
        return this.count("expired", await expireBatch(organizationId, batchId));
      case "checking":
        if (await expireBatch(organizationId, batchId)) return this.count("expired", true);
        return this.count("checked", await checkBatch(organizationId, batchId));
      case "scheduled":
        return this.count("started", await startBatch(organizationId, batchId));
      case "processing":
        // What was cut off a chunk stays for the other lanes, which may have found that chunk held.
        if (await workOnChunk(organizationId, batchId, this.size, () => changed(due)))
          return this.count("chunks", true);
        if ((await chunksLeft(organizationId, batchId)) > 0) return "rest";
        return this.count("finished", await finishBatch(organizationId, batchId));
      case "completed":
      case "completed_with_errors":
        return this.afterTheEnd(organizationId, batchId, batch.ended_ago ?? 0);
      case "terminated":
      case "cancelled":
      case "declined":
      case "expired":
        await sweepBatch(organizationId, batchId);
        return (await this.forget(organizationId, batchId)) ?? "rest";
      default:
        return "rest";
    }
  }

  /** Mails first; then once more the values, a little later; then nothing until 30 days are over, or the tombstones' time. */
  private async afterTheEnd(organizationId: number, batchId: string, endedAgo: number): Promise<Turn> {
    const sent = await sendDueMails(this.runner, { organizationId, batchId, deadline: this.deadline });
    this.did.mails += sent.sent + sent.kept;
    if (await dropOldValues(organizationId, batchId)) return "more";
    const forgotten = await this.forget(organizationId, batchId);
    if (forgotten) return forgotten;
    const settled = endedAgo > SETTLING_SECONDS;
    if (settled) await sweepValues(organizationId, batchId);
    else await foldReportTotals(organizationId);
    const mailAt = await nextMailAt(sql, { organizationId, batchId });
    await sql`
      update due_work d
      set due_at = least(${mailAt ?? null}::timestamptz, case when ${settled} then ${nextExpiry(sql)} else b.ended_at + ${`${SETTLING_SECONDS + 1} seconds`}::interval end)
      from deletion_batches b join safeguards s on s.organization_id = ${organizationId}
      where d.organization_id = ${organizationId} and d.work_id = ${batchId} and b.organization_id = ${organizationId} and b.id = d.work_id`;
    return "rest";
  }

  /** What is left of a batch once its time is over; undefined while it is not. */
  private async forget(organizationId: number, batchId: string): Promise<Turn | undefined> {
    const expiry = await expireBatchRecord(organizationId, batchId);
    if (expiry === "portion") return "more";
    if (expiry === "kept") return undefined;
    this.did.expired++;
    return "rest";
  }

  private count(what: "checked" | "started" | "chunks" | "finished" | "expired", changed: boolean): Turn {
    if (changed) this.did[what]++;
    return changed ? "more" : "rest";
  }
}

/** Longer than any chunk's transaction of another batch that was under way when this one ended. */
const SETTLING_SECONDS = 120;
