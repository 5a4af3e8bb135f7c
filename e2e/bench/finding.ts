// The figure of Find deleted users: as many tombstones, the CSV that names their people, and the reference, one plain SQL
// transaction that stages the same rows into the same table and joins them. Called by e2e/bench/run.ts.
import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import type { Page } from "@playwright/test";
import type { Sql } from "@/db/client";

type Person = { rowNumber: number; email: string; userId: string };

/** Everybody has an address, every other one an ID too: about 31 bytes a row. */
const people = (count: number): Person[] =>
  Array.from({ length: count }, (_, n) => ({
    rowNumber: n + 2,
    email: `gone${n + 1}@bench.example`,
    userId: n % 2 === 0 ? `G-${n + 1}` : "",
  }));

const PORTION = 20_000;

/** Tombstones of the people, in the random order in which hashes lie; of `organizationId` by the server's key. */
async function leaveTombstones(sql: Sql, organizationId: number, key: Buffer, gone: Person[]): Promise<void> {
  const batchId = randomUUID();
  const print = (kind: string, value: string) =>
    value === "" ? null : createHmac("sha256", key).update(`${organizationId}\0${kind}\0${value}`).digest("hex");
  for (let from = 0; from < gone.length; from += PORTION) {
    const some = gone.slice(from, from + PORTION);
    await sql`
      insert into tombstones (organization_id, key_version, email_hash, user_id_hash, batch_id, deleted_at)
      select ${organizationId}, 1, decode(email, 'hex'), decode(user_id, 'hex'), ${batchId}, app_now()
      from unnest(${some.map(({ email }) => print("email", email))}::text[], ${some.map(({ userId }) => print("user_id", userId))}::text[]) as t(email, user_id)`;
  }
}

/** The same for the reference, whose fingerprints are the database's own SHA-256. */
async function leavePlainTombstones(sql: Sql, organizationId: number, count: number): Promise<void> {
  await sql`
    insert into tombstones (organization_id, key_version, email_hash, user_id_hash, batch_id, deleted_at)
    select ${organizationId}, 1, sha256(convert_to(${organizationId}::text || 'gone' || n || '@bench.example', 'UTF8')),
      case when n % 2 = 1 then sha256(convert_to(${organizationId}::text || 'G-' || n, 'UTF8')) end, ${randomUUID()}, app_now()
    from generate_series(1, ${count}::int) n`;
}

/** Stages by COPY with the fingerprints left to the database, joins both ways, writes what was found. Milliseconds. */
async function plainFinding(sql: Sql, organizationId: number, rows: Person[]): Promise<number> {
  const listId = randomUUID();
  const began = performance.now();
  await sql.begin(async (tx) => {
    await tx.unsafe("set local work_mem = '96MB'");
    const copy = await tx`
      copy list_rows (organization_id, list_id, row_number, email, user_id, normalized_email, normalized_user_id, outcome) from stdin`.writable();
    for (let from = 0; from < rows.length; from += 10_000) {
      let text = "";
      for (const { rowNumber, email, userId } of rows.slice(from, from + 10_000))
        text += `${organizationId}\t${listId}\t${rowNumber}\t${email}\t${userId}\t${email.toLowerCase() || "\\N"}\t${userId || "\\N"}\tnot_deleted\n`;
      if (!copy.write(text)) await once(copy, "drain");
    }
    copy.end();
    await once(copy, "finish");
    await tx`analyze list_rows`;
    await tx`
      create temporary table prints on commit drop as
      select row_number, sha256(convert_to(${organizationId}::text || normalized_email, 'UTF8')) as email_hash,
        case when normalized_user_id is not null then sha256(convert_to(${organizationId}::text || normalized_user_id, 'UTF8')) end as user_id_hash
      from list_rows where organization_id = ${organizationId} and list_id = ${listId}`;
    await tx`
      update list_rows r set outcome = 'deleted', earlier_deleted_at = coalesce(e.deleted_at, u.deleted_at), earlier_batch_id = coalesce(e.batch_id, u.batch_id)
      from prints p
      left join tombstones e on e.organization_id = ${organizationId} and e.email_hash = p.email_hash
      left join tombstones u on u.organization_id = ${organizationId} and u.user_id_hash = p.user_id_hash
      where r.organization_id = ${organizationId} and r.list_id = ${listId} and r.row_number = p.row_number and coalesce(e.id, u.id) is not null`;
  });
  const taken = performance.now() - began;
  const [found] = await sql<{ count: number }[]>`
    select count(*) as count from list_rows where organization_id = ${organizationId} and list_id = ${listId} and outcome = 'deleted'`;
  if (found?.count !== rows.length) throw new Error(`plain SQL found ${found?.count} of ${rows.length}`);
  await sql`delete from list_rows where organization_id = ${organizationId} and list_id = ${listId}`;
  await sql.unsafe("vacuum list_rows");
  return taken;
}

/** From Continue to the list's page, beside the reference. The admin of `page` must be signed in. */
export async function finding(
  page: Page,
  sql: Sql,
  organizationId: number,
  tombstoneKey: string,
  count: number,
  say: (text: string) => void,
): Promise<{ milliseconds: number; reference: number; megabytes: number }> {
  const gone = people(count);
  say(`leaving ${count.toLocaleString("en")} tombstones, twice`);
  await leaveTombstones(sql, organizationId, Buffer.from(tombstoneKey.split(":")[1] ?? "", "base64"), gone);
  const [reference] = await sql<
    { id: number }[]
  >`insert into organizations (name) values ('Bench reference') returning id`;
  const other = reference?.id ?? 0;
  await leavePlainTombstones(sql, other, count);
  await sql.unsafe("vacuum analyze tombstones");
  await sql.unsafe("checkpoint");
  const plain = await plainFinding(sql, other, gone);
  say(`finding them: plain SQL took ${(plain / 1000).toFixed(1)} s; now the product`);
  await sql.unsafe("checkpoint");
  const file = Buffer.from(
    `primary_email_address,unique_user_id\n${gone.map(({ email, userId }) => `${email},${userId}`).join("\n")}\n`,
  );
  await page.goto("/authenticate/automate-user-management#find-deleted-users");
  await page.getByRole("button", { name: "Upload CSV", exact: true }).last().click();
  await page
    .locator('input[type="file"]')
    .last()
    .setInputFiles({ name: "kept.csv", mimeType: "text/csv", buffer: file });
  const began = performance.now();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("heading", { name: /^kept\.csv/ }).waitFor({ timeout: 300_000 });
  const milliseconds = performance.now() - began;
  const [list] = await sql<{ deleted: number }[]>`
    select (counts->>'deleted')::int as deleted from lists where organization_id = ${organizationId} and file_name = 'kept.csv'`;
  if (list?.deleted !== count) throw new Error(`the product found ${list?.deleted} of ${count}`);
  return { milliseconds, reference: plain, megabytes: file.length / 2 ** 20 };
}
