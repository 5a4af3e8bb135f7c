// How a list stands, as JSON: what a dialog asks for while a file is checked or its order is done.
import { z } from "zod";
import { requireFullAdminForApi } from "@/lib/auth";
import { readList } from "@/lib/lists";

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const admin = await requireFullAdminForApi(request);
  if (admin instanceof Response) return admin;
  const id = z.uuid().safeParse((await params).id);
  const list = id.success ? await readList(admin, "any", id.data) : undefined;
  if (!list) return Response.json({ error: "not_found" }, { status: 404, headers: { "Cache-Control": "no-store" } });
  const { state, checked, done, rows, counts } = list;
  return Response.json({ state, checked, done, rows, counts }, { headers: { "Cache-Control": "no-store" } });
}
