// The template of step 5: the header line alone, so that the reader's Excel opens it in columns (spec 2, 3).
import { getLocale } from "next-intl/server";
import { requireFullAdminForApi } from "@/lib/auth";

export async function GET(request: Request): Promise<Response> {
  const admin = await requireFullAdminForApi(request);
  if (admin instanceof Response) return admin;
  const delimiter = (await getLocale()) === "id" ? ";" : ",";
  return new Response(`\ufeff${["primary_email_address", "unique_user_id"].join(delimiter)}\r\n`, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": 'attachment; filename="user_deletion_template.csv"',
      "Cache-Control": "no-store",
    },
  });
}
