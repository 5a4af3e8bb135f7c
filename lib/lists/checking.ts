// Checking a list: slices → bytes → rows → staged → decided, as leased work that any run may take up (spec 5). Called by
// turns.ts. Everything it stages commits together, or not at all.
import { setImmediate as nextTurn } from "node:timers/promises";
import { sql, type Transaction, transaction } from "@/db/client";
import { renewStatistics } from "@/db/statistics";
import { appendAudit } from "../audit";
import { type Csv, type CsvRow, readCsv } from "../csv";
import { errorCode, log } from "../log";
import { COPY_NULL, copyArray, copyText, keysOf, mentionsOf, sendCopy, withoutGuesses } from "../staging";
import { assemble } from "../uploads";
import type { ListPurpose, ListRefusal, Purpose } from "./purpose";
import { purposes } from "./purposes";
import { countRows, setDue } from "./rows";
import { SETTLES } from "./settling";
import { fingerprintsFor } from "./tombstoned";

const LEASE = "60 seconds";
/** From so many rows on, a plan without statistics may be a bad one. */
const ROWS_WORTH_STATISTICS = 2000;

type Lease = {
  organizationId: number;
  listId: string;
  purpose: ListPurpose;
  token: number;
  fileName: string;
  fileBytes: number;
  sha256: string;
  uploadedBy: number;
};

/** Checks the list if nobody else is at it. Answers whether it did any work. */
export async function checkList(organizationId: number, listId: string): Promise<boolean> {
  const lease = await claim(organizationId, listId);
  if (!lease) return false;
  const began = Date.now();
  try {
    const purpose = purposes[lease.purpose];
    const bytes = await assemble(organizationId, listId, lease);
    const read = bytes ? readCsv(lease.fileName, bytes, { fields: purpose.columns }) : UPLOAD_DAMAGED;
    const refusals = read.ok ? await stage(lease, purpose, read.csv) : read.refusals;
    if (refusals.length > 0) await terminate(lease, [...refusals]);
    log("info", "list checked", { organizationId, milliseconds: Date.now() - began });
  } catch (error) {
    log("error", "list check failed", { organizationId, at: "list check", code: errorCode(error) });
    await release(lease);
  }
  return true;
}

async function claim(organizationId: number, listId: string): Promise<Lease | undefined> {
  const [row] = await sql<Omit<Lease, "organizationId" | "listId">[]>`
    update lists
    set token = token + 1, lease_until = now() + ${LEASE}::interval, attempts = attempts + 1, checked_bytes = 0
    where organization_id = ${organizationId} and id = ${listId} and state = 'checking'
      and (lease_until is null or lease_until < now())
    returning token, purpose, file_name as "fileName", file_bytes as "fileBytes", file_sha256 as sha256, uploaded_by as "uploadedBy"`;
  return row && { organizationId, listId, ...row };
}

/** The file did not pass: *Terminated*, with every reason and its place. Nothing of it stays. */
async function terminate(
  { organizationId, listId, token, uploadedBy, purpose }: Lease,
  refusals: ListRefusal[],
): Promise<void> {
  await transaction(async (tx) => {
    const [ended] = await tx`
      update lists set state = 'terminated', refusals = ${tx.json(refusals as never)}, ended_at = app_now(),
        values_dropped_at = app_now(), lease_until = null
      where organization_id = ${organizationId} and id = ${listId} and state = 'checking' and token = ${token} returning id`;
    if (!ended) return;
    await tx`delete from upload_slices where organization_id = ${organizationId} and upload_id = ${listId}`;
    await tx`delete from due_work where organization_id = ${organizationId} and work_id = ${listId}`;
    await appendAudit(tx, {
      organizationId,
      adminId: uploadedBy,
      action: "list.terminated",
      details: { list: listId, purpose, code: refusals[0]?.code ?? "unknown" },
    });
  });
}

