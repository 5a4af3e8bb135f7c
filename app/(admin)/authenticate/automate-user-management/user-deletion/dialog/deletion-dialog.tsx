"use client";
// The dialog of a deletion, from the instructions to the notification (spec 2, steps 5 to 12): one dialog whose content changes.
// Loaded by delete-users.tsx when it is opened. Each step's content has a file of its own; flow.ts knows the way.
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button, ButtonLink } from "@/app/_components/button";
import { usePasswordAgain } from "@/app/_components/password-again";
import { typedCountMatches } from "@/lib/typed-count";
import { useSize } from "../../_upload/size";
import { SendFile, UploadFrame, type UploadView } from "../../_upload/upload-frame";
import { batchPath } from "../../batches/batch-paths";
import { type Flow, useFlow } from "./flow";
import { PermanentNotice } from "./permanent-notice";
import { StepConfirm } from "./step-confirm";
import { Elsewhere, StepOrdered } from "./step-end";
import { StepInstructions } from "./step-instructions";
import { StepPreview } from "./step-preview";
import { StepTerminated } from "./step-terminated";

const STEPS = 4;

export function DeletionDialog({
  open,
  asked,
  organization,
  onBatch,
  onClose,
}: {
  open: boolean;
  asked: string | undefined;
  organization: string;
  onBatch: (batchId: string | null) => void;
  onClose: () => void;
}) {
  const t = useTranslations("deletion");
  const flow = useFlow({ asked, onBatch, onClose });
  const { step } = flow;
  return (
    <UploadFrame
      open={open}
      flow={flow}
      view={useView(flow, organization)}
      steps={STEPS}
      file={step.at === "file" || step.at === "uploading" || step.at === "checking" ? step : undefined}
      stuck={t("stuck.text")}
      alert={step.at === "confirm"}
      guarded={flow.chosen !== null || (step.at !== "instructions" && step.at !== "file")}
      below={<PermanentNotice organization={organization} />}
    />
  );
}

/** What the dialog shows at each step. */
function useView(flow: Flow, organization: string): UploadView {
  const t = useTranslations("deletion");
  const size = useSize();
  const next = useRef<HTMLButtonElement>(null);
  const first = useRef<HTMLInputElement & HTMLButtonElement>(null);
  const [typed, setTyped] = useState("");
  const [reference, setReference] = useState("");
  const again = usePasswordAgain();
  const { step, busy } = flow;

  const cancel = (
    <Button onClick={flow.close} busy={busy && step.at !== "confirm"}>
      {t("cancel")}
    </Button>
  );
  const backTo = (onClick: () => void) => (
    <Button kind="ghost" onClick={onClick} disabled={busy}>
      {t("back")}
    </Button>
  );
  const toBatch = (batchId: string) => <ButtonLink href={batchPath(batchId)}>{t("showBatch")}</ButtonLink>;
  const close = (
    <Button kind="primary" onClick={flow.close}>
      {t("close")}
    </Button>
  );

  switch (step.at) {
    case "instructions":
      return {
        title: t("instructions.title"),
        step: 1,
        width: 580,
        initialFocus: next,
        footer: (
          <>
            {cancel}
            <Button kind="primary" ref={next} onClick={flow.toFile}>
              {t("next")}
            </Button>
          </>
        ),
        content: <StepInstructions />,
      };
    case "opening":
      return { title: t("opening"), footer: cancel, content: <p className="soft">{t("openingText")}</p> };
    case "file":
    case "uploading":
    case "checking": {
      const under = step.at !== "file";
      return {
        title: t("upload.title"),
        step: 2,
        back: backTo(under ? flow.backToFile : flow.toInstructions),
        footer: (
          <>
            {cancel}
            <SendFile flow={flow} atWork={under} />
          </>
        ),
      };
    }
    case "preview": {
      const { preview } = step;
      return {
        title: t("preview.title"),
        note: t("preview.note", { file: preview.fileName, size: size(preview.fileBytes, true) }),
        step: 3,
        width: 920,
        back: backTo(flow.backToFile),
        footer: (
          <>
            {cancel}
            {preview.users > 0 ? (
              <Button kind="primary" onClick={() => flow.toConfirm(preview)} disabled={busy}>
                {t("continue")}
              </Button>
            ) : (
              <ButtonLink kind="primary" href={`${batchPath(preview.batchId)}/results.csv` as never} download>
                {t("preview.results")}
              </ButtonLink>
            )}
          </>
        ),
        content: <StepPreview key={preview.previewNumber} preview={preview} />,
      };
    }
    case "terminated": {
      const { terminated } = step;
      return {
        title: t("preview.title"),
        note: t("preview.note", { file: terminated.fileName, size: size(terminated.fileBytes, true) }),
        step: 3,
        back: backTo(flow.backToFile),
        footer: close,
        content: <StepTerminated reasons={terminated.reasons} />,
      };
    }
    case "confirm": {
      const { preview } = step;
      const ready = !again.missing && (!preview.terms.mustType || typedCountMatches(typed, preview.users));
      const confirm = async () =>
        again.asks(await flow.confirm(preview, { typedCount: typed, reference, password: again.password }));
      return {
        title: t("confirm.title", { users: preview.users }),
        step: 4,
        width: 520,
        initialFocus: first,
        back: backTo(() => flow.toPreview(preview)),
        footer: (
          <>
            <Button ref={preview.terms.mustType ? undefined : first} onClick={flow.close} disabled={busy}>
              {t("cancel")}
            </Button>
            {/* Not a form's submit: Enter in a field must not order a deletion. */}
            <Button kind="danger" busy={busy} disabled={!ready} onClick={confirm}>
              {t("confirm.confirm")}
            </Button>
          </>
        ),
        content: (
          <StepConfirm
            preview={preview}
            organization={organization}
            problem={step.problem}
            passwordAgain={again.field}
            field={first}
            typed={typed}
            onTyped={setTyped}
            reference={reference}
            onReference={setReference}
          />
        ),
      };
    }
    case "ordered": {
      const { ordered } = step;
      return {
        title: t(`ordered.${orderedAs(ordered.state)}.title`),
        width: 520,
        footer: (
          <>
            {toBatch(ordered.batchId)}
            {close}
          </>
        ),
        content: <StepOrdered ordered={ordered} as={orderedAs(ordered.state)} />,
      };
    }
    case "elsewhere": {
      const shown = step.shown && "batchId" in step.shown ? step.shown : undefined;
      return {
        title: t(`elsewhere.${step.why}.title`),
        width: 520,
        footer: (
          <>
            {shown && step.why === "not_yours" ? toBatch(shown.batchId) : null}
            {close}
          </>
        ),
        content: <Elsewhere why={step.why} shown={shown} />,
      };
    }
  }
}

/** The states past Confirm, as the notification words them. */
function orderedAs(state: string): "processing" | "scheduled" | "awaiting_approval" | "ended" {
  return state === "processing" || state === "scheduled" || state === "awaiting_approval" ? state : "ended";
}
