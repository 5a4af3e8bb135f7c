// What a deletion certificate says (spec 6), gathered from a batch that has ended. Called by issue.ts in its transaction.
import type { Transaction } from "@/db/client";
import { product } from "@/db/schema/organizations";
import type { ChainHead } from "../audit";
import { env } from "../env";
import { type Counts, OUTCOMES, type Outcome } from "../outcomes";
import type { Removed } from "../processing/chunk";
import type { Product } from "../references";
import { fileFingerprint } from "./keys";

/** A moment in ISO 8601 with its UTC offset. */
type Moment = string;
type Deed = { by: { adminId: number; name: string }; at: Moment };

export type CertificateContent = {
  type: "learning-admin/deletion-certificate";
  version: 1;
  organization: { id: number; name: string };
  batch: { id: string; state: "completed" | "completed_with_errors"; reference: string | null };
  issuedAt: Moment;
  /** No name, no plain hash: see fileFingerprint. */
  file: { fingerprint: string; bytes: number; rows: number };
  order: { uploaded: Deed; confirmed: Deed; approved: Deed | null; stopped: Deed | null };
  deletion: { startedAt: Moment; endedAt: Moment };
  /** Null where it was not recorded: the batch ended before certificates were there. */
  deleted: {
    learners: number;
    records: Record<
      "courseProgress" | "completions" | "viewingActivity" | "secondsViewed" | "assignments" | "groupMemberships",
      number
    > | null;
  };
  outcomes: Record<Outcome, number>;
  stays: {
    tombstones: { count: number; until: Moment | null };
    references: { product: Product; count: number }[] | null;
    rowsAsUploaded: { count: number; until: Moment | null };
  };
  notCovered: { backupsForDays: number | null; copiesThatAdminsDownloaded: true };
  auditChain: { entry: number; hash: string };
};

type Row = {
  state: "completed" | "completed_with_errors";
  reference: string | null;
  file_sha256: string;
  file_bytes: number;
  rows: number;
  counts: Counts;
  organization: string;
  started_at: Date;
  ended_at: Date;
  now: Date;
  tombstones_until: Date;
  rows_until: Date;
  rows_kept: number;
  recorded: boolean;
  uploaded: Deed;
  confirmed: Deed;
  approved: Deed | null;
  stopped: Deed | null;
};

const moment = (at: Date): Moment => at.toISOString().replace("Z", "+00:00");

/** Undefined where the batch is not there or has not ended with deletions done. */
export async function gatherContent(
  tx: Transaction,
  organizationId: number,
  batchId: string,
  head: ChainHead,
): Promise<CertificateContent | undefined> {
  const [row] = await tx<Row[]>`
    select b.state, b.reference, b.file_sha256, b.file_bytes, b.rows, b.counts, o.name as organization, b.started_at, b.ended_at,
      date_trunc('milliseconds', app_now()) as now, b.ended_at + make_interval(days => s.tombstone_days) as tombstones_until,
      b.ended_at + interval '30 days' as rows_until, kept.count as rows_kept, done.recorded,
      ${deed(tx, "uploaded")}, ${deed(tx, "confirmed")}, ${deed(tx, "approved")},
      (select jsonb_build_object('by', jsonb_build_object('adminId', a.id, 'name', a.name), 'at', b.stop_requested_at)
        from admins a where a.organization_id = ${organizationId} and a.id = b.stopped_by) as stopped
    from deletion_batches b
    join organizations o on o.id = b.organization_id
    join safeguards s on s.organization_id = ${organizationId}
    cross join lateral (
      select count(*) as count from staged_rows r where r.organization_id = ${organizationId} and r.batch_id = b.id) as kept
    cross join lateral (
      select coalesce(bool_and(removed is not null), true) as recorded
      from deletion_chunks c where c.organization_id = ${organizationId} and c.batch_id = b.id and c.deleted > 0) as done
    where b.organization_id = ${organizationId} and b.id = ${batchId} and b.state in ('completed', 'completed_with_errors')`;
  if (!row) return undefined;
  const removed = await sumRemoved(tx, organizationId, batchId);
  const deleted = row.counts.deleted ?? 0;
  const references = product.enumValues.map((name) => ({ product: name, count: removed[name] ?? 0 }));
  return {
    type: "learning-admin/deletion-certificate",
    version: 1,
    organization: { id: organizationId, name: row.organization },
    batch: { id: batchId, state: row.state, reference: row.reference },
    issuedAt: moment(row.now),
    file: { fingerprint: fileFingerprint(organizationId, row.file_sha256), bytes: row.file_bytes, rows: row.rows },
    order: {
      uploaded: told(row.uploaded),
      confirmed: told(row.confirmed),
      approved: row.approved && told(row.approved),
      stopped: row.stopped && told(row.stopped),
    },
    deletion: { startedAt: moment(row.started_at), endedAt: moment(row.ended_at) },
    deleted: {
      learners: deleted,
      records: row.recorded
        ? {
            courseProgress: removed.course_progress ?? 0,
            completions: removed.completions ?? 0,
            viewingActivity: removed.viewing_activity ?? 0,
            secondsViewed: removed.seconds_viewed ?? 0,
            assignments: removed.assignments ?? 0,
            groupMemberships: removed.group_memberships ?? 0,
          }
        : null,
    },
    outcomes: Object.fromEntries(OUTCOMES.map((name) => [name, row.counts[name] ?? 0])) as Record<Outcome, number>,
    stays: {
      // One tombstone a deleted learner, as the Safeguards say when the certificate is made.
      tombstones: { count: deleted, until: deleted > 0 ? moment(row.tombstones_until) : null },
      references: row.recorded ? references.filter(({ count }) => count > 0) : null,
      rowsAsUploaded: { count: row.rows_kept, until: row.rows_kept > 0 ? moment(row.rows_until) : null },
    },
    notCovered: { backupsForDays: env().BACKUP_RETENTION_DAYS ?? null, copiesThatAdminsDownloaded: true },
    auditChain: { entry: head.sequence, hash: head.hash.toString("hex") },
  };
}

/** Who did it and when, by the batch's columns `<name>_by` and `<name>_at`; null where nobody did. */
const deed = (tx: Transaction, name: "uploaded" | "confirmed" | "approved") => tx`
  (select jsonb_build_object('by', jsonb_build_object('adminId', a.id, 'name', a.name), 'at', b.${tx(`${name}_at`)})
    from admins a where a.organization_id = b.organization_id and a.id = b.${tx(`${name}_by`)}) as ${tx(name)}`;

/** jsonb wrote the moment in the session's own way. */
const told = ({ by, at }: Deed): Deed => ({ by, at: moment(new Date(at)) });

async function sumRemoved(tx: Transaction, organizationId: number, batchId: string): Promise<Partial<Removed>> {
  const sums = await tx<{ kind: keyof Removed; sum: number }[]>`
    select kind, sum(figure::bigint)::bigint as sum from deletion_chunks c cross join lateral jsonb_each_text(c.removed) as r(kind, figure)
    where c.organization_id = ${organizationId} and c.batch_id = ${batchId} group by kind`;
  return Object.fromEntries(sums.map(({ kind, sum }) => [kind, sum]));
}
