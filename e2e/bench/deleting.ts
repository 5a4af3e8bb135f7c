// Figures of a deletion: from Continue, and from Confirm, to the last mail, beside one plain SQL transaction doing the same work
// for as many others; the longest transaction of it; and pages meanwhile. Called by run.ts.
import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import type { Sql } from "@/db/client";
import { compared, figure, related, round, say } from "./figures";
import { mixedRows, toCsv } from "./file";
import type { Ground, Organization } from "./ground";
import { idleTimes, pageFigures, startReader } from "./pages";
import { plainDeletion } from "./plain-sql";
import { confirm, forget, upload } from "./uploading";

/** What one size took, for the figures of growth. */
export type Deleted = { rows: number; learners: number; milliseconds: number; plain: number };

type Plan = {
  rows: number;
  /** First learner of the file; the reference's begin `rows` later. */
  from: number;
  /** Beside plain SQL without the sums of reports, too. */
  bare?: boolean;
  /** Where fewer than `rows` are left for the reference; its time is told for as many as the product's. */
  referenceRows?: number;
};

const BARE = "plain SQL (stage, classify, delete, outcomes, tombstones)";
const WHOLE = "plain SQL, the whole deletion (with the sums of reports)";

export async function deletion(
  ground: Ground,
  organization: Organization,
  page: Page,
  { rows, from, bare, referenceRows = rows }: Plan,
): Promise<Deleted> {
  const { sql } = ground;
  const name = `${rows.toLocaleString("en")} rows, organization of ${organization.learners.toLocaleString("en")}`;
  await settle(sql);
  const fileName = `deletion-${rows}.csv`;
  const uploaded = await upload(page, toCsv(mixedRows(rows, from)), fileName);
  const watch = watchTransactions(sql);
  const { at } = await confirm(page);
  const ended = await untilLastMail(ground, organization.id, fileName);
  const longest = await watch.stop();
  const milliseconds = ended - at;
  say(`${name}: ${round(milliseconds / 1000)} s, longest transaction ${round(longest)} ms; now plain SQL`);
  const plain = (await plainSql(sql, organization, referenceRows, from + rows, true)) * (rows / referenceRows);
  compared(`Deleting ${name}, Confirm to last mail`, milliseconds, { name: WHOLE, milliseconds: plain }, 1 / 1.2);
  compared("the same, Continue to last mail", uploaded + milliseconds, { name: WHOLE, milliseconds: plain });
  if (bare) {
    const reference = { name: BARE, milliseconds: await plainSql(sql, organization, rows, from + 2 * rows, false) };
    compared("the same, Continue to last mail", uploaded + milliseconds, reference, 1.2);
    compared("the same, Confirm to last mail", milliseconds, reference);
  }
  figure("longest transaction meanwhile", longest, "ms", 2000);
  return { rows, learners: organization.learners, milliseconds, plain };
}

/** Page times while a batch runs, against idle. */
export async function whileReading(
  ground: Ground,
  organization: Organization,
  page: Page,
  { rows, from }: Pick<Plan, "rows" | "from">,
): Promise<void> {
  const { sql, app } = ground;
  await settle(sql);
  const idle = await idleTimes(sql, app, page, organization.id);
  const fileName = `read-meanwhile-${rows}.csv`;
  await upload(page, toCsv(mixedRows(rows, from)), fileName);
  const reader = await startReader(sql, app, page, organization.id);
  await confirm(page);
  await untilLastMail(ground, organization.id, fileName);
  pageFigures(idle, await reader.stop());
}

async function plainSql(
  sql: Sql,
  organization: Organization,
  rows: number,
  from: number,
  sums: boolean,
): Promise<number> {
  await settle(sql);
  const batchId = randomUUID();
  const valid = mixedRows(rows, from).filter((row) => row.valid);
  const { whole } = await plainDeletion(sql, organization.id, batchId, valid, { sums });
  await forget(sql, organization.id, batchId);
  return whole;
}

/** Each measurement begins alike: statistics known, dead rows gone, nothing to write back. */
async function settle(sql: Sql): Promise<void> {
  await sql.unsafe("vacuum analyze");
  await sql.unsafe("checkpoint");
}

/** When the last mail of the batch was sent, by the clock that Confirm was timed with: database and benchmark share a machine. */
async function untilLastMail({ sql, runs }: Ground, organizationId: number, fileName: string): Promise<number> {
  for (;;) {
    await runs();
    const [batch] = await sql<{ over: boolean; last: Date | null }[]>`
      select b.state in ('completed', 'completed_with_errors') and count(m.id) > 0 and bool_and(m.state in ('kept', 'sent')) as over,
        max(m.sent_at) as last
      from deletion_batches b
      left join mails m on m.organization_id = ${organizationId} and m.batch_id = b.id
      where b.organization_id = ${organizationId} and b.file_name = ${fileName} group by b.state`;
    if (batch?.over && batch.last) return batch.last.getTime();
  }
}

/** The longest any transaction of the server was open, looked at every 25 ms. */
function watchTransactions(sql: Sql): { stop: () => Promise<number> } {
  let going = true;
  let longest = 0;
  const done = (async () => {
    while (going) {
      const [row] = await sql<{ longest: number | null }[]>`
        select max(extract(epoch from clock_timestamp() - xact_start) * 1000)::float8 as longest from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid() and xact_start is not null`;
      longest = Math.max(longest, row?.longest ?? 0);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  })();
  return {
    stop: async () => {
      going = false;
      await done;
      return longest;
    },
  };
}

/** Time per row at the ends of a range of sizes. `what` names the size that grows. */
export function growth(all: Deleted[], what: "rows" | "learners"): void {
  const [first, ...others] = [...all].sort((a, b) => a[what] - b[what]);
  for (const other of others) {
    if (!first) return;
    const name = ({ rows, learners }: Deleted) => `${(what === "rows" ? rows : learners).toLocaleString("en")} ${what}`;
    const bar = { text: "ratio 0.8 to 1.2", holds: (ratio: number) => ratio >= 0.8 && ratio <= 1.2 };
    related(
      `Time a row at ${name(other)}`,
      other.milliseconds / other.rows,
      "ms",
      { name: name(first), value: first.milliseconds / first.rows },
      bar,
    );
    related("the same, plain SQL", other.plain / other.rows, "ms", {
      name: name(first),
      value: first.plain / first.rows,
    });
  }
}
