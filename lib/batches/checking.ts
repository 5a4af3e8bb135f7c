// Checking a file: slices → bytes → rows → staged → resolved, as leased work that any run may take up (spec 5).
// Called by lib/processing/run.ts. Everything it stages commits together, or not at all.
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Sql, sql, type Transaction, transaction } from "@/db/client";
import { renewStatistics } from "@/db/statistics";
import { appendAudit } from "../audit";
import { type Csv, type CsvRow, readCsv } from "../csv";
import { errorCode, log } from "../log";
import { COPY_NULL, copyArray, copyText, keysOf, mentionsOf, sendCopy, withoutGuesses } from "../staging";
import { assemble } from "../uploads";
import { makePreview } from "./preview";
import type { BatchRefusal } from "./reading";

const LEASE = "60 seconds";

type Lease = {
  organizationId: number;
  batchId: string;
  token: number;
  fileName: string;
  fileBytes: number;
  sha256: string;
  uploadedBy: number;
};

/** Checks the batch if nobody else is at it. Answers whether it did any work. */
export async function checkBatch(organizationId: number, batchId: string): Promise<boolean> {
  const lease = await claim(organizationId, batchId);
  if (!lease) return false;
  const began = Date.now();
  try {
    const bytes = await assemble(organizationId, batchId, lease);
    const read = bytes ? readCsv(lease.fileName, bytes) : UPLOAD_DAMAGED;
    if (!read.ok) await terminate(lease, [...read.refusals]);
    else await stage(lease, read.csv, bytes?.length ?? 0);
    log("info", "file checked", { organizationId, batchId, milliseconds: Date.now() - began });
  } catch (error) {
    log("error", "check failed", { organizationId, batchId, at: "check", code: errorCode(error) });
    await release(lease);
  }
  return true;
}

async function claim(organizationId: number, batchId: string): Promise<Lease | undefined> {
  const [row] = await sql<
    { check_token: number; file_name: string; file_bytes: number; file_sha256: string; uploaded_by: number }[]
  >`
    update deletion_batches
    set check_token = check_token + 1, check_lease_until = now() + ${LEASE}::interval, check_attempts = check_attempts + 1, checked_bytes = 0
    where organization_id = ${organizationId} and id = ${batchId} and state = 'checking'
      and (check_lease_until is null or check_lease_until < now())
    returning check_token, file_name, file_bytes, file_sha256, uploaded_by`;
  return (
    row && {
      organizationId,
      batchId,
      token: row.check_token,
      fileName: row.file_name,
      fileBytes: row.file_bytes,
      sha256: row.file_sha256,
      uploadedBy: row.uploaded_by,
    }
  );
}

/** The file did not pass: *Terminated*, with every reason and its place. Nothing of it stays. */
async function terminate(
  { organizationId, batchId, token, uploadedBy }: Lease,
  refusals: BatchRefusal[],
): Promise<void> {
  await transaction(async (tx) => {
    const [ended] = await tx`
      update deletion_batches set state = 'terminated', refusals = ${tx.json(refusals as never)}, ended_at = app_now(), check_lease_until = null
      where organization_id = ${organizationId} and id = ${batchId} and state = 'checking' and check_token = ${token} returning id`;
    if (!ended) return;
    await tx`delete from upload_slices where organization_id = ${organizationId} and upload_id = ${batchId}`;
    // Looked at again by the run, which sets when the batch itself goes.
    await tx`update due_work set due_at = app_now() where organization_id = ${organizationId} and work_id = ${batchId}`;
    await appendAudit(tx, {
      organizationId,
      adminId: uploadedBy,
      action: "batch.terminated",
      batchId,
      details: { code: refusals[0]?.code ?? "unknown" },
    });
  });
}

