// The deletion certificate of a finished batch (spec 6), to read, to print, to save as PDF. Full admins only; a batch without one,
// or of another organization, is not there.
import { Download } from "lucide-react";
import type { Metadata, Route } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { ButtonLink } from "@/app/_components/button";
import { PageHead } from "@/app/_components/sheet";
import { requireFullAdmin } from "@/lib/auth";
import { readCertificate } from "@/lib/certificate";
import { shortBatchId } from "@/lib/explanations";
import { AUTOMATE, BATCHES, batchPath, USER_DELETION } from "../../batch-paths";
import { Paper } from "./paper";
import { PrintButton } from "./print-button";

/** Also the name that a browser offers for the PDF. */
export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  const t = await getTranslations("certificate");
  return { title: t("pageTitle", { batch: shortBatchId((await params).id) }) };
}

export default async function CertificatePage({ params }: { params: Promise<{ id: string }> }) {
  const admin = await requireFullAdmin();
  const id = z.uuid().safeParse((await params).id);
  const certificate = id.success ? await readCertificate(admin, id.data) : undefined;
  if (!certificate) notFound();
  const [t, batches] = await Promise.all([getTranslations("certificate"), getTranslations("batches.list")]);
  const path = batchPath(certificate.certificate.batch.id);
  return (
    <>
      <PageHead
        crumbs={[
          { label: batches("automate"), href: AUTOMATE },
          { label: batches("section"), href: USER_DELETION },
          { label: batches("title"), href: BATCHES },
          { label: shortBatchId(certificate.certificate.batch.id), href: path },
        ]}
        title={t("title")}
        lead={t("lead")}
        actions={
          <>
            <ButtonLink href={`${path}/certificate.json` as Route} download>
              <Download className="i" />
              {t("json")}
            </ButtonLink>
            <PrintButton label={t("print")} />
          </>
        }
      />
      <Paper {...certificate} />
    </>
  );
}
