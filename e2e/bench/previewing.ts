// Figures of a large file: from Continue to the preview, beside one plain SQL run and a bare COPY; other pages meanwhile; and the
// results file beside COPY TO. Called by run.ts.
import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { compared, figure, quantile, round, say } from "./figures";
import { mixedRows, toCsv } from "./file";
import type { Ground, Organization } from "./ground";
import { copyOut, plainPreview } from "./plain-sql";
import { AUM, forget, upload } from "./uploading";

export async function previews(ground: Ground, organization: Organization, page: Page, count: number): Promise<void> {
  const { sql, memory, runs } = ground;
  const rows = mixedRows(count, 0);
  const csv = toCsv(rows);
  say(`preview of ${count.toLocaleString("en")} rows, ${(csv.length / 2 ** 20).toFixed(1)} MB: plain SQL`);
  const batchId = randomUUID();
  const valid = rows.filter((row) => row.valid);
  const plain = await plainPreview(sql, organization.id, batchId, valid);
  await forget(sql, organization.id, batchId);
  say(`plain SQL took ${round(plain.whole / 1000)} s, its COPY ${round(plain.copy / 1000)} s; now the product`);
  const taken = await upload(page, csv, "preview.csv");
  await tellOfServer(ground, organization, "preview.csv");
  const name = `Continue to preview, ${count.toLocaleString("en")} rows, ${(csv.length / 2 ** 20).toFixed(1)} MB`;
  compared(name, taken, { name: "plain SQL (stage with keys, resolve, sum)", milliseconds: plain.whole }, 1.5);
  compared("the same", taken, { name: "COPY alone, into the keyed table", milliseconds: plain.copy });
  figure("the same, against the clock", taken / 1000, "s", 20);
  await cancel(page, runs);
  const others = reader(page);
  await upload(page, csv, "preview-again.csv");
  figure("Users page while a file is checked, p95", quantile(await others.stop(), 0.95), "ms");
  await cancel(page, runs);
  figure("server memory after it, peak", memory.peakBytes() / 2 ** 20, "MB", 400);
}

async function cancel(page: Page, runs: () => Promise<void>): Promise<void> {
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.waitForTimeout(500);
  await runs();
}

/** Somebody else at work, not a load test: the Users page now and then. Answers the milliseconds of each. */
function reader(page: Page): { stop: () => Promise<number[]> } {
  let asking = true;
  const done = (async () => {
    const taken: number[] = [];
    while (asking) {
      const began = performance.now();
      const answer = await page.request.get("/users");
      await answer.body();
      if (!answer.ok()) throw new Error(`/users answered ${answer.status()}`);
      taken.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    return taken;
  })();
  return {
    stop: () => {
      asking = false;
      return done;
    },
  };
}

/** Where the time from Continue to the preview went, as the server saw it. */
async function tellOfServer({ sql }: Ground, { id }: Organization, fileName: string): Promise<void> {
  const [batch] = await sql<{ upload: number; check: number }[]>`
    select extract(epoch from uploaded_at - created_at)::float8 as upload, extract(epoch from clock_timestamp() - uploaded_at)::float8 as check
    from deletion_batches where organization_id = ${id} and file_name = ${fileName} order by created_at desc limit 1`;
  say(`of it ${batch?.upload.toFixed(1)} s for the slices, ${batch?.check.toFixed(1)} s for the check and the screen`);
}

/** The results file of as many rows that lead nowhere. */
export async function resultsFile(
  ground: Ground,
  organization: Organization,
  page: Page,
  count: number,
): Promise<void> {
  const { sql, runs } = ground;
  const batchId = randomUUID();
  const { id } = organization;
  await sql`
    insert into deletion_batches (organization_id, id, state, file_name, file_bytes, file_sha256, slices, uploaded_by, rows, preview, preview_number, previewed_at, delimiter, encoding, ignored_columns)
    select ${id}, ${batchId}, 'ready', 'strangers.csv', 1, repeat('0', 64), 1, a.id, ${count}, ${sql.json({ counts: { not_found: count } })}, 1, app_now(), ',', 'utf-8', '{}'
    from admins a where a.organization_id = ${id} limit 1`;
  await sql`
    insert into staged_rows (organization_id, batch_id, row_number, email, user_id, normalized_email)
    select ${id}, ${batchId}, n + 1, 'stranger' || n || '@bench.example', '', 'stranger' || n || '@bench.example' from generate_series(1, ${count}::int) n`;
  await sql`
    insert into outcomes (organization_id, batch_id, row_number, outcome)
    select ${id}, ${batchId}, n + 1, 'not_found' from generate_series(1, ${count}::int) n`;
  await sql.unsafe("vacuum analyze staged_rows, outcomes");
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const product = async () => {
    const began = performance.now();
    // As COPY sends it: not compressed. Looked at when it is here, as COPY's is not looked at at all.
    const headers = { cookie, "accept-encoding": "identity" };
    const answer = await fetch(`${ground.app}${AUM}/batches/${batchId}/results.csv`, { headers });
    const parts: Uint8Array[] = [];
    for await (const part of answer.body ?? []) parts.push(part as Uint8Array);
    const taken = performance.now() - began;
    const file = Buffer.concat(parts);
    let lines = 0;
    for (let at = file.indexOf(10); at >= 0; at = file.indexOf(10, at + 1)) lines++;
    if (!answer.ok || lines !== count + 1) throw new Error(`results.csv answered ${answer.status}, ${lines} lines`);
    say(`results file: ${(file.length / 2 ** 20).toFixed(1)} MB`);
    return taken;
  };
  const times: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < 3; round++)
    times.push({ theirs: await copyOut(ground.databaseUrl, id, batchId), ours: await product() });
  const ours = quantile(
    times.map((each) => each.ours),
    0.5,
  );
  const theirs = quantile(
    times.map((each) => each.theirs),
    0.5,
  );
  compared(
    `Results file of ${count.toLocaleString("en")} rows`,
    ours,
    { name: "COPY TO of the same", milliseconds: theirs },
    2,
  );
  await forget(sql, id, batchId);
  await sql`delete from deletion_batches where organization_id = ${id} and id = ${batchId}`;
  await runs();
}
