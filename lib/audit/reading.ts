// Reading the audit log, and giving it out as a file (spec 8). Called by the page Audit log; every function demands the proof of a
// full admin and sees that admin's organization alone. Names are looked up on reading: the entries hold ids.
import { sql, transaction } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";
import { spreadsheetRecords } from "../csv";
import { appendAudit } from "./chain";

export type AuditFilter = {
  /** An admin's id, or `product` for what the product itself did. */
  who?: number | "product" | undefined;
  /** A whole action, `batch.confirmed`. */
  action?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
};

/** A place between two pages: older than the entry named, or with `back` newer. */
export type AuditPlace = { sequence: number; back?: boolean };

export type ReadEntry = {
  sequence: number;
  at: Date;
  adminId: number | null;
  adminName: string | null;
  action: string;
  batchId: string | null;
  /** Its page is still there. */
  hasBatch: boolean;
  details: Record<string, string | number | boolean | null>;
  address: string | null;
  hash: string;
};

export const ENTRIES_A_PAGE = 50;

const filtered = (organizationId: number, { who, action, from, to }: AuditFilter) => sql`
  e.organization_id = ${organizationId}
    ${who === "product" ? sql`and e.admin_id is null` : who ? sql`and e.admin_id = ${who}` : sql``}
    ${action ? sql`and e.action = ${action}` : sql``}
    ${from ? sql`and e.at >= ${from}` : sql``}
    ${to ? sql`and e.at < ${to}` : sql``}`;

/**
 * One page, newest first, along audit_entries_by_time, …_by_admin or …_by_action. `next` and `previous` are the places of the
 * pages beside it, where there are any.
 */
export async function listEntries(
  { organizationId }: FullAdmin,
  filter: AuditFilter,
  place?: AuditPlace,
): Promise<{ entries: ReadEntry[]; next?: AuditPlace; previous?: AuditPlace }> {
  const beside =
    place &&
    sql`(select at, sequence from audit_entries where organization_id = ${organizationId} and sequence = ${place.sequence})`;
  const rows = await sql<(Omit<ReadEntry, "details"> & { details: string })[]>`
    select e.sequence, e.at, e.admin_id as "adminId", a.name as "adminName", e.action, e.batch_id as "batchId",
      exists (select 1 from deletion_batches b where b.organization_id = ${organizationId} and b.id = e.batch_id) as "hasBatch",
      e.details, e.address, encode(e.hash, 'hex') as hash
    from audit_entries e left join admins a on a.organization_id = ${organizationId} and a.id = e.admin_id
    where ${filtered(organizationId, filter)}
      ${beside ? (place.back ? sql`and (e.at, e.sequence) > ${beside}` : sql`and (e.at, e.sequence) < ${beside}`) : sql``}
    ${place?.back ? sql`order by e.at, e.sequence` : sql`order by e.at desc, e.sequence desc`} limit ${ENTRIES_A_PAGE + 1}`;
  const entries = rows.slice(0, ENTRIES_A_PAGE).map((row) => ({ ...row, details: detailsOf(row.details) }));
  if (place?.back) entries.reverse();
  const more = rows.length > ENTRIES_A_PAGE;
  const [first, last] = [entries.at(0), entries.at(-1)];
  return {
    entries,
    ...(last && (more || place?.back) ? { next: { sequence: last.sequence } } : {}),
    ...(first && (place?.back ? more : place) ? { previous: { sequence: first.sequence, back: true } } : {}),
  };
}

/** What somebody has tampered with may be no JSON any more: it is shown as it stands. */
function detailsOf(text: string): ReadEntry["details"] {
  try {
    const details: unknown = JSON.parse(text);
    if (typeof details === "object" && details !== null) return details as ReadEntry["details"];
  } catch {
    // Verify says which entry it is.
  }
  return { "?": text };
}

/** What the log can be filtered by: everybody who ever was an admin, and the actions that stand in it. */
export async function auditChoices({
  organizationId,
}: FullAdmin): Promise<{ admins: { adminId: number; name: string }[]; actions: string[] }> {
  const [admins, actions] = await Promise.all([
    sql<{ adminId: number; name: string }[]>`
      select id as "adminId", name from admins where organization_id = ${organizationId} order by name, id`,
    // From one action to the next along the index: a million entries are a few dozen steps.
    sql<{ action: string }[]>`
      with recursive known as (
        (select action from audit_entries where organization_id = ${organizationId} order by action limit 1)
        union all
        select (select e.action from audit_entries e
          where e.organization_id = ${organizationId} and e.action > known.action order by e.action limit 1)
        from known where known.action is not null
      )
      select action from known where action is not null`,
  ]);
  return { admins, actions: actions.map(({ action }) => action) };
}

export type AuditFormat = "csv" | "jsonl";

const PORTION = 5000;
export const AUDIT_COLUMNS = [
  "sequence",
  "at",
  "admin_id",
  "action",
  "batch_id",
  "details",
  "address",
  "previous_hash",
  "hash",
] as const;

type ExportRow = Record<(typeof AUDIT_COLUMNS)[number], string | number | Date | null> & { sequence: number; at: Date };

/**
 * What the filter leaves, in the order of the chain, as CSV for the reader's Excel or as JSON Lines with all that a hash covers.
 * Portion by portion: between two, no connection is held, however slowly the file is taken. The export itself is an entry, and
 * not in the file.
 */
export async function exportEntries(
  { organizationId, adminId, address }: FullAdmin,
  format: AuditFormat,
  language: "en" | "id",
  filter: AuditFilter,
): Promise<ReadableStream<Uint8Array>> {
  const last = await transaction(async (tx) => {
    const { sequence } = await appendAudit(tx, {
      organizationId,
      adminId,
      action: "audit_log.exported",
      details: { format },
      address,
    });
    return sequence - 1;
  });
  const encoder = new TextEncoder();
  const csv = (rows: (string | number | null)[][]) => spreadsheetRecords(rows, language === "id" ? ";" : ",");
  let after = 0;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      if (format === "csv") controller.enqueue(encoder.encode(`\ufeff${csv([[...AUDIT_COLUMNS]])}`));
    },
    async pull(controller) {
      const rows = await sql<ExportRow[]>`
        select e.sequence, e.at, e.admin_id, e.action, e.batch_id, e.details, e.address,
          encode(e.previous_hash, 'hex') as previous_hash, encode(e.hash, 'hex') as hash
        from audit_entries e where ${filtered(organizationId, filter)} and e.sequence > ${after} and e.sequence <= ${last}
        order by e.sequence limit ${PORTION}`;
      if (rows.length > 0) controller.enqueue(encoder.encode(format === "csv" ? csv(rows.map(cells)) : lines(rows)));
      after = rows.at(-1)?.sequence ?? after;
      if (rows.length < PORTION) controller.close();
    },
  });

  function lines(rows: ExportRow[]): string {
    return rows.map((row) => `${JSON.stringify({ organization_id: organizationId, ...row })}\n`).join("");
  }
}

const cells = (row: ExportRow): (string | number | null)[] =>
  AUDIT_COLUMNS.map((name) => {
    const value = row[name];
    return value instanceof Date ? value.toISOString() : value;
  });
