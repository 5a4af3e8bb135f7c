// The hands of an admin in the deletion dialog, and what the database holds meanwhile. Used by the specs of the flow.
import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import type { Download, Route } from "@playwright/test";
import type { Sql } from "@/db/client";
import { expect, type Page, type TestOrganization } from "./fixtures";

export const PAGE = "/authenticate/automate-user-management";
export const HEADER = "primary_email_address,unique_user_id";

type File = { name: string; mimeType: string; buffer: Buffer };
export const csv = (text: string, name = "leavers.csv"): File => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(text),
});
export const lines = (...rows: string[]) => [HEADER, ...rows].join("\r\n");

export const dialog = (page: Page) => page.locator(".dialog");
export const press = (page: Page, name: string) => dialog(page).getByRole("button", { name, exact: true }).click();
export const offer = (page: Page, file: File) => dialog(page).locator("input[type=file]").setInputFiles(file);

/** The dialog as it stands, or what `within` selects, by axe, in both themes. */
export async function expectAccessible(page: Page, within = ".dialog") {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Two frames until a change of theme has begun to fade, then until it has faded: a colour in between is nobody's.
    await page.evaluate(async () => {
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
      await Promise.all(ending.map((animation) => animation.finished.catch(() => {})));
    });
    const axe = new AxeBuilder({ page }).include(within);
    // Of all that it looks at, themes differ in their colours alone.
    if (colorScheme === "dark") axe.withRules(["color-contrast", "link-in-text-block"]);
    const { violations } = await axe.analyze();
    expect.soft(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** Signed in, on the page, at step 2 of the dialog. */
export async function atTheFile(page: Page) {
  await page.goto(`${PAGE}#user-deletion`);
  await page.getByRole("button", { name: "Delete users" }).click();
  await press(page, "Next");
}

export async function toPreview(page: Page, file: File) {
  await offer(page, file);
  await press(page, "Continue");
  await expect(dialog(page).getByRole("heading", { name: /^Preview/ })).toBeVisible();
}

type Stored = { id: string; state: string; reference: string | null };
export async function batchesOf(sql: Sql, { id }: TestOrganization): Promise<Stored[]> {
  return sql<
    Stored[]
  >`select id, state, reference from deletion_batches where organization_id = ${id} order by created_at`;
}

export async function stagedOf(sql: Sql, { id }: TestOrganization): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select (select count(*) from upload_slices where organization_id = ${id}) + (select count(*) from staged_rows where organization_id = ${id})
      + (select count(*) from pinned_learners where organization_id = ${id}) + (select count(*) from outcomes where organization_id = ${id}) as count`;
  return row?.count ?? -1;
}

export async function contentOf(download: Download): Promise<string> {
  return readFile(await download.path(), "utf8");
}

/** A slice on its way, of all that the page posts. */
export const isSlice = (route: Route) => route.request().postDataBuffer()?.includes('_index"') ?? false;

/** Holds back the slices of an upload until `go`. */
export async function holdSlices(page: Page) {
  const held: Route[] = [];
  let holding = true;
  await page.route(
    (url) => url.pathname === PAGE,
    (route) => (holding && isSlice(route) ? void held.push(route) : route.continue()),
  );
  return {
    reached: () => expect.poll(() => held.length).toBeGreaterThan(0),
    /** Those of a page that is gone lead nowhere. */
    async go() {
      holding = false;
      for (const route of held.splice(0)) await route.continue().catch(() => {});
    },
  };
}

/** As if the check were long: it stands at 40 % and nobody else takes it up. */
export const freezeCheck = (sql: Sql, { id }: TestOrganization) => sql`
  update deletion_batches set state = 'checking', checked_bytes = file_bytes * 2 / 5, check_lease_until = now() + interval '1 hour'
  where organization_id = ${id} and state = 'ready'`;
export const endCheck = (sql: Sql, { id }: TestOrganization) => sql`
  update deletion_batches set state = 'ready', check_lease_until = null where organization_id = ${id} and state = 'checking'`;
