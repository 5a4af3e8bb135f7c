// The references as a file (spec 7), for full admins: those of one product, or all. Called by the button on the page.
import type { NextRequest } from "next/server";
import { getLocale } from "next-intl/server";
import { requireFullAdminForApi } from "@/lib/auth";
import { exportReferences } from "@/lib/references";
import { readAddress } from "../address";

export async function GET(request: NextRequest): Promise<Response> {
  const admin = await requireFullAdminForApi(request);
  if (admin instanceof Response) return admin;
  const { product } = readAddress(Object.fromEntries(request.nextUrl.searchParams));
  return new Response(await exportReferences(admin, await getLocale(), product), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": 'attachment; filename="retained-references.csv"',
      "Cache-Control": "no-store",
    },
  });
}
