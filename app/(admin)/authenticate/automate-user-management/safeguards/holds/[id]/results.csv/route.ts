// The rows of a file of holds that put nobody on hold, in the upload's delimiter. Called by the dialog of the upload.
import { getLocale } from "next-intl/server";
import { z } from "zod";
import { requireFullAdminForApi } from "@/lib/auth";
import { openListResults } from "@/lib/lists";

const PROBLEMS = {
  not_found: {
    status: 404,
    en: "There is no such file. Nothing was changed.",
    id: "File ini tidak ada. Tidak ada yang berubah.",
  },
  gone: {
    status: 410,
    en: "What was uploaded to put users on hold is kept for a day and is gone. Upload the CSV again.",
    id: "Data yang diunggah untuk menangguhkan pengguna disimpan selama sehari dan sudah tidak ada. Unggah lagi CSV-nya.",
  },
};

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const admin = await requireFullAdminForApi(request);
  if (admin instanceof Response) return admin;
  const language = await getLocale();
  const id = z.uuid().safeParse((await params).id);
  const opened = id.success ? await openListResults(admin, "hold_users", id.data, language) : ("not_found" as const);
  if (typeof opened === "string") {
    const problem = PROBLEMS[opened];
    return new Response(problem[language], {
      status: problem.status,
      headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
    });
  }
  return new Response(opened.body, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${opened.fileName}"`,
      "Cache-Control": "no-store",
    },
  });
}
