// How a batch stands now: its headline figure, the ledger, and what has to be known. Used by the batch page, above the rows.
import { OctagonX } from "lucide-react";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ButtonLink } from "@/app/_components/button";
import { Figure } from "@/app/_components/figure";
import { Notice } from "@/app/_components/notice";
import { ProgressBar } from "@/app/_components/progress-bar";
import { Time } from "@/app/_components/time";
import type { Batch } from "@/lib/batches";
import { explainRefusal } from "@/lib/explanations";
import { BatchLedger } from "../batch-ledger";
import { USER_DELETION } from "../batch-paths";
import { progressOf } from "../batch-progress";
import { useDuration } from "../duration";
import { standingCounts } from "./standing-counts";

const bold = { b: (words: ReactNode) => <b>{words}</b> };

export function Now({ batch, adminId }: { batch: Batch; adminId: number }) {
  switch (batch.state) {
    case "uploading":
    case "checking":
      return <OnItsWay batch={batch} />;
    case "ready":
    case "awaiting_approval":
    case "scheduled":
      return <Planned batch={batch} own={(batch.confirmedBy ?? batch.uploadedBy).adminId === adminId} />;
    case "processing":
      return <Running batch={batch} />;
    case "completed":
    case "completed_with_errors":
      return <Ended batch={batch} />;
    case "terminated":
      return <Terminated batch={batch} />;
    default:
      return <NeverBegun batch={batch} />;
  }
}

function OnItsWay({ batch }: { batch: Batch }) {
  const t = useTranslations("batches.page");
  const format = useFormatter();
  if (batch.state === "uploading") return <Notice title={t("uploadingTitle")}>{t("uploadingText")}</Notice>;
  const share = format.number(Math.floor(batch.checked * 100) / 100, { style: "percent" });
  return (
    <section className="prog" aria-label={t("progress")}>
      <div className="row1">
        <b>{share}</b>
        <span className="of">{t("checkingTitle")}</span>
      </div>
      <ProgressBar label={t("checkingTitle")} percent={batch.checked * 100} text={t("checked", { share })} />
      <p className="soft">{t("checkingText")}</p>
    </section>
  );
}

/** The figure that counts, what it is of, the ledger below. */
function Standing({ batch, figure, children }: { batch: Batch; figure: ReactNode; children: ReactNode }) {
  const t = useTranslations("batches.page");
  const { counts, toDo } = standingCounts(batch);
  return (
    <section className="prog" aria-label={t("progress")}>
      <div className="row1">
        <b>{figure}</b>
        {children}
      </div>
      <BatchLedger counts={counts} toDo={toDo} size="tall" />
    </section>
  );
}

function Planned({ batch, own }: { batch: Batch; own: boolean }) {
  const t = useTranslations("batches.page");
  const users = batch.preview?.counts.deleted ?? 0;
  return (
    <div className="grid gap-4">
      <Standing batch={batch} figure={<Figure value={users} />}>
        <span className="of">{t("toDelete", { count: users, total: batch.rows ?? 0 })}</span>
      </Standing>
      <WaitsFor batch={batch} own={own} />
    </div>
  );
}

function WaitsFor({ batch, own }: { batch: Batch; own: boolean }) {
  const t = useTranslations("batches.page");
  const { name } = batch.uploadedBy;
  const at = (moment: Date | null) => ({ at: () => (moment ? <Time at={moment} within /> : null) });
  if (batch.state === "awaiting_approval")
    return (
      <Notice tone="info" title={t("approvalTitle")}>
        {t.rich(own ? "approvalText" : "approvalYours", { name, ...at(batch.lapsesAt) })}
      </Notice>
    );
  if (batch.state === "scheduled")
    return batch.due ? (
      <Notice tone="info" title={t("dueTitle")}>
        {t("dueText")}
      </Notice>
    ) : (
      <Notice tone="info" title={t.rich("scheduledTitle", at(batch.startsAt))}>
        {t("scheduledText")}
      </Notice>
    );
  const text = !batch.preview?.counts.deleted ? "readyNobody" : own ? "readyOwn" : "readyOther";
  return (
    <Notice tone="info" title={t("readyTitle")}>
      {t.rich(text, { name, ...at(batch.lapsesAt) })}
    </Notice>
  );
}

