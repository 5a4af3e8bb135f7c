// The references of the benchmark: the same work as one plain SQL transaction each, on the same database and schema, as a
// person with psql would do it. Called by previewing.ts and deleting.ts. Nothing of lib is used here, or it would measure itself.
import { once } from "node:events";
import { connect, type Sql, type Transaction } from "@/db/client";

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

/** The preview's reference: COPY into the keyed staging table, resolve, sum what goes with them. Milliseconds. */
export async function plainPreview(
  sql: Sql,
  organizationId: number,
  batchId: string,
  rows: FileRow[],
): Promise<{ copy: number; whole: number }> {
  const began = performance.now();
  let copy = 0;
  await sql.begin(async (tx) => {
    await tx.unsafe("set local work_mem = '96MB'");
    await stage(tx, organizationId, batchId, rows);
    copy = performance.now() - began;
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
  return { copy, whole: performance.now() - began };
}

/**
 * The deletion's reference: stage, classify, delete, outcomes, tombstones, in one transaction. With `sums` also what the schema
 * promises besides: reports that are right, and the references for other products. Milliseconds, and the users that went.
 */
export async function plainDeletion(
  sql: Sql,
  organizationId: number,
  batchId: string,
  rows: FileRow[],
  { sums }: { sums: boolean },
): Promise<{ whole: number; users: number }> {
  const began = performance.now();
  let users = 0;
  await sql.begin(async (tx) => {
    await tx.unsafe("set local work_mem = '96MB'");
    await stage(tx, organizationId, batchId, rows);
    await classify(tx, organizationId, batchId);
    await tx`create temporary table doomed on commit drop as select learner_id, row_number from resolved where outcome = 'deleted'`;
    await tx`create index on doomed (learner_id)`;
    await tx`analyze doomed`;
    if (sums) await subtractSums(tx, organizationId);
    for (const table of ["viewing_activity", "course_progress", "assignments", "group_memberships", "product_seats"]) {
      await tx`delete from ${tx(table)} t using doomed d where t.organization_id = ${organizationId} and t.learner_id = d.learner_id`;
    }
    await tx`
      insert into tombstones (organization_id, key_version, email_hash, user_id_hash, batch_id, deleted_at)
      select ${organizationId}, 1, sha256(convert_to(${organizationId}::text || l.normalized_email, 'UTF8')),
        sha256(convert_to(${organizationId}::text || l.unique_user_id, 'UTF8')), ${batchId}, now()
      from doomed d join learners l on l.organization_id = ${organizationId} and l.id = d.learner_id`;
    const gone = await tx`
      delete from learners l using doomed d where l.organization_id = ${organizationId} and l.id = d.learner_id`;
    users = gone.count;
    await tx`
      insert into outcomes (organization_id, batch_id, row_number, outcome)
      select ${organizationId}, ${batchId}, row_number, outcome::outcome from resolved where outcome <> 'duplicate'`;
    await tx`
      delete from staged_rows s using doomed d where s.organization_id = ${organizationId} and s.batch_id = ${batchId} and s.row_number = d.row_number`;
  });
  return { whole: performance.now() - began, users };
}

/** What the doomed add to the kept sums of reports goes off them, and their seats stay as references. */
async function subtractSums(tx: Transaction, organizationId: number): Promise<void> {
  await tx`
    create temporary table did on commit drop as
    select v.learner_id, v.course_id, date_trunc('month', v.viewed_at at time zone 'UTC') as month, v.seconds, 0 as completions
    from viewing_activity v join doomed d on d.learner_id = v.learner_id where v.organization_id = ${organizationId}
    union all
    select p.learner_id, p.course_id, date_trunc('month', p.completed_at at time zone 'UTC'), 0, 1
    from course_progress p join doomed d on d.learner_id = p.learner_id
    where p.organization_id = ${organizationId} and p.completed_at is not null`;
  await tx`
    create temporary table belonged on commit drop as
    select m.learner_id, m.group_id from group_memberships m join doomed d on d.learner_id = m.learner_id
    where m.organization_id = ${organizationId}`;
  await tx.unsafe("analyze did; analyze belonged");
  await tx`
    insert into report_totals (organization_id, month, group_id, course_id, seconds, completions, learners)
    select ${organizationId}, coalesce(to_char(month, 'YYYY-MM'), 'all'), group_id, course_id, -seconds, -completions, -learners from (
      select month, 0 as group_id, 0 as course_id, sum(seconds) as seconds, sum(completions) as completions, count(distinct learner_id) filter (where seconds > 0) as learners from did group by 1
      union all
      select month, group_id, 0, sum(seconds), sum(completions), count(distinct learner_id) filter (where seconds > 0) from did join belonged using (learner_id) group by 1, 2
      union all
      select month, 0, course_id, sum(seconds), sum(completions), count(distinct learner_id) filter (where seconds > 0) from did group by 1, 3
      union all
      select null, 0, 0, sum(seconds), sum(completions), (select count(*) from doomed) from did
      union all
      select null, group_id, 0, sum(seconds), sum(completions), count(distinct learner_id) from belonged left join did using (learner_id) group by 2
      union all
      select null, 0, course_id, sum(seconds), sum(completions), count(distinct learner_id) filter (where seconds > 0) from did group by 3) as deltas`;
  await tx`
    insert into product_references (organization_id, product, account_number, deleted_at)
    select ${organizationId}, s.product, s.account_number, now()
    from product_seats s join doomed d on d.learner_id = s.learner_id
    join organization_products o on o.organization_id = ${organizationId} and o.product = s.product
    where s.organization_id = ${organizationId}`;
}

/** The results file's reference: COPY TO of the same rows, read to its end. Milliseconds. */
export async function copyOut(databaseUrl: string, organizationId: number, batchId: string): Promise<number> {
  // A connection of its own: one that has copied out stays busy for ever.
  const sql = connect(databaseUrl, 1);
  await sql`select 1`;
  const began = performance.now();
  const stream = await sql`
    copy (
      select o.row_number, s.email, s.user_id, o.outcome, o.reason
      from outcomes o
      left join staged_rows s on s.organization_id = o.organization_id and s.batch_id = o.batch_id and s.row_number = o.row_number
      where o.organization_id = ${sql.unsafe(String(organizationId))} and o.batch_id = ${sql.unsafe(`'${batchId}'`)} and o.outcome <> 'deleted'
      order by o.row_number) to stdout with (format csv)`.readable();
  for await (const _part of stream);
  const taken = performance.now() - began;
  await sql.end({ timeout: 0 });
  return taken;
}
