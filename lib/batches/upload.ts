// The file of a batch on its way in (spec 3): opens the batch, takes its slices, hands it over to be checked. Called by the
// actions of user-deletion.

import { sql, transaction } from "@/db/client";
import type { FullAdmin } from "@/lib/auth";
import { appendAudit } from "../audit";
import { notThere } from "../not-there";
import {
  type Announcement,
  keepSlice,
  missingSlices,
  refusalOf,
  SLICE_BYTES,
  slicesOf,
  tooManyUploads,
  type UploadRefusal,
} from "../uploads";

type Refused = { ok: false; code: UploadRefusal };

/** Opens a batch in state `uploading`. Refuses what is too large or not named .csv before a byte is sent. */
export async function beginUpload(
  admin: FullAdmin,
  file: Announcement,
): Promise<{ ok: true; batchId: string; sliceBytes: number } | Refused> {
  const refusal = refusalOf(file);
  if (refusal) return { ok: false, code: refusal };
  return transaction(async (tx) => {
    if (await tooManyUploads(tx, admin)) return { ok: false, code: "too_many_uploads" } as const;
    const [batch] = await tx<{ id: string }[]>`
      insert into deletion_batches (organization_id, file_name, file_bytes, file_sha256, slices, uploaded_by)
      values (${admin.organizationId}, ${file.fileName}, ${file.fileBytes}, ${file.sha256}, ${slicesOf(file.fileBytes)}, ${admin.adminId})
      returning id`;
    if (!batch) throw new Error("batch not made");
    // An upload that stops half-way is due again, to be swept away, after a day.
    await tx`insert into due_work (organization_id, work_id, due_at) values (${admin.organizationId}, ${batch.id}, app_now() + interval '1 day')`;
    return { ok: true, batchId: batch.id, sliceBytes: SLICE_BYTES } as const;
  });
}

/** Takes one slice; the same slice again replaces itself. Its length must be exactly what its place in the file asks for. */
export async function putSlice(
  admin: FullAdmin,
  batchId: string,
  index: number,
  content: Uint8Array,
): Promise<{ ok: true } | Refused> {
  return transaction(async (tx) => {
    const [batch] = await tx<{ file_bytes: number; slices: number }[]>`
      select file_bytes, slices from deletion_batches
      where organization_id = ${admin.organizationId} and id = ${batchId} and uploaded_by = ${admin.adminId} and state = 'uploading'
      for share`;
    if (!batch) return notThere(admin);
    const upload = {
      organizationId: admin.organizationId,
      id: batchId,
      fileBytes: batch.file_bytes,
      slices: batch.slices,
    };
    if (!(await keepSlice(tx, upload, index, content))) return { ok: false, code: "slice_out_of_place" } as const;
    return { ok: true } as const;
  });
}

/**
 * All slices are said to be there: the file waits to be checked. Tells which are missing otherwise, to be sent again.
 * Calling it twice stages once: the second call finds the batch past `uploading` and changes nothing.
 */
export async function completeUpload(
  admin: FullAdmin,
  batchId: string,
): Promise<{ ok: true } | { ok: false; code: "slices_missing"; missing: number[] } | Refused> {
  const { organizationId, adminId } = admin;
  return transaction(async (tx) => {
    const [batch] = await tx<{ state: string; slices: number; file_bytes: number }[]>`
      select state, slices, file_bytes from deletion_batches
      where organization_id = ${organizationId} and id = ${batchId} and uploaded_by = ${adminId} for update`;
    if (!batch) return notThere(admin);
    if (batch.state !== "uploading") return { ok: true } as const;
    const upload = { organizationId, id: batchId, fileBytes: batch.file_bytes, slices: batch.slices };
    const missing = await missingSlices(tx, upload);
    if (missing.length > 0) return { ok: false, code: "slices_missing", missing } as const;
    await tx`
      update deletion_batches set state = 'checking', uploaded_at = app_now()
      where organization_id = ${organizationId} and id = ${batchId} and state = 'uploading'`;
    await tx`update due_work set due_at = app_now() where organization_id = ${organizationId} and work_id = ${batchId}`;
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: "batch.uploaded",
      batchId,
      address: admin.address,
      details: { bytes: batch.file_bytes },
    });
    return { ok: true } as const;
  });
}

/** An earlier batch of the same bytes, to be pointed out (spec 3). */
export async function earlierBatchOfSameFile(
  admin: FullAdmin,
  batchId: string,
): Promise<{ batchId: string; createdAt: Date; state: string } | undefined> {
  const [row] = await sql<{ id: string; created_at: Date; state: string }[]>`
    select e.id, e.created_at, e.state
    from deletion_batches b
    join deletion_batches e on e.organization_id = b.organization_id and e.file_sha256 = b.file_sha256 and e.id <> b.id
      and e.created_at <= b.created_at and e.state not in ('uploading', 'cancelled', 'expired')
    where b.organization_id = ${admin.organizationId} and b.id = ${batchId}
    order by e.created_at desc limit 1`;
  return row && { batchId: row.id, createdAt: row.created_at, state: row.state };
}
