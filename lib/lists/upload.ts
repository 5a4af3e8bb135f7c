// The file of a list on its way in (spec 3): the same slices, limits and comparison as a deletion batch's. Called by the actions
// of whatever section takes lists. A list belongs to whoever uploaded it; another full admin only sees it.
import { transaction } from "@/db/client";
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
import type { ListPurpose } from "./purpose";

type Refused = { ok: false; code: UploadRefusal };

/** Opens a list in state `uploading`. Refuses what is too large or not named .csv before a byte is sent. */
export async function beginListUpload(
  admin: FullAdmin,
  purpose: ListPurpose,
  file: Announcement,
): Promise<{ ok: true; listId: string; sliceBytes: number } | Refused> {
  const { organizationId, adminId } = admin;
  const refusal = refusalOf(file);
  if (refusal) return { ok: false, code: refusal };
  return transaction(async (tx) => {
    if (await tooManyUploads(tx, admin)) return { ok: false, code: "too_many_uploads" } as const;
    const [list] = await tx<{ id: string }[]>`
      insert into lists (organization_id, purpose, file_name, file_bytes, file_sha256, slices, uploaded_by)
      values (${organizationId}, ${purpose}, ${file.fileName}, ${file.fileBytes}, ${file.sha256}, ${slicesOf(file.fileBytes)}, ${adminId})
      returning id`;
    if (!list) throw new Error("list not made");
    // An upload that stops half-way is due again, to be swept away, after a day.
    await tx`
      insert into due_work (organization_id, work_id, kind, due_at)
      values (${organizationId}, ${list.id}, 'list', app_now() + interval '1 day')`;
    return { ok: true, listId: list.id, sliceBytes: SLICE_BYTES } as const;
  });
}

/** Takes one slice; the same slice again replaces itself. Its length must be exactly what its place in the file asks for. */
export async function putListSlice(
  admin: FullAdmin,
  listId: string,
  index: number,
  content: Uint8Array,
): Promise<{ ok: true } | Refused> {
  const { organizationId, adminId } = admin;
  return transaction(async (tx) => {
    const [list] = await tx<{ file_bytes: number; slices: number }[]>`
      select file_bytes, slices from lists
      where organization_id = ${organizationId} and id = ${listId} and uploaded_by = ${adminId} and state = 'uploading'
      for share`;
    if (!list) return notThere(admin);
    const upload = { organizationId, id: listId, fileBytes: list.file_bytes, slices: list.slices };
    if (!(await keepSlice(tx, upload, index, content))) return { ok: false, code: "slice_out_of_place" } as const;
    return { ok: true } as const;
  });
}

/**
 * All slices are said to be there: the file waits to be checked. Tells which are missing otherwise, to be sent again.
 * Calling it twice stages once: the second call finds the list past `uploading` and changes nothing.
 */
export async function completeListUpload(
  admin: FullAdmin,
  listId: string,
): Promise<{ ok: true } | { ok: false; code: "slices_missing"; missing: number[] } | Refused> {
  const { organizationId, adminId } = admin;
  return transaction(async (tx) => {
    const [list] = await tx<{ state: string; slices: number; file_bytes: number; purpose: string }[]>`
      select state, slices, file_bytes, purpose from lists
      where organization_id = ${organizationId} and id = ${listId} and uploaded_by = ${adminId} for update`;
    if (!list) return notThere(admin);
    if (list.state !== "uploading") return { ok: true } as const;
    const missing = await missingSlices(tx, {
      organizationId,
      id: listId,
      fileBytes: list.file_bytes,
      slices: list.slices,
    });
    if (missing.length > 0) return { ok: false, code: "slices_missing", missing } as const;
    await tx`
      update lists set state = 'checking', uploaded_at = app_now()
      where organization_id = ${organizationId} and id = ${listId} and state = 'uploading'`;
    await tx`update due_work set due_at = app_now() where organization_id = ${organizationId} and work_id = ${listId}`;
    await appendAudit(tx, {
      organizationId,
      adminId,
      action: "list.uploaded",
      address: admin.address,
      details: { list: listId, purpose: list.purpose, bytes: list.file_bytes },
    });
    return { ok: true } as const;
  });
}
