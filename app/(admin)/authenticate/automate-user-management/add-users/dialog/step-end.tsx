// The end of a file of users to add: being added, added, or refused with every reason. Used by upload-dialog.tsx.
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Figure } from "@/app/_components/figure";
import { Swatch } from "@/app/_components/ledger";
import { ProgressBar } from "@/app/_components/progress-bar";
import { State } from "@/app/_components/state";
import { NO_CROSS } from "../../_upload/upload-frame";
import { AddLedger, LEDGER_ORDER } from "../add-ledger";
import type { ShownList } from "../shown";

type Of<At extends ShownList["at"]> = Extract<ShownList, { at: At }>;

export function StepProcessing({ shown, lost }: { shown: Of<"processing">; lost: boolean }) {
  const t = useTranslations("add-users.processing");
  const format = useFormatter();
  const percent = format.number(Math.floor(shown.done * 100) / 100, { style: "percent" });
  const text = lost ? t("lost") : t("share", { percent });
  return (
    <>
      <p className={`wrap-anywhere ${NO_CROSS}`}>
        {t.rich("text", { users: shown.users, file: shown.fileName, b: (words: ReactNode) => <b>{words}</b> })}
      </p>
      <div className="grid gap-1.5">
        <ProgressBar label={t("title")} percent={shown.done * 100} text={text} />
        <small className="muted">{text}</small>
      </div>
      <p className="soft">{t("next")}</p>
    </>
  );
}

export function StepCompleted({ shown }: { shown: Of<"completed"> }) {
  const t = useTranslations("add-users.completed");
  const tOutcome = useTranslations("add-users.outcomes");
  const { counts, rows, fileName } = shown;
  const rest = rows - (counts.added ?? 0);
  return (
    <>
      <AddLedger size="tall" counts={counts} />
      <ul className="facts">
        {LEDGER_ORDER.filter((name) => (counts[name] ?? 0) > 0).map((name) => (
          <li
            key={name}
            className="flex items-center justify-between border-line border-t px-3.5 py-2 first:border-t-0"
          >
            <Swatch name={name}>{tOutcome(name)}</Swatch>
            <Figure value={counts[name] ?? 0} />
          </li>
        ))}
      </ul>
      <p className={`soft wrap-anywhere ${NO_CROSS}`}>
        {rest > 0 ? t("rest", { rest, file: fileName }) : t("all", { file: fileName })}
      </p>
    </>
  );
}

export function StepTerminated({ reasons }: { reasons: string[] }) {
  const t = useTranslations("uploads.terminated");
  const tAdd = useTranslations("add-users");
  return (
    <>
      <div className="grid gap-1">
        <State kind="bad">{t("state")}</State>
        <p className="headline">
          <b>{tAdd("terminated")}</b>
        </p>
        <p className="soft">{t("text", { count: reasons.length })}</p>
      </div>
      <ul className="facts">
        {reasons.map((reason) => (
          <li key={reason} className="border-line border-t px-3.5 py-2.5 first:border-t-0 wrap-anywhere">
            {reason}
          </li>
        ))}
      </ul>
      <p className={`soft ${NO_CROSS}`}>{t("next")}</p>
    </>
  );
}
