// The audit log as a file (spec 8), for full admins: what the filters leave, as entries.csv or entries.jsonl. Called by the links
// on the page.
import type { NextRequest } from "next/server";
import { getLocale } from "next-intl/server";
import { exportEntries } from "@/lib/audit";
import { requireFullAdminForApi } from "@/lib/auth";
import { readAddress } from "../address";

const FORMATS = {
  "entries.csv": { format: "csv", type: "text/csv; charset=utf-8" },
  "entries.jsonl": { format: "jsonl", type: "application/jsonl; charset=utf-8" },
} as const;

export async function GET(request: NextRequest, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const admin = await requireFullAdminForApi(request);
  if (admin instanceof Response) return admin;
  const { file } = await params;
  if (!(file in FORMATS)) return new Response(null, { status: 404 });
  const { format, type } = FORMATS[file as keyof typeof FORMATS];
  const { filter } = readAddress(Object.fromEntries(request.nextUrl.searchParams));
  return new Response(await exportEntries(admin, format, await getLocale(), filter), {
    headers: {
      "Content-Type": type,
      "Content-Disposition": `attachment; filename="audit-log.${format}"`,
      "Cache-Control": "no-store",
    },
  });
}
