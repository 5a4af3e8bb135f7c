// Lists made without a browser: through lib, as the actions call it, on the database of the running server. What is under test
// (checking, adding) is then done by the server's cron address, or turn by turn in the test's own process. Used by the specs of lists.
import { createHash } from "node:crypto";
import { sql } from "@/db/client";
import * as lists from "@/lib/lists";
import { expect } from "./fixtures";
import { proofOf } from "./orders";
import type { TestOrganization } from "./organizations";

export const ADDING_HEADER = "primary_email_address,unique_user_id,name,groups";
export const addingCsv = (...lines: string[]) => [ADDING_HEADER, ...lines].join("\r\n");

/** Uploads a file whole; it waits in `checking`. */
export async function uploadList(
  organization: TestOrganization,
  csv: string | Uint8Array,
  { fileName = "new-people.csv", purpose = "add_users" as lists.ListPurpose } = {},
): Promise<string> {
  const admin = proofOf(organization);
  const bytes = typeof csv === "string" ? Buffer.from(csv) : csv;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const begun = await lists.beginListUpload(admin, purpose, { fileName, fileBytes: bytes.length, sha256 });
  if (!begun.ok) throw new Error(begun.code);
  const { listId, sliceBytes } = begun;
  for (let index = 0; index * sliceBytes < bytes.length; index++) {
    const slice = bytes.subarray(index * sliceBytes, (index + 1) * sliceBytes);
    expect(await lists.putListSlice(admin, listId, index, slice)).toEqual({ ok: true });
  }
  expect(await lists.completeListUpload(admin, listId)).toEqual({ ok: true });
  return listId;
}

export async function listOf(organization: TestOrganization, listId: string): Promise<lists.List> {
  const list = await lists.readList(proofOf(organization), "any", listId);
  if (!list) throw new Error("no such list");
  return list;
}

/** Runs the cron address until the list is in one of these states. */
export async function runListUntil(
  cron: () => Promise<unknown>,
  organization: TestOrganization,
  listId: string,
  ...states: string[]
): Promise<lists.List> {
  await expect(async () => {
    await cron();
    expect(states).toContain((await listOf(organization, listId)).state);
  }).toPass({ timeout: 60_000 });
  return listOf(organization, listId);
}

/** From a file to a list that is ready. */
export async function readyList(
  cron: () => Promise<unknown>,
  organization: TestOrganization,
  csv: string | Uint8Array,
): Promise<lists.List> {
  return runListUntil(cron, organization, await uploadList(organization, csv), "ready");
}

/** From a file to what became of it. */
export async function addByFile(
  cron: () => Promise<unknown>,
  organization: TestOrganization,
  csv: string | Uint8Array,
): Promise<lists.List> {
  const { id } = await readyList(cron, organization, csv);
  expect(await lists.orderList(proofOf(organization), "add_users", id)).toEqual({ ok: true });
  return runListUntil(cron, organization, id, "completed");
}

/** Ordered, but due only tomorrow: no run of another test may work on it before this one does. */
export async function orderForMyself(organization: TestOrganization, listId: string): Promise<void> {
  await sql`
    update lists set state = 'processing', ordered = '{}', ordered_at = app_now()
    where organization_id = ${organization.id} and id = ${listId} and state = 'ready'`;
}

/** Does every turn there is for the list, here. */
export async function turnsOf(organization: TestOrganization, listId: string): Promise<void> {
  while ((await lists.workOnList(organization.id, listId)) === "more") {
    // The next one.
  }
}

/** All kept rows, by row number. */
export async function rowsOf(organization: TestOrganization, listId: string): Promise<lists.ListRow[]> {
  return lists.listRows(proofOf(organization), listId, {}, 0, 10_000);
}

export async function resultsOf(organization: TestOrganization, listId: string): Promise<string> {
  const opened = await lists.openListResults(proofOf(organization), "add_users", listId, "en");
  if (typeof opened === "string") throw new Error(opened);
  return new Response(opened.body).text();
}
