// The certificate of a finished batch as JSON, as /verify takes it (spec 6, 10). Called by the link on the page beside it.
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { requireFullAdminForApi } from "@/lib/auth";
import { readCertificate } from "@/lib/certificate";
import { shortBatchId } from "@/lib/explanations";

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const admin = await requireFullAdminForApi(request);
  if (admin instanceof Response) return admin;
  const id = z.uuid().safeParse((await params).id);
  const certificate = id.success ? await readCertificate(admin, id.data) : undefined;
  if (!certificate) {
    const t = await getTranslations("certificate");
    return new Response(t("none"), {
      status: 404,
      headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
    });
  }
  return new Response(`${JSON.stringify(certificate, null, 2)}\n`, {
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": `attachment; filename="certificate-${shortBatchId(certificate.certificate.batch.id)}.json"`,
      "Cache-Control": "no-store",
    },
  });
}
