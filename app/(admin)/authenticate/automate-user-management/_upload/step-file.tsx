"use client";
// The file of an upload: chosen or dropped, refused with its reason, on its way, being checked (spec 2, steps 9 and 10). Used by
// every dialog with an upload, which puts what is to be known before it (`children`) above, and what it warns of (`below`) under it.
import { CircleX, FileSpreadsheet, X } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef } from "react";
import type { DropzoneState } from "react-dropzone";
import { IconButton, LinkButton } from "@/app/_components/button";
import { Notice } from "@/app/_components/notice";
import { ProgressBar } from "@/app/_components/progress-bar";
import { shownName } from "@/app/_components/shown-name";
import { useSize } from "./size";
import type { Chosen, FileOnItsWay } from "./use-upload";

export type FileStep =
  | FileOnItsWay
  | { at: "checking"; checked: number; lost: boolean; fileName: string; fileBytes: number };

export function StepFile({
  step,
  chosen,
  onRemove,
  dropZone,
  children,
  below,
}: {
  step: FileStep;
  chosen: Chosen | null;
  onRemove: () => void;
  dropZone: DropzoneState;
  children?: ReactNode;
  below?: ReactNode;
}) {
  const t = useTranslations("uploads");
  const named = chosen ?? (step.at === "checking" ? step : null);
  const choose = useFocusAfterChoice(step.at === "file" ? chosen : null);
  const link = (
    <LinkButton className="link-btn" ref={choose} onClick={dropZone.open}>
      {t("fromComputer")}
    </LinkButton>
  );
  return (
    <>
      {step.at === "file" && step.problem ? (
        <Notice
          tone={step.problem === "interrupted" ? "amber" : "danger"}
          title={t(`problems.${step.problem}.title`, { file: step.fileName ?? "" })}
          alert
        >
          {t(`problems.${step.problem}.text`)}
        </Notice>
      ) : null}
      {children}
      <div
        className={["drop", named ? "" : "bare", dropZone.isDragActive ? "over" : ""].filter(Boolean).join(" ")}
        ref={(element) => {
          // What counts as within while dragging is the whole dialog.
          dropZone.rootRef.current = element?.closest<HTMLElement>(".dialog") ?? (null as never);
        }}
      >
        {/* Opened by the link; accept only helps to pick, what is picked is judged by choose(). */}
        <input {...dropZone.getInputProps({ accept: ".csv,text/csv" })} hidden />
        {chosen ? (
          <Card chosen={chosen} step={step} onRemove={onRemove} />
        ) : step.at === "checking" ? (
          <div className="picked">
            <FileSign />
            <div>
              <b>{step.fileName}</b>
              <Progress step={step} bytes={step.fileBytes} />
            </div>
          </div>
        ) : null}
        {named ? (
          <p className="hint">
            <span>{t("onlyCsv")}</span>
            {step.at === "file" ? (
              <span>
                {t("another")} {link}
              </span>
            ) : null}
          </p>
        ) : (
          <>
            {link}
            <span className="muted">{t("onlyCsv")}</span>
          </>
        )}
        <span className="sr" aria-live="polite">
          {step.at === "file" && chosen && !chosen.refused ? t("chosen", { file: shownName(chosen.file.name) }) : ""}
        </span>
      </div>
      {below}
    </>
  );
}

function Card({ chosen, step, onRemove }: { chosen: Chosen; step: FileStep; onRemove: () => void }) {
  const t = useTranslations("uploads");
  const size = useSize();
  const { file, refused } = chosen;
  return (
    <div className={refused ? "picked refused" : "picked"}>
      {refused ? (
        <span className="ic">
          <CircleX className="i" />
        </span>
      ) : (
        <FileSign />
      )}
      <div>
        <b>{shownName(file.name)}</b>
        {step.at === "file" ? (
          <small role={refused ? "alert" : undefined}>
            {refused ? t(`refused.${refused}`, { size: size(file.size) }) : size(file.size)}
          </small>
        ) : (
          <Progress step={step} bytes={file.size} />
        )}
      </div>
      {step.at === "file" ? (
        <IconButton label={t("remove", { file: shownName(file.name) })} onClick={onRemove}>
          <X className="i" />
        </IconButton>
      ) : null}
    </div>
  );
}

function FileSign() {
  return (
    <span className="ic">
      <FileSpreadsheet className="i" />
    </span>
  );
}

/** One bar for the way to the server, then one for the check: what the words below it say. */
function Progress({ step, bytes }: { step: FileStep; bytes: number }) {
  const t = useTranslations("uploads");
  const format = useFormatter();
  const size = useSize();
  const uploading = step.at === "uploading";
  const share =
    step.at === "uploading" ? (bytes > 0 ? step.sent / bytes : 0) : step.at === "checking" ? step.checked : 0;
  const percent = format.number(Math.floor(share * 100) / 100, { style: "percent" });
  const text = uploading
    ? t("sent", { percent, size: size(bytes) })
    : step.at === "checking" && step.lost
      ? t("lost")
      : t("checked", { percent });
  return (
    <>
      <ProgressBar label={t(uploading ? "uploading" : "checking")} percent={share * 100} text={text} />
      <small>{text}</small>
    </>
  );
}

/** The link moves when a file is chosen or removed, and the keyboard with it: on to Continue, or to the link again. */
function useFocusAfterChoice(chosen: Chosen | null) {
  const link = useRef<HTMLButtonElement>(null);
  const before = useRef(chosen);
  useEffect(() => {
    if (before.current === chosen) return;
    before.current = chosen;
    if (chosen && !chosen.refused) document.getElementById("continue")?.focus();
    else link.current?.focus();
  }, [chosen]);
  return link;
}
