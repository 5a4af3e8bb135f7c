// How a batch stands, as JSON: what the dialog asks for while a file is checked or a batch is processed.
import { z } from "zod";
import { requireFullAdminForApi } from "@/lib/auth";
import { readBatch } from "@/lib/batches";

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const admin = await requireFullAdminForApi(request);
  if (admin instanceof Response) return admin;
  const id = z.uuid().safeParse((await params).id);
  const batch = id.success ? await readBatch(admin, id.data) : undefined;
  if (!batch) return Response.json({ error: "not_found" }, { status: 404, headers: { "Cache-Control": "no-store" } });
  const { state, checked, rows, counts, toDo, settled, rowsPerSecond, previewNumber } = batch;
  return Response.json(
    { state, checked, rows, counts, toDo, settled, rowsPerSecond, previewNumber },
    { headers: { "Cache-Control": "no-store" } },
  );
}
