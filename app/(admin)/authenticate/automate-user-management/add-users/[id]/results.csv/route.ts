// The results of a file of users to add, as CSV: kept for a day, then the address answers 410 with what to do.
import { getLocale } from "next-intl/server";
import { z } from "zod";
import { requireFullAdminForApi } from "@/lib/auth";
import type { Language } from "@/lib/explanations";
import { openListResults } from "@/lib/lists";

const PROBLEMS = {
  not_found: {
    status: 404,
    en: "There is no such file. Nothing was changed.",
    id: "File ini tidak ada. Tidak ada yang berubah.",
  },
  gone: {
    status: 410,
    en: "This results file was kept for a day and is gone. Upload your file again: whoever was added is told as already there, and the others with the reason.",
    id: "File hasil ini disimpan selama satu hari dan sudah tidak ada. Unggah lagi file Anda: yang sudah ditambahkan akan disebut sudah ada, dan yang lain beserta alasannya.",
  },
};

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const admin = await requireFullAdminForApi(request);
  if (admin instanceof Response) return admin;
  const language = (await getLocale()) as Language;
  const id = z.uuid().safeParse((await params).id);
  const opened = id.success ? await openListResults(admin, "add_users", id.data, language) : "not_found";
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
