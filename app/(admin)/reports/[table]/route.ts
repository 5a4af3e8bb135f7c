// Owns /reports/months.csv, courses.csv and groups.csv: the tables of a report as files, for any admin. Called by the links of
// the Reports page.
import { notFound } from "next/navigation";
import type { NextRequest } from "next/server";
import { getLocale } from "next-intl/server";
import { requireAdminForApi } from "@/lib/auth";
import { REPORT_TABLES, reportFile, reportMonths } from "@/lib/reports";
import { readRange } from "../address";

export async function GET(request: NextRequest, { params }: RouteContext<"/reports/[table]">): Promise<Response> {
  const admin = await requireAdminForApi(request);
  if (admin instanceof Response) return admin;
  const { table: asked } = await params;
  const table = REPORT_TABLES.find((name) => `${name}.csv` === asked);
  if (!table) notFound();
  const { present } = await reportMonths(admin);
  const range = readRange(Object.fromEntries(request.nextUrl.searchParams), present);
  return new Response(await reportFile(admin, table, range, await getLocale()), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="report-${table}-${range.from}-${range.to}.csv"`,
      "cache-control": "no-store",
    },
  });
}
