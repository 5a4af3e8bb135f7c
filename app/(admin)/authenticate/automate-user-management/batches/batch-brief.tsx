// What became of a batch, or will, in a ledger and a line: the Outcome column. Used by the table of batches and its cards.
import Link from "next/link";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Time } from "@/app/_components/time";
import type { Batch } from "@/lib/batches";
import { explainRefusal } from "@/lib/explanations";
import { notDeleted } from "@/lib/outcomes";
import { BatchLedger } from "./batch-ledger";
import { batchPath, continuePath } from "./batch-paths";
import { progressOf } from "./batch-progress";
import { useDuration } from "./duration";

/** `adminId` is who looks: only the uploader can go on with a preview. */
export function BatchBrief({ batch, adminId }: { batch: Batch; adminId: number }) {
  const t = useTranslations("batches.brief");
  const users = batch.preview?.counts.deleted ?? 0;
  switch (batch.state) {
    case "uploading":
    case "checking":
      return <Lines first={t(batch.state)} />;
    case "ready":
    case "awaiting_approval":
    case "scheduled":
      return (
        <Lines first={users > 0 ? t("users", { count: users }) : t("nobody")}>
          <Waits
            batch={batch}
            goesOn={users > 0 && batch.uploadedBy.adminId === adminId}
            mayApprove={batch.confirmedBy?.adminId !== adminId}
          />
        </Lines>
      );
    case "processing":
      return <Runs batch={batch} />;
    case "completed":
    case "completed_with_errors":
      return <Ended batch={batch} />;
    case "terminated":
      return (
        <Lines first={t("nothing")}>
          <Reason batch={batch} />
        </Lines>
      );
    case "cancelled":
      return (
        <Lines first={t("nothing")}>{batch.stoppedBy ? t("cancelledBy", { name: batch.stoppedBy.name }) : null}</Lines>
      );
    case "declined":
      return <Lines first={t("nothing")}>{t("declinedBy", { name: batch.declinedBy?.name ?? "" })}</Lines>;
    default:
      return <Lines first={t("nothing")}>{t(batch.state)}</Lines>;
  }
}

function Lines({ first, children }: { first: ReactNode; children?: ReactNode }) {
  return (
    <div>
      <span>{first}</span>
      <Sub>{children}</Sub>
    </div>
  );
}

/** The second line. One child, for on a phone the line spreads its children to both ends. */
function Sub({ children }: { children?: ReactNode }) {
  return children ? (
    <span className="sub">
      <span>{children}</span>
    </span>
  ) : null;
}

function Waits({ batch, goesOn, mayApprove }: { batch: Batch; goesOn: boolean; mayApprove: boolean }) {
  const t = useTranslations("batches.brief");
  if (batch.state === "awaiting_approval")
    return (
      <>
        {batch.lapsesAt ? t.rich("readySub", { at: () => <Time at={batch.lapsesAt as Date} within /> }) : null}
        {" · "}
        {mayApprove ? (
          <Link className="link" href={batchPath(batch.id)}>
            {t("review")}
          </Link>
        ) : (
          t("approvalSub")
        )}
      </>
    );
  if (batch.state === "scheduled") {
    if (batch.due || !batch.startsAt) return t("starting");
    const at = batch.startsAt;
    return t.rich("startsAt", { at: () => <Time at={at} within /> });
  }
  return (
    <>
      {batch.lapsesAt ? t.rich("readySub", { at: () => <Time at={batch.lapsesAt as Date} within /> }) : null}
      {goesOn ? (
        <>
          {" · "}
          <Link className="link" href={continuePath(batch.id)}>
            {t("continue")}
          </Link>
        </>
      ) : null}
    </>
  );
}

function Runs({ batch }: { batch: Batch }) {
  const t = useTranslations("batches.brief");
  const format = useFormatter();
  const duration = useDuration();
  const { done, share, secondsLeft } = progressOf(batch);
  const said = [
    t("done", { share: format.number(Math.floor(share * 100) / 100, { style: "percent" }), count: done }),
    batch.waiting > 0 ? t("waiting", { count: batch.waiting }) : "",
    secondsLeft !== null ? t("left", { time: duration(secondsLeft) }) : "",
  ];
  return (
    <div className="ledger-figs">
      <BatchLedger counts={batch.counts} toDo={batch.toDo} size="thin" running />
      <Sub>{said.filter(Boolean).join(" · ")}</Sub>
    </div>
  );
}

function Ended({ batch }: { batch: Batch }) {
  const t = useTranslations("batches.brief");
  const deleted = batch.counts.deleted ?? 0;
  const rest = notDeleted(batch.counts);
  return (
    <div className="ledger-figs">
      <BatchLedger counts={batch.counts} size="thin" />
      <Sub>
        {rest > 0 ? t("deletedNot", { deleted, rest }) : t("deleted", { count: deleted })}
        {rest > 0 && !batch.resultsGone ? (
          <>
            {" · "}
            <a className="link" href={`${batchPath(batch.id)}/results.csv`}>
              {t("resultsFile")}
            </a>
          </>
        ) : null}
      </Sub>
    </div>
  );
}

/** The first reason's first sentence; the batch page has them all. */
function Reason({ batch }: { batch: Batch }) {
  const t = useTranslations("batches.brief");
  const locale = useLocale();
  const [first, ...more] = batch.refusals ?? [];
  if (!first) return null;
  const sentence = /^.*?[.:](?=\s|$)/.exec(explainRefusal(locale, first))?.[0] ?? "";
  return (
    <>
      {sentence.slice(0, -1)}
      {more.length > 0 ? ` ${t("moreReasons", { count: more.length })}` : null}
    </>
  );
}