/** Stages and decides in one transaction; whoever lost the lease meanwhile writes nothing. Answers why the list is refused. */
async function stage(lease: Lease, purpose: Purpose, csv: Csv): Promise<readonly ListRefusal[]> {
  const { organizationId, listId, token } = lease;
  await renewStatistics(organizationId, ["learners", "group_memberships"]);
  try {
    await transaction(async (tx) => {
      const rows = await copyRows(tx, lease, purpose, csv);
      await tx`set local statement_timeout = '180s'`;
      await tx`set local work_mem = '96MB'`;
      if (purpose.arrives) await tx`analyze arrived_rows`;
      else if (rows > ROWS_WORTH_STATISTICS) await tx`analyze list_rows`;
      const { preview, refusals } = await whileKept(lease, () => purpose.decide(tx, { organizationId, listId }));
      if (refusals && refusals.length > 0) throw new Refused(refusals);
      const counts = await countRows(tx, organizationId, listId);
      const [ready] = await tx`
        update lists set state = 'ready', rows = ${rows}, encoding = ${csv.encoding}, delimiter = ${csv.delimiter},
          ignored_columns = ${csv.ignoredColumns}, preview = ${tx.json((preview ?? null) as never)}, counts = ${tx.json(counts)},
          ready_at = app_now(), checked_bytes = file_bytes, lease_until = null, attempts = 0
        where organization_id = ${organizationId} and id = ${listId} and state = 'checking' and token = ${token} returning id`;
      if (!ready) throw new LeaseLost();
      await tx`delete from upload_slices where organization_id = ${organizationId} and upload_id = ${listId}`;
      await setDue(tx, organizationId, listId, SETTLES);
      await appendAudit(tx, {
        organizationId,
        adminId: lease.uploadedBy,
        action: "list.checked",
        details: { list: listId, purpose: lease.purpose, rows, ...counts },
      });
    }, 180);
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.refusals;
    throw error;
  }
}

async function copyRows(tx: Transaction, lease: Lease, purpose: Purpose, csv: Csv): Promise<number> {
  const { organizationId, listId } = lease;
  const fingerprints = purpose.fingerprints ? await fingerprintsFor(tx, organizationId) : undefined;
  const bytes = (hex: string | null | undefined) => (hex ? `\\\\x${hex}` : COPY_NULL);
  const line = (read: CsvRow): string => {
    const row = withoutGuesses(read);
    const { rowNumber, email, userId, fields = [] } = row;
    const problem = row.problem ?? purpose.problemOf?.(row);
    const mentions = mentionsOf({ email, userId, ...(row.problem && { problem: row.problem }) });
    const keys = keysOf(row);
    const hashes = problem ? undefined : fingerprints?.(keys);
    return `${prefix}${[
      rowNumber,
      copyText(email),
      copyText(userId),
      copyText(fields[0] ?? ""),
      copyText(fields[1] ?? ""),
      keys.email === null ? COPY_NULL : copyText(keys.email),
      keys.userId === null ? COPY_NULL : copyText(keys.userId),
      bytes(hashes?.email),
      bytes(hashes?.userId),
      mentions ? copyArray(mentions) : COPY_NULL,
      problem ?? COPY_NULL,
      problem ? "invalid" : purpose.firstOutcome,
    ].join("\t")}\n`;
  };
  const prefix = `${organizationId}\t${listId}\t`;
  if (purpose.arrives) await tx`create temporary table arrived_rows (like list_rows including defaults) on commit drop`;
  const copy = await tx`
    copy ${tx(purpose.arrives ? "arrived_rows" : "list_rows")} (organization_id, list_id, row_number, email, user_id, name, groups, normalized_email, normalized_user_id,
      email_hash, user_id_hash, mentions, problem, outcome) from stdin`.writable();
  let rows = 0;
  const texts = async function* () {
    for (const some of csv.rows()) {
      let text = "";
      for (const row of some) text += line(row);
      rows += some.length;
      yield text;
      // Other requests get their turn here.
      await keepLease(lease, Math.round((lease.fileBytes * rows) / Math.max(csv.rowCount, rows)));
      await nextTurn();
    }
  };
  await sendCopy(copy, texts());
  return rows;
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
const UPLOAD_DAMAGED: { ok: false; refusals: ListRefusal[] } = { ok: false, refusals: [{ code: "upload_damaged" }] };

class LeaseLost extends Error {
  code = "lease_lost";
}

/** Undoes the transaction that staged: the purpose refuses the whole of the list. */
class Refused extends Error {
  constructor(readonly refusals: ListRefusal[]) {
    super("refused");
  }
}

/** Renews the lease and moves the progress bar, on a connection of its own; stops the work when the lease is another's. */
async function keepLease({ organizationId, listId, token }: Lease, checkedBytes: number): Promise<void> {
  const kept = await sql`
    update lists set lease_until = now() + ${LEASE}::interval, checked_bytes = ${checkedBytes}
    where organization_id = ${organizationId} and id = ${listId} and state = 'checking' and token = ${token} returning id`;
  if (kept.length === 0) throw new LeaseLost();
}

/** After a failure the list is due again, later each time; nothing spins. */
async function release({ organizationId, listId, token }: Lease): Promise<void> {
  try {
    await transaction(async (tx) => {
      const [row] = await tx<{ attempts: number }[]>`
        update lists set lease_until = null
        where organization_id = ${organizationId} and id = ${listId} and state = 'checking' and token = ${token} returning attempts`;
      if (row) await setDue(tx, organizationId, listId, `${Math.min(600, 2 ** row.attempts)} seconds`);
    });
  } catch {
    // The database is away: the lease runs out by itself, and the next run takes the list up.
  }
}
