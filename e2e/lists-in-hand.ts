// Uploaded lists made without a browser: through lib, as the actions call it, on the database of the running server.
// Checking and processing are then done by the server's cron address. Used by the specs of tombstones and of finding.
import { createHash } from "node:crypto";
import { expect } from "./fixtures";
import { proofOf } from "./orders";
import type { TestAdmin, TestOrganization } from "./organizations";

type Purpose = "add_users" | "find_deleted_users";

const lists = () => import("@/lib/lists");

/** Uploads a list of people to find; it waits to be checked. */
export const uploadFindList = (
  organization: TestOrganization,
  csv: string | Uint8Array,
  admin: TestAdmin = organization.admin,
  fileName = "kept.csv",
): Promise<string> => uploadList(organization, "find_deleted_users", csv, admin, fileName);

export async function uploadList(
  organization: TestOrganization,
  purpose: Purpose,
  csv: string | Uint8Array,
  admin: TestAdmin = organization.admin,
  fileName = "list.csv",
): Promise<string> {
  const { beginListUpload, completeListUpload, putListSlice } = await lists();
  const proof = proofOf(organization, admin);
  const bytes = typeof csv === "string" ? Buffer.from(csv) : csv;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const begun = await beginListUpload(proof, purpose, { fileName, fileBytes: bytes.length, sha256 });
  if (!begun.ok) throw new Error(begun.code);
  for (let index = 0; index * begun.sliceBytes < bytes.length; index++) {
    const from = index * begun.sliceBytes;
    await putListSlice(proof, begun.listId, index, bytes.subarray(from, from + begun.sliceBytes));
  }
  expect(await completeListUpload(proof, begun.listId)).toEqual({ ok: true });
  return begun.listId;
}

export async function listOf(organization: TestOrganization, listId: string, purpose: Purpose = "find_deleted_users") {
  return (await lists()).readList(proofOf(organization), purpose, listId);
}

/** Runs the cron address until the list is in this state. */
export async function runListUntil(
  cron: () => Promise<unknown>,
  organization: TestOrganization,
  listId: string,
  state: string,
  purpose: Purpose = "find_deleted_users",
): Promise<void> {
  await expect(async () => {
    await cron();
    expect((await listOf(organization, listId, purpose))?.state).toBe(state);
  }).toPass({ timeout: 60_000 });
}
