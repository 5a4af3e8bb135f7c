// A file on its way in, whatever it is for: slices arrive one by one, in any order and any number of times, and are taken only
// when all of them together are what the browser announced (spec 3). Called by lib/batches and lib/lists, which own the state.
import { createHash } from "node:crypto";
import { sql, type Transaction } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";
import { MAX_FILE_BYTES } from "./csv";

/** Well below the 4.5 MB that serverless functions take. The browser cuts by this, the server insists on it. */
export const SLICE_BYTES = 3 * 1024 * 1024;

/** How many files of one admin, for whatever purpose, may be on their way in or being checked at once. */
export const MAX_OPEN_UPLOADS = 10;

export type UploadRefusal = "too_large" | "not_csv_name" | "too_many_uploads" | "not_found" | "slice_out_of_place";

export type Announcement = { fileName: string; fileBytes: number; sha256: string };

/** Refuses what is too large or not named .csv before a byte is sent. */
export function refusalOf({ fileName, fileBytes }: Announcement): "too_large" | "not_csv_name" | undefined {
  if (fileBytes >= MAX_FILE_BYTES) return "too_large";
  // No file system has a NUL in a name, and no database keeps one in a text.
  return /\.csv$/i.test(fileName) && !fileName.includes("\0") ? undefined : "not_csv_name";
}

export const slicesOf = (fileBytes: number): number => Math.max(1, Math.ceil(fileBytes / SLICE_BYTES));

/** Whether the admin has too many files under way. Holds the admin's row: uploads of one admin count one after the other. */
export async function tooManyUploads(tx: Transaction, { organizationId, adminId }: FullAdmin): Promise<boolean> {
  await tx`select id from admins where organization_id = ${organizationId} and id = ${adminId} for no key update`;
  const [open] = await tx<{ count: number }[]>`
    select (select count(*) from deletion_batches
        where organization_id = ${organizationId} and uploaded_by = ${adminId} and state in ('uploading', 'checking')
          and created_at > app_now() - interval '1 hour')
      + (select count(*) from lists
        where organization_id = ${organizationId} and uploaded_by = ${adminId} and state in ('uploading', 'checking')
          and created_at > app_now() - interval '1 hour') as count`;
  return (open?.count ?? 0) >= MAX_OPEN_UPLOADS;
}

/** Keeps one slice; the same slice again replaces itself. False where its length is not what its place in the file asks for. */
export async function keepSlice(
  tx: Transaction,
  upload: { organizationId: number; id: string; fileBytes: number; slices: number },
  index: number,
  content: Uint8Array,
): Promise<boolean> {
  const expected = Math.min(SLICE_BYTES, upload.fileBytes - index * SLICE_BYTES);
  if (index >= upload.slices || content.length !== expected) return false;
  await tx`
    insert into upload_slices (organization_id, upload_id, slice_index, content)
    values (${upload.organizationId}, ${upload.id}, ${index}, ${Buffer.from(content)})
    on conflict (organization_id, upload_id, slice_index) do update set content = excluded.content`;
  return true;
}

/** Which slices are not there yet, to be sent again. */
export async function missingSlices(
  tx: Transaction,
  upload: { organizationId: number; id: string; fileBytes: number; slices: number },
): Promise<number[]> {
  if (upload.fileBytes === 0) return [];
  const rows = await tx<{ index: number }[]>`
    select slice_index as index from upload_slices where organization_id = ${upload.organizationId} and upload_id = ${upload.id}`;
  const held = new Set(rows.map((row) => row.index));
  return Array.from({ length: upload.slices }, (_, index) => index).filter((index) => !held.has(index));
}

/** The bytes as the browser sent them, or nothing where size or SHA-256 differ: a cut file could name the wrong person. */
export async function assemble(
  organizationId: number,
  uploadId: string,
  file: { fileBytes: number; sha256: string },
): Promise<Buffer | undefined> {
  const bytes = Buffer.alloc(file.fileBytes);
  let filled = 0;
  // One by one: on their way from the database they take five times their size.
  for (let index = 0; filled < file.fileBytes; index++) {
    const [slice] = await sql<{ content: Buffer }[]>`
      select content from upload_slices where organization_id = ${organizationId} and upload_id = ${uploadId} and slice_index = ${index}`;
    if (!slice || filled + slice.content.length > bytes.length) return undefined;
    filled += slice.content.copy(bytes, filled);
  }
  const whole = createHash("sha256").update(bytes).digest("hex") === file.sha256;
  return whole ? bytes : undefined;
}
