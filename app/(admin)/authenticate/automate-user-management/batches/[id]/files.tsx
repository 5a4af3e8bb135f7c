// The files of a batch, or why there is one no more and what to do then (spec 6). Used by the batch page.
import { Download, FileCheck } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Time } from "@/app/_components/time";
import type { Batch } from "@/lib/batches";
import { notDeleted, totalRows } from "@/lib/outcomes";
import { batchPath } from "../batch-paths";
import { hasRows, standingCounts } from "./standing-counts";

/** The results file is kept so long after the end (lib/results, spec 6). */
const KEPT_MS = 30 * 86_400_000;

export function Files({ batch }: { batch: Batch }) {
  const t = useTranslations("batches.files");
  const certificate = useTranslations("certificate");
  if (!hasRows(batch)) return null;
  const begun = batch.startedAt !== null;
  const { counts } = standingCounts(batch);
  return (
    <section className="rail" aria-labelledby="batch-files">
      <h2 id="batch-files">{t("title")}</h2>
      {begun ? null : (
        <File href={`${batchPath(batch.id)}/copy.csv`} name={t("copy")}>
          {t("copyText")}
        </File>
      )}
      <ResultsFile batch={batch} />
      {begun ? (
        <File href={`${batchPath(batch.id)}/outcomes.csv`} name={t("outcomes")}>
          {t(batch.endedAt ? "outcomesAll" : "outcomesSoFar", { count: totalRows(counts) })}
        </File>
      ) : null}
      {batch.state === "completed" || batch.state === "completed_with_errors" ? (
        <div className="dl">
          <FileCheck className="i" />
          <Link className="link" href={`${batchPath(batch.id)}/certificate` as Route}>
            {certificate("link")}
          </Link>
          <small>{certificate("linkText")}</small>
        </div>
      ) : null}
    </section>
  );
}

function ResultsFile({ batch }: { batch: Batch }) {
  const t = useTranslations("batches.files");
  const count = notDeleted(standingCounts(batch).counts);
  const { endedAt } = batch;
  if (batch.resultsGone) return <NoFile name={t("resultsGone")}>{t("resultsGoneText")}</NoFile>;
  if (count === 0) {
    if (!batch.startedAt) return null;
    return <NoFile name={t("resultsNone")}>{t(endedAt ? "resultsNoneText" : "resultsNoneYet")}</NoFile>;
  }
  const until = endedAt && new Date(endedAt.getTime() + KEPT_MS);
  return (
    <File href={`${batchPath(batch.id)}/results.csv`} name={t("results")}>
      {until ? (
        <>
          {t.rich("resultsUntil", { count, at: () => <Time at={until} form="day" /> })}. {t("resultsNext")}
        </>
      ) : (
        t(batch.startedAt ? "resultsSoFar" : "resultsPlanned", { count })
      )}
    </File>
  );
}

/** A plain link: the browser fetches the file itself, and shows the answer where there is none any more. */
function File({ href, name, children }: { href: string; name: string; children: ReactNode }) {
  return (
    <div className="dl">
      <Download className="i" />
      <a className="link" href={href}>
        {name}
      </a>
      <small>{children}</small>
    </div>
  );
}

function NoFile({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="dl">
      <Download className="i" />
      <span className="muted">{name}</span>
      <small>{children}</small>
    </div>
  );
}
