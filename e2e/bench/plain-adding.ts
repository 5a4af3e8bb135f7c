// The reference for adding users from a file: one plain SQL transaction that stages, resolves and inserts the same rows into the
// same indexed tables, and the file itself. Called by e2e/bench/run.ts. Nothing of lib is used here, or it would measure itself.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { Sql } from "@/db/client";

export type AddingRow = { rowNumber: number; email: string; userId: string; name: string; groups: string };

/** New people, every one with a group that is there; 1 % there already, by address, and 1 % twice. About 62 bytes a row. */
export function addingRows(count: number, tag: string): AddingRow[] {
  return Array.from({ length: count }, (_, index) => {
    const n = index + 1;
    const row = {
      rowNumber: index + 2,
      email: `${tag}.person${n}@bench.example`,
      userId: index % 2 === 0 ? `${tag}-${n}` : "",
      name: `Person Number ${n}`,
      groups: `Group ${(n % 20) + 1}`,
    };
    if (index % 100 === 10) return { ...row, email: `learner${n}@bench.example`, userId: "" };
    if (index % 100 === 21) return { ...row, email: `${tag}.person${n - 1}@bench.example`, userId: "" };
    return row;
  });
}

export const addingCsv = (rows: AddingRow[]): Buffer =>
  Buffer.from(
    `primary_email_address,unique_user_id,name,groups\n${rows.map(({ email, userId, name, groups }) => `${email},${userId},${name},${groups}`).join("\n")}\n`,
  );

/** Milliseconds. What was staged is thrown away afterwards; who was added stays. */
export async function plainAdding(sql: Sql, organizationId: number, rows: AddingRow[]): Promise<number> {
  const listId = randomUUID();
  const began = performance.now();
  await sql.begin(async (tx) => {
    await tx.unsafe("set local work_mem = '96MB'");
    const copy = await tx`
      copy list_rows (organization_id, list_id, row_number, email, user_id, name, groups, normalized_email, normalized_user_id) from stdin`.writable();
    for (let from = 0; from < rows.length; from += 10_000) {
      let text = "";
      for (const { rowNumber, email, userId, name, groups } of rows.slice(from, from + 10_000)) {
        text += `${organizationId}\t${listId}\t${rowNumber}\t${email}\t${userId}\t${name}\t${groups}\t${email.toLowerCase()}\t${userId || "\\N"}\n`;
      }
      if (!copy.write(text)) await once(copy, "drain");
    }
    copy.end();
    await once(copy, "finish");
    await tx`analyze list_rows`;
    await tx`
      create temporary table resolved on commit drop as
      select r.row_number, case
          when coalesce(e.id, u.id) is not null then 'exists'
          when row_number() over (partition by r.normalized_email order by r.row_number) > 1 then 'exists'
          else 'to_add' end as outcome
      from list_rows r
      left join learners e on e.organization_id = ${organizationId} and e.normalized_email = r.normalized_email
      left join learners u on u.organization_id = ${organizationId} and u.unique_user_id = r.normalized_user_id
      where r.organization_id = ${organizationId} and r.list_id = ${listId}`;
    await tx`
      create temporary table added on commit drop as
      with made as (
        insert into learners (organization_id, name, primary_email_address, normalized_email, unique_user_id, search_text, sort_name, memberships)
        select ${organizationId}, r.name, r.email, r.normalized_email, r.normalized_user_id,
          lower(concat_ws(' ', r.name, r.email, r.normalized_user_id)), lower(r.name), 1
        from resolved s join list_rows r on r.organization_id = ${organizationId} and r.list_id = ${listId} and r.row_number = s.row_number
        where s.outcome = 'to_add'
        returning id, normalized_email, sort_name, active_at
      )
      select m.id, m.sort_name, m.active_at, r.groups
      from made m join list_rows r on r.organization_id = ${organizationId} and r.list_id = ${listId} and r.normalized_email = m.normalized_email
      join resolved s on s.row_number = r.row_number and s.outcome = 'to_add'`;
    await tx`
      insert into group_memberships (organization_id, learner_id, group_id, sort_name, active_at)
      select ${organizationId}, a.id, g.id, a.sort_name, a.active_at
      from added a join groups g on g.organization_id = ${organizationId} and g.name = a.groups`;
    await tx`
      insert into report_totals (organization_id, month, group_id, learners)
      select ${organizationId}::bigint, 'all', 0, count(*) from added
      union all
      select ${organizationId}::bigint, 'all', g.id, count(*) from added a join groups g on g.organization_id = ${organizationId} and g.name = a.groups group by g.id`;
    await tx`
      update list_rows r set outcome = s.outcome::list_outcome from resolved s
      where r.organization_id = ${organizationId} and r.list_id = ${listId} and r.row_number = s.row_number and s.outcome = 'exists'`;
    await tx`
      delete from list_rows r using resolved s
      where r.organization_id = ${organizationId} and r.list_id = ${listId} and r.row_number = s.row_number and s.outcome = 'to_add'`;
  });
  const taken = performance.now() - began;
  await sql`delete from list_rows where organization_id = ${organizationId} and list_id = ${listId}`;
  return taken;
}
