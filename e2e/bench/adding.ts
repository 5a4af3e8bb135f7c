// The figure of adding users from a file: through the browser, from Continue to the preview and from Add to the end, beside plain
// SQL doing the same with as many other people. Called by e2e/bench/run.ts.
import type { Page } from "@playwright/test";
import type { Sql } from "@/db/client";
import { addingCsv, addingRows, plainAdding } from "./plain-adding";

export type AddingFigures = { rows: number; megabytes: number; check: number; add: number; plain: number };

/** Milliseconds. `runs` calls the cron address once; `page` is signed in. */
export async function addingTimes(
  { page, sql, organizationId, runs }: { page: Page; sql: Sql; organizationId: number; runs: () => Promise<void> },
  count: number,
): Promise<AddingFigures> {
  const csv = addingCsv(addingRows(count, "ours"));
  await sql.unsafe("vacuum analyze");
  await sql.unsafe("checkpoint");
  await page.goto("/authenticate/automate-user-management#add-users");
  await page.getByRole("button", { name: "Upload CSV", exact: true }).first().click();
  await page
    .locator('.dialog input[type="file"]')
    .setInputFiles({ name: "adding.csv", mimeType: "text/csv", buffer: csv });
  let began = performance.now();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("heading", { name: /^Preview/ }).waitFor({ timeout: 300_000 });
  const check = performance.now() - began;
  began = performance.now();
  await page.getByRole("button", { name: /^Add [\d,]+ users$/ }).click();
  await page.getByRole("heading", { name: "Adding users" }).waitFor();
  // The admin's browser is another machine: on this one its drawing would take a core from the server.
  await page.goto("about:blank");
  const stateOf = async () =>
    (
      await sql<
        { state: string }[]
      >`select state from lists where organization_id = ${organizationId} and file_name = 'adding.csv'`
    )[0]?.state;
  while ((await stateOf()) !== "completed") await runs();
  const add = performance.now() - began;
  await sql.unsafe("vacuum analyze");
  await sql.unsafe("checkpoint");
  const plain = await plainAdding(sql, organizationId, addingRows(count, "theirs"));
  return { rows: count, megabytes: csv.length / 2 ** 20, check, add, plain };
}
