// Owns /users/export.csv: the filtered list as a file (spec 10), for full admins. Called by the button on the Users page.
import type { NextRequest } from "next/server";
import { getLocale } from "next-intl/server";
import { networkAddress, requireFullAdminForApi } from "@/lib/auth";
import { exportLearners } from "@/lib/learners";
import { readAddress } from "../address";

export async function GET(request: NextRequest): Promise<Response> {
  const admin = await requireFullAdminForApi(request);
  if (admin instanceof Response) return admin;
  const filter = readAddress(Object.fromEntries(request.nextUrl.searchParams));
  const file = await exportLearners(admin, filter, await getLocale(), await networkAddress());
  return new Response(file, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="users.csv"',
      "cache-control": "no-store",
    },
  });
}