function Running({ batch }: { batch: Batch }) {
  const t = useTranslations("batches.page");
  const format = useFormatter();
  const duration = useDuration();
  const { total, done, share, rowsPerSecond, secondsLeft } = progressOf(batch);
  const percent = format.number(Math.floor(share * 100) / 100, { style: "percent" });
  const left = secondsLeft === null ? undefined : duration(secondsLeft);
  const text = left
    ? t("saidLeft", { share: percent, done, total, time: left })
    : t("said", { share: percent, done, total });
  return (
    <div className="grid gap-4">
      <section className="prog" aria-label={t("progress")}>
        <div className="row1">
          <b>{percent}</b>
          <span className="of">{t("rowsOf", { done, total })}</span>
          <span className="rates">
            {rowsPerSecond === null ? null : (
              <span>
                {t.rich("rate", {
                  rate: rowsPerSecond < 10 ? Math.ceil(rowsPerSecond * 10) / 10 : Math.round(rowsPerSecond),
                  ...bold,
                })}
              </span>
            )}
            {left ? <span>{t.rich("left", { time: left, ...bold })}</span> : null}
          </span>
        </div>
        <BatchLedger
          counts={batch.counts}
          toDo={batch.toDo}
          size="tall"
          running
          progress={{ label: t("progressOf"), percent: share * 100, text }}
        />
      </section>
      {batch.stopRequestedAt ? <Notice title={t("stoppingTitle")}>{t("stoppingText")}</Notice> : null}
      {batch.waiting > 0 && !batch.stopRequestedAt ? (
        <Notice tone="amber" title={t("waitingTitle", { count: batch.waiting })}>
          {t("waitingText", { count: batch.waiting })}
        </Notice>
      ) : null}
    </div>
  );
}

function Ended({ batch }: { batch: Batch }) {
  const t = useTranslations("batches.page");
  const duration = useDuration();
  const { startedAt, endedAt } = batch;
  return (
    <Standing batch={batch} figure={<Figure value={batch.counts.deleted ?? 0} />}>
      <span className="of">{t("deletedOf", { total: batch.rows ?? 0 })}</span>
      {startedAt && endedAt ? (
        <span className="rates">
          <span>{t.rich("took", { time: duration((endedAt.getTime() - startedAt.getTime()) / 1000), ...bold })}</span>
        </span>
      ) : null}
    </Standing>
  );
}

/** The frame of all that deleted nothing: one sentence, then why and what to do. */
function Nothing({ icon, children, action }: { icon?: ReactNode; children: ReactNode; action?: ReactNode }) {
  const t = useTranslations("batches.page");
  return (
    <section className="grid max-w-[76ch] justify-items-start gap-3">
      <h2 className="flex items-center gap-2 font-semibold text-[17px]/6">
        {icon}
        {t("nothing")}
      </h2>
      {children}
      {action}
    </section>
  );
}

function Terminated({ batch }: { batch: Batch }) {
  const t = useTranslations("batches.page");
  const language = useLocale();
  const reasons = (batch.refusals ?? []).map((refusal) => explainRefusal(language, refusal));
  return (
    <Nothing
      icon={<OctagonX className="i text-danger-ink" />}
      action={<ButtonLink href={USER_DELETION}>{t("upload")}</ButtonLink>}
    >
      <p className="soft">{t("terminatedText", { count: reasons.length })}</p>
      <ul className="grid list-disc gap-1.5 pl-5">
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <p className="soft">{t("terminatedNext")}</p>
    </Nothing>
  );
}

function NeverBegun({ batch }: { batch: Batch }) {
  const t = useTranslations("batches.page");
  const ended = batch.endedAt;
  const at = { at: () => (ended ? <Time at={ended} within /> : null) };
  const text =
    batch.state === "cancelled"
      ? batch.stoppedBy
        ? t.rich("cancelledText", { name: batch.stoppedBy.name, ...at })
        : t.rich("cancelledPlain", at)
      : batch.state === "declined"
        ? t.rich("declinedText", { name: batch.declinedBy?.name ?? "", ...at })
        : t.rich(batch.confirmedAt ? "expiredApproval" : batch.previewedAt ? "expiredReady" : "expiredUpload", at);
  return (
    <Nothing action={<ButtonLink href={USER_DELETION}>{t("upload")}</ButtonLink>}>
      <p className="soft">{text}</p>
      {batch.declineReason ? (
        <p className="wrap-anywhere">
          <b className="strong">{t("declinedReason")}:</b> {batch.declineReason}
        </p>
      ) : null}
    </Nothing>
  );
}
