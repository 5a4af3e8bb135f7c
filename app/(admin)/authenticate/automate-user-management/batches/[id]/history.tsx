// What happened to a batch, when and by whom, and what is still to come; its result mails, one by one. Used by the batch page.
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Fragment, type ReactNode } from "react";
import { Time } from "@/app/_components/time";
import type { Batch } from "@/lib/batches";
import type { MailOfBatch } from "@/lib/mails";

export type Mail = MailOfBatch;

type Step = { key: string; what: ReactNode; when?: ReactNode; place?: "now" | "next" };

export function History({ batch, mails }: { batch: Batch; mails: Mail[] }) {
  const t = useTranslations("batches.history");
  const steps = [...useDone(batch), ...useNow(batch), ...useEnd(batch), ...useMails(mails)];
  return (
    <section className="rail" aria-labelledby="batch-history">
      <h2 id="batch-history">{t("title")}</h2>
      <ol className="line">
        {steps.map(({ key, what, when, place }) => (
          <li key={key} className={place} aria-current={place === "now" ? "step" : undefined}>
            {place === "next" ? <span className="muted">{what}</span> : what}
            {when ? <small>{when}</small> : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

const at = (moment: Date | null | undefined) => (moment ? <Time at={moment} /> : undefined);
const within = (moment: Date | null) => ({ at: () => (moment ? <Time at={moment} within /> : null) });

function useDone(batch: Batch): Step[] {
  const t = useTranslations("batches.history");
  const by = (key: "uploaded" | "confirmed" | "approved", person: { name: string }) => t(key, { name: person.name });
  const steps: Step[] = [];
  if (batch.state !== "uploading")
    steps.push({
      key: "uploaded",
      what: by("uploaded", batch.uploadedBy),
      when: at(batch.uploadedAt ?? batch.createdAt),
    });
  if (batch.confirmedBy)
    steps.push({ key: "confirmed", what: by("confirmed", batch.confirmedBy), when: at(batch.confirmedAt) });
  if (batch.approvedBy)
    steps.push({ key: "approved", what: by("approved", batch.approvedBy), when: at(batch.approvedAt) });
  if (batch.startedAt && batch.state !== "processing")
    steps.push({ key: "started", what: t("started"), when: at(batch.startedAt) });
  return steps;
}

function useNow(batch: Batch): Step[] {
  const t = useTranslations("batches.history");
  const next: Step = { key: "next", what: t("next"), place: "next" };
  switch (batch.state) {
    case "uploading":
      return [
        { key: "now", what: t("uploading", { name: batch.uploadedBy.name }), when: at(batch.createdAt), place: "now" },
      ];
    case "checking":
      return [{ key: "now", what: t("checking"), place: "now" }];
    case "ready":
      return [{ key: "now", what: t("ready"), when: t.rich("lapses", within(batch.lapsesAt)), place: "now" }];
    case "awaiting_approval":
      return [{ key: "now", what: t("approval"), when: t.rich("lapses", within(batch.lapsesAt)), place: "now" }, next];
    case "scheduled":
      return [{ key: "now", what: t("scheduled"), when: t.rich("starts", within(batch.startsAt)), place: "now" }, next];
    case "processing":
      return [
        {
          key: "now",
          what: t("processing"),
          when: t.rich("since", within(batch.startedAt)),
          ...(batch.stopRequestedAt ? {} : { place: "now" as const }),
        },
        ...(batch.stopRequestedAt ? stopped(t("stopped", { name: batch.stoppedBy?.name ?? "" }), batch, true) : []),
        next,
      ];
    default:
      return [];
  }
}

function useEnd(batch: Batch): Step[] {
  const t = useTranslations("batches.history");
  const ended = (what: ReactNode): Step => ({ key: "ended", what, when: at(batch.endedAt) });
  switch (batch.state) {
    case "completed":
    case "completed_with_errors":
      return [
        ...(batch.stopRequestedAt ? stopped(t("stopped", { name: batch.stoppedBy?.name ?? "" }), batch) : []),
        ended(t(batch.state)),
      ];
    case "cancelled":
      return [ended(batch.stoppedBy ? t("cancelledBy", { name: batch.stoppedBy.name }) : t("cancelled"))];
    case "declined":
      return [ended(t("declinedBy", { name: batch.declinedBy?.name ?? "" }))];
    case "terminated":
    case "expired":
      return [ended(t(batch.state))];
    default:
      return [];
  }
}

const stopped = (what: string, batch: Batch, now = false): Step[] => [
  { key: "stopped", what, when: at(batch.stopRequestedAt), ...(now ? { place: "now" } : {}) },
];

/** What else than the result a mail of a batch can be about. */
const OTHER_KINDS = ["batch_started", "approval_request", "approval_answer"] as const;

function useMails(mails: Mail[]): Step[] {
  const t = useTranslations("batches.history.mail");
  return mails.map(({ kind, recipient, state, sentAt, errorCode, retryAt, event }) => {
    const code = errorCode ?? "–";
    const mailbox = (words: ReactNode) => (
      <Link className="link" href={"/mailbox" as Route}>
        {words}
      </Link>
    );
    // An address may be long, and has nowhere to break.
    const to = <Fragment key="to">{t("to", { recipient })}</Fragment>;
    const about = OTHER_KINDS.find((name) => name === kind);
    const step = (what: ReactNode, when: ReactNode = to): Step => ({
      key: `mail ${kind} ${recipient}`,
      what,
      when: (
        <span className="[overflow-wrap:anywhere]">
          {when}
          {about ? ` · ${t(`kinds.${about}`)}` : null}
        </span>
      ),
    });
    const sent = t.rich("toAt", { recipient, ...within(sentAt) });
    if (event === "delivered" || event === "delayed") return step(t(event), sent);
    if (event) return step(<span className="text-danger-ink">{t(event)}</span>, sent);
    switch (state) {
      case "sent":
        return step(t("sent"), sent);
      case "kept":
        return step(t.rich("kept", { mailbox }), sent);
      case "pending":
        return errorCode
          ? {
              ...step(t("retried", { code }), retryAt ? t.rich("again", { recipient, ...within(retryAt) }) : to),
              place: "now",
            }
          : { ...step(t("pending")), place: "now" };
      case "unknown":
        return step(t("unknown", { code }));
      default:
        return step(<span className="text-danger-ink">{t("refused", { code })}</span>);
    }
  });
}
