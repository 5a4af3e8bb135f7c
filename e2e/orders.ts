// Batches made without a browser: through lib, as the actions call it, on the database of the running server. What is under
// test (checking, processing, mails) is then done by the server's cron address. Used by the specs of processing.
import { createHash } from "node:crypto";

// lib reads its environment at first use; the keys are the server's own.
process.env.DATABASE_URL = process.env.E2E_DATABASE_URL;
process.env.TOMBSTONE_KEY = process.env.E2E_TOMBSTONE_KEY;
process.env.CRON_SECRET = process.env.E2E_CRON_SECRET;
process.env.NEXTAUTH_SECRET ??= "only for tests, signs nothing at all";
process.env.CERTIFICATE_KEY = process.env.E2E_CERTIFICATE_KEY;
process.env.DATABASE_CONNECTIONS = "5";

import { sql } from "@/db/client";
import type { FreshAdmin } from "@/lib/auth";
import * as batches from "@/lib/batches";
import type { Counts } from "@/lib/outcomes";
import { expect } from "./fixtures";
import type { TestAdmin, TestOrganization } from "./organizations";

/** The proof that only lib/auth can make; here made by hand, which is what a test of lib may do and nothing else. */
export function proofOf(organization: TestOrganization, admin: TestAdmin = organization.admin): FreshAdmin {
  return {
    organizationId: organization.id,
    organizationName: organization.name,
    adminId: admin.id,
    name: admin.name,
    email: admin.email,
    role: "full_admin",
    language: "en",
  } as unknown as FreshAdmin;
}

export type CsvLine = { email?: string | null; userId?: string | null };
export const csvOf = (lines: CsvLine[]): string =>
  ["primary_email_address,unique_user_id", ...lines.map(({ email, userId }) => `${email ?? ""},${userId ?? ""}`)].join(
    "\n",
  );

/** Uploads a file whole; it waits in `checking`. */
export async function upload(
  organization: TestOrganization,
  csv: string | Uint8Array,
  fileName = "leavers.csv",
): Promise<string> {
  const admin = proofOf(organization);
  const bytes = typeof csv === "string" ? Buffer.from(csv) : csv;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const begun = await batches.beginUpload(admin, { fileName, fileBytes: bytes.length, sha256 });
  if (!begun.ok) throw new Error(begun.code);
  for (let index = 0; index * begun.sliceBytes < bytes.length; index++) {
    await batches.putSlice(
      admin,
      begun.batchId,
      index,
      bytes.subarray(index * begun.sliceBytes, (index + 1) * begun.sliceBytes),
    );
  }
  expect(await batches.completeUpload(admin, begun.batchId)).toEqual({ ok: true });
  return begun.batchId;
}

export async function stateOf(organization: TestOrganization, batchId: string): Promise<string | undefined> {
  return (await batches.readBatch(proofOf(organization), batchId))?.state;
}

/** Runs the cron address until the batch is in one of these states. */
export async function runUntil(
  cron: () => Promise<unknown>,
  organization: TestOrganization,
  batchId: string,
  ...states: string[]
): Promise<void> {
  await expect(async () => {
    await cron();
    expect(states).toContain(await stateOf(organization, batchId));
  }).toPass({ timeout: 60_000 });
}

/** Confirms what the preview shows, typing the number. */
export async function confirm(organization: TestOrganization, batchId: string): Promise<batches.ConfirmAnswer> {
  const admin = proofOf(organization);
  const batch = await batches.readBatch(admin, batchId);
  return batches.confirmBatch(admin, {
    batchId,
    previewNumber: batch?.previewNumber ?? 0,
    typedCount: String(batch?.preview?.counts.deleted ?? 0),
  });
}

/** From a file to a confirmed batch that has not begun. The brake is let go, so that small organizations can lose most of their learners. */
export async function order(
  cron: () => Promise<unknown>,
  organization: TestOrganization,
  csv: string,
): Promise<string> {
  await sql`update safeguards set brake_percent = 100 where organization_id = ${organization.id}`;
  const batchId = await upload(organization, csv);
  await runUntil(cron, organization, batchId, "ready");
  const answer = await confirm(organization, batchId);
  if (!answer.ok) throw new Error(answer.code);
  expect(answer.startsNow).toBe(true);
  return batchId;
}

/** As order, but confirmed for an hour later: no run of another test may begin it before this one lets it. */
export async function orderForLater(
  cron: () => Promise<unknown>,
  organization: TestOrganization,
  csv: string,
): Promise<{ batchId: string; due: () => Promise<void> }> {
  await sql`update safeguards set brake_percent = 100, start_delay_hours = 1 where organization_id = ${organization.id}`;
  const batchId = await upload(organization, csv);
  await runUntil(cron, organization, batchId, "ready");
  expect((await confirm(organization, batchId)).ok).toBe(true);
  // The run that checked it may still be about to set when to look again: from what it would find below, at once.
  await cron();
  await sql`update deletion_batches set starts_at = app_now() where organization_id = ${organization.id} and id = ${batchId}`;
  const due = async () => {
    await sql`update due_work set due_at = app_now() where organization_id = ${organization.id} and work_id = ${batchId}`;
  };
  return { batchId, due };
}

export async function countsOf(organization: TestOrganization, batchId: string): Promise<Counts> {
  return (await batches.readBatch(proofOf(organization), batchId))?.counts ?? {};
}

/** Learners who all have an address and an ID; invented ones may lack either. */
export const named = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ email: `person-${index}@people.example`, userId: `P-${index}` }));

/** First learners of an organization that are no admins. */
export const some = <T>(list: T[], count: number): T[] => list.slice(0, count);
