// Step 2: the file, chosen or dropped, refused with its reason, on its way and being checked (spec 2, steps 9 and 10).
// Used by deletion-dialog.tsx.

import { CircleX, FileSpreadsheet, Info, X } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { DropzoneState } from "react-dropzone";
import { IconButton, LinkButton } from "@/app/_components/button";
import { Notice } from "@/app/_components/notice";
import { ProgressBar } from "@/app/_components/progress-bar";
import { shownName } from "@/app/_components/shown-name";
import type { Chosen, Flow, Step } from "./flow";
import { useSize } from "./size";

type FileStep = Extract<Step, { at: "file" | "uploading" | "checking" }>;

export function StepFile({
  flow,
  step,
  organization,
  dropZone,
}: {
  flow: Flow;
  step: FileStep;
  organization: string;
  dropZone: DropzoneState;
}) {
  const t = useTranslations("deletion.upload");
  const { chosen } = flow;
  const named = chosen ?? (step.at === "checking" ? step : null);
  const choose = useFocusAfterChoice(step.at === "file" ? chosen : null);
  const link = (
    <LinkButton className="link-btn" ref={choose} onClick={dropZone.open}>
      {t("fromComputer")}
    </LinkButton>
  );
  return (
    <>
      {step.at === "file" && step.problem ? <Problem problem={step.problem} fileName={step.fileName} /> : null}
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
          <Card chosen={chosen} step={step} onRemove={flow.remove} />
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
      <Notice tone="danger" icon={<Info className="i" />} title={t("permanent")}>
        {t("permanentText", { organization })}
      </Notice>
    </>
  );
}

function Card({ chosen, step, onRemove }: { chosen: Chosen; step: FileStep; onRemove: () => void }) {
  const t = useTranslations("deletion.upload");
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
  const t = useTranslations("deletion.upload");
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

function Problem({
  problem,
  fileName,
}: {
  problem: NonNullable<Extract<Step, { at: "file" }>["problem"]>;
  fileName?: string | undefined;
}) {
  const t = useTranslations("deletion.upload.problems");
  return (
    <Notice
      tone={problem === "interrupted" ? "amber" : "danger"}
      title={t(`${problem}.title`, { file: fileName ?? "" })}
      alert
    >
      {t(`${problem}.text`)}
    </Notice>
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