/** Stages and resolves in one transaction; whoever lost the lease meanwhile writes nothing. */
async function stage(lease: Lease, csv: Csv, fileBytes: number) {
  const { organizationId, batchId, token } = lease;
  await renewStatistics(organizationId, ["learners"]);
  await transaction(async (tx) => {
    const rows = await copyRows(tx, lease, csv, fileBytes);
    await tx`set local statement_timeout = '180s'`;
    if (rows > 2000) await tx`analyze staged_rows`;
    const preview = await whileKept(lease, () => makePreview(tx, organizationId, batchId));
    const [ready] = await tx`
      update deletion_batches set state = 'ready', rows = ${rows}, encoding = ${csv.encoding}, delimiter = ${csv.delimiter},
        ignored_columns = ${csv.ignoredColumns}, preview = ${tx.json(preview as never)}, preview_number = 1, previewed_at = app_now(),
        checked_bytes = file_bytes, check_lease_until = null
      where organization_id = ${organizationId} and id = ${batchId} and state = 'checking' and check_token = ${token} returning id`;
    if (!ready) throw new LeaseLost();
    await tx`delete from upload_slices where organization_id = ${organizationId} and upload_id = ${batchId}`;
    // A preview lapses after a day.
    await tx`update due_work set due_at = app_now() + interval '1 day' where organization_id = ${organizationId} and work_id = ${batchId}`;
    await appendAudit(tx, {
      organizationId,
      adminId: lease.uploadedBy,
      action: "batch.previewed",
      batchId,
      details: { rows, users: preview.counts.deleted ?? 0 },
    });
  }, 180);
}

/** Does a long piece of work while the lease is renewed beside it. Losing the lease is found out by the guarded update at the end. */
async function whileKept<T>(lease: Lease, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => void keepLease(lease, lease.fileBytes).catch(() => {}), 15_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** What was assembled is not what the browser sent. */
const UPLOAD_DAMAGED: { ok: false; refusals: BatchRefusal[] } = { ok: false, refusals: [{ code: "upload_damaged" }] };

class LeaseLost extends Error {
  code = "lease_lost";
}

/** Renews the lease and moves the progress bar, on a connection of its own; stops the work when the lease is another's. */
async function keepLease(
  { organizationId, batchId, token }: Lease,
  checkedBytes: number,
  connection: Sql | Transaction = sql,
): Promise<void> {
  const kept = await connection`
    update deletion_batches set check_lease_until = now() + ${LEASE}::interval, checked_bytes = ${checkedBytes}
    where organization_id = ${organizationId} and id = ${batchId} and state = 'checking' and check_token = ${token} returning id`;
  if (kept.length === 0) throw new LeaseLost();
}

/** After a failure the batch is due again, later each time; nothing spins. */
async function release({ organizationId, batchId, token }: Lease): Promise<void> {
  try {
    await transaction(async (tx) => {
      const [row] = await tx<{ check_attempts: number }[]>`
        update deletion_batches set check_lease_until = null
        where organization_id = ${organizationId} and id = ${batchId} and state = 'checking' and check_token = ${token} returning check_attempts`;
      if (!row) return;
      const seconds = Math.min(600, 2 ** row.check_attempts);
      await tx`update due_work set due_at = app_now() + ${`${seconds} seconds`}::interval where organization_id = ${organizationId} and work_id = ${batchId}`;
    });
  } catch {
    // The database is away: the lease runs out by itself, and the next run takes the batch up.
  }
}

async function copyRows(tx: Transaction, lease: Lease, csv: Csv, fileBytes: number): Promise<number> {
  const copy = await tx`
    copy staged_rows (organization_id, batch_id, row_number, email, user_id, normalized_email, normalized_user_id, problem, mentions) from stdin`.writable();
  const prefix = `${lease.organizationId}\t${lease.batchId}\t`;
  let rows = 0;
  const texts = async function* () {
    for (const some of csv.rows()) {
      let text = "";
      for (const row of some) text += prefix + copyLine(row);
      rows += some.length;
      yield text;
      // Other requests get their turn here.
      await keepLease(lease, Math.round((fileBytes * rows) / Math.max(csv.rowCount, rows)));
      await nextTurn();
    }
  };
  await sendCopy(copy, texts());
  return rows;
}

const orNull = (key: string | null) => (key === null ? COPY_NULL : copyText(key));

function copyLine(read: CsvRow): string {
  const row = withoutGuesses(read);
  const { rowNumber, email, userId, problem } = row;
  const keys = keysOf(row);
  const mentions = mentionsOf(row);
  return `${rowNumber}\t${copyText(email)}\t${copyText(userId)}\t${orNull(keys.email)}\t${orNull(keys.userId)}\t${problem ?? COPY_NULL}\t${mentions ? copyArray(mentions) : COPY_NULL}\n`;
}
