// The references of the benchmark: the same work as one plain SQL transaction each, on the same database and schema, as a
// person with psql would do it. Called by e2e/bench/run.ts. Nothing of lib is used here, or it would measure itself.
import { once } from "node:events";
import type { Sql, Transaction } from "@/db/client";

export type FileRow = { rowNumber: number; email: string; userId: string };

/** COPY, row by row, into a staging table with the keys of staged_rows. */
async function stage(tx: Transaction, organizationId: number, batchId: string, rows: FileRow[]): Promise<void> {
  const copy = await tx`
    copy staged_rows (organization_id, batch_id, row_number, email, user_id, normalized_email, normalized_user_id) from stdin`.writable();
  for (let from = 0; from < rows.length; from += 10_000) {
    let text = "";
    for (const { rowNumber, email, userId } of rows.slice(from, from + 10_000)) {
      text += `${organizationId}\t${batchId}\t${rowNumber}\t${email}\t${userId}\t${email.toLowerCase() || "\\N"}\t${userId || "\\N"}\n`;
    }
    if (!copy.write(text)) await once(copy, "drain");
  }
  copy.end();
  await once(copy, "finish");
  await tx`analyze staged_rows`;
}

const classify = (tx: Transaction, organizationId: number, batchId: string) => tx`
  create temporary table resolved on commit drop as
  with leads as (
    select s.row_number, s.normalized_email, s.normalized_user_id, e.id as by_email, u.id as by_user_id
    from staged_rows s
    left join learners e on e.organization_id = ${organizationId} and e.normalized_email = s.normalized_email
    left join learners u on u.organization_id = ${organizationId} and u.unique_user_id = s.normalized_user_id
    where s.organization_id = ${organizationId} and s.batch_id = ${batchId}
  )
  select row_number, case
      when coalesce(by_email, by_user_id) is null then 'not_found'
      when normalized_email is not null and normalized_user_id is not null and by_email is distinct from by_user_id then 'mismatch'
      when row_number() over (partition by coalesce(by_email, by_user_id) order by row_number) > 1 then 'duplicate'
      else 'deleted' end as outcome,
    coalesce(by_email, by_user_id) as learner_id
  from leads`;

/** Figure 1's reference: COPY into the keyed staging table, resolve, sum what goes with them. Milliseconds. */
export async function plainPreview(
  sql: Sql,
  organizationId: number,
  batchId: string,
  rows: FileRow[],
): Promise<number> {
  const began = performance.now();
  await sql.begin(async (tx) => {
    await tx.unsafe("set local work_mem = '96MB'");
    await stage(tx, organizationId, batchId, rows);
    await classify(tx, organizationId, batchId);
    await tx`
      insert into outcomes (organization_id, batch_id, row_number, outcome)
      select ${organizationId}, ${batchId}, row_number, outcome::outcome from resolved where outcome in ('not_found', 'mismatch')`;
    await tx`
      insert into pinned_learners (organization_id, batch_id, learner_id, row_number)
      select ${organizationId}, ${batchId}, learner_id, row_number from resolved where outcome = 'deleted'`;
    await tx`
      select sum(l.courses), sum(l.completions), sum(l.seconds_viewed), sum(l.assignments), sum(l.memberships)
      from resolved r join learners l on l.organization_id = ${organizationId} and l.id = r.learner_id where r.outcome = 'deleted'`;
  });
  return performance.now() - began;
}

/** Figure 2's reference: stage, classify, delete, outcomes, tombstones, in one transaction. Milliseconds. */
export async function plainDeletion(
  sql: Sql,
  organizationId: number,
  batchId: string,
  rows: FileRow[],
): Promise<number> {
  const began = performance.now();
  await sql.begin(async (tx) => {
    await tx.unsafe("set local work_mem = '96MB'");
    await stage(tx, organizationId, batchId, rows);
    await classify(tx, organizationId, batchId);
    await tx`create temporary table doomed on commit drop as select learner_id, row_number from resolved where outcome = 'deleted'`;
    await tx`create index on doomed (learner_id)`;
    await tx`analyze doomed`;
    for (const table of ["viewing_activity", "course_progress", "assignments", "group_memberships", "product_seats"]) {
      await tx`delete from ${tx(table)} t using doomed d where t.organization_id = ${organizationId} and t.learner_id = d.learner_id`;
    }
    await tx`
      insert into tombstones (organization_id, key_version, email_hash, user_id_hash, batch_id, deleted_at)
      select ${organizationId}, 1, sha256(convert_to(${organizationId}::text || l.normalized_email, 'UTF8')),
        sha256(convert_to(${organizationId}::text || l.unique_user_id, 'UTF8')), ${batchId}, now()
      from doomed d join learners l on l.organization_id = ${organizationId} and l.id = d.learner_id`;
    await tx`delete from learners l using doomed d where l.organization_id = ${organizationId} and l.id = d.learner_id`;
    await tx`
      insert into outcomes (organization_id, batch_id, row_number, outcome)
      select ${organizationId}, ${batchId}, row_number, outcome::outcome from resolved where outcome <> 'duplicate'`;
    await tx`
      delete from staged_rows s using doomed d where s.organization_id = ${organizationId} and s.batch_id = ${batchId} and s.row_number = d.row_number`;
  });
  return performance.now() - began;
}
