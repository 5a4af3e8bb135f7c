// An upload as an admin does it, in a browser: from Continue to the preview on the screen. Called by the sections of the
// benchmark that delete.
import type { Page } from "@playwright/test";
import type { Sql } from "@/db/client";

export const AUM = "/authenticate/automate-user-management";

/** Milliseconds from Continue to the preview. The dialog stays open there. */
export async function upload(page: Page, csv: Buffer, name: string): Promise<number> {
  await page.goto(`${AUM}#user-deletion`);
  await page.getByRole("button", { name: "Delete users", exact: true }).click();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await page.locator('input[type="file"]').setInputFiles({ name, mimeType: "text/csv", buffer: csv });
  const began = performance.now();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("heading", { name: /^Preview/ }).waitFor({ timeout: 300_000 });
  return performance.now() - began;
}

/** From the preview on the screen: Continue, the number typed, Confirm. Answers when Confirm was pressed, and for how many. */
export async function confirm(page: Page): Promise<{ at: number; users: number }> {
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  const asked = page.getByRole("textbox", { name: /^Type/ });
  const confirming = page.getByRole("button", { name: "Confirm", exact: true });
  await confirming.waitFor();
  let users = 0;
  if ((await asked.count()) > 0) {
    const typed = (await page.getByText(/^Type/).locator(".typed").first().textContent()) ?? "";
    await asked.fill(typed);
    users = Number(typed);
  }
  const at = Date.now();
  await confirming.click();
  await page.getByRole("dialog", { name: /processed/ }).waitFor();
  // The admin's browser is another machine: on this one its drawing would take a core from the server.
  await page.goto("about:blank");
  return { at, users };
}

/** What a reference has staged, out of the way of what is measured after it. */
export async function forget(sql: Sql, organizationId: number, batchId: string): Promise<void> {
  for (const table of ["staged_rows", "pinned_learners", "outcomes"]) {
    await sql`delete from ${sql(table)} where organization_id = ${organizationId} and batch_id = ${batchId}`;
  }
  await sql.unsafe("vacuum staged_rows, pinned_learners, outcomes");
}
