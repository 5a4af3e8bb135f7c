// The template of a file of holds: the header line alone, so that the reader's Excel opens it in columns (spec 3, 8).
import { getLocale } from "next-intl/server";
import { requireFullAdminForApi } from "@/lib/auth";

export async function GET(request: Request): Promise<Response> {
  const admin = await requireFullAdminForApi(request);
  if (admin instanceof Response) return admin;
  const delimiter = (await getLocale()) === "id" ? ";" : ",";
  return new Response(`\ufeff${["primary_email_address", "unique_user_id", "reason", "ends_on"].join(delimiter)}\r\n`, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": 'attachment; filename="hold_users_template.csv"',
      "Cache-Control": "no-store",
    },
  });
}
