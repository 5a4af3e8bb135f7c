// Answers a download of one of a batch's files. Called by the route handlers beside it, which differ in the file alone.
import { getLocale } from "next-intl/server";
import { z } from "zod";
import { requireFullAdminForApi } from "@/lib/auth";
import type { Language } from "@/lib/explanations";
import { type BatchFile, openBatchFile } from "@/lib/results";

const PROBLEMS = {
  not_found: {
    status: 404,
    en: "There is no such file. Nothing was changed.",
    id: "File ini tidak ada. Tidak ada yang berubah.",
  },
  gone: {
    status: 410,
    en: "This results file was kept for 30 days and is gone. The batch page still shows what became of every row; use the copy of the CSV that you kept, or upload the people anew.",
    id: "File hasil ini disimpan selama 30 hari dan sudah tidak ada. Halaman batch masih menampilkan hasil setiap baris; gunakan salinan CSV yang Anda simpan, atau unggah lagi penggunanya.",
  },
};

export async function download(request: Request, params: Promise<{ id: string }>, file: BatchFile): Promise<Response> {
  const admin = await requireFullAdminForApi(request);
  if (admin instanceof Response) return admin;
  const language = (await getLocale()) as Language;
  const id = z.uuid().safeParse((await params).id);
  const opened = id.success ? await openBatchFile(admin, id.data, file, language) : "not_found";
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
