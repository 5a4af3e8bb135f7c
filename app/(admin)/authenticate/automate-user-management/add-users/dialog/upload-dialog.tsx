"use client";
// The dialog of a file of users to add: file, preview, adding, done. Loaded by buttons.tsx when it is opened; _upload/list-flow
// knows the way.
import { useTranslations } from "next-intl";
import { Button, ButtonLink } from "@/app/_components/button";
import { type ListFlow, useListFlow } from "../../_upload/list-flow";
import { fileStepOf, useListViews } from "../../_upload/list-views";
import { useSize } from "../../_upload/size";
import { UploadFrame, type UploadView } from "../../_upload/upload-frame";
import { beginUpload, cancelList, completeUpload, orderList, putSlice, readList } from "../actions";
import { resultsPath } from "../paths";
import type { ShownList } from "../shown";
import { Instructions } from "./instructions";
import { StepCompleted, StepProcessing, StepTerminated } from "./step-end";
import { StepPreview } from "./step-preview";

const STEPS = 3;

const DOORS = {
  begin: beginUpload,
  put: putSlice,
  complete: completeUpload,
  cancel: cancelList,
  read: readList,
  order: (id: string) => orderList(id),
};

export function UploadDialog({
  open,
  asked,
  onList,
  onClose,
}: {
  open: boolean;
  asked: string | undefined;
  onList: (listId: string | null) => void;
  onClose: () => void;
}) {
  const flow = useListFlow<ShownList, undefined>({ doors: DOORS, asked, onList, onClose });
  return (
    <UploadFrame
      open={open}
      flow={flow}
      view={useView(flow)}
      steps={STEPS}
      file={fileStepOf(flow.step)}
      guarded={flow.chosen !== null || flow.step.at !== "file"}
      instructions={<Instructions />}
    />
  );
}

/** What the dialog shows at each step. */
function useView(flow: ListFlow<ShownList, undefined>): UploadView {
  const t = useTranslations("add-users");
  const tUploads = useTranslations("uploads");
  const size = useSize();
  const { cancel, back, close, file, elsewhere } = useListViews(flow);
  const { step, busy } = flow;

  if (step.at === "opening")
    return { title: t("upload.title"), footer: cancel, content: <p className="soft">{tUploads("opening")}</p> };
  if (step.at === "unreachable") return elsewhere("unreachable");
  if (step.at !== "shown") return { ...file(t("upload.title")), width: 580 };
  const { shown } = step;
  const note = "listId" in shown ? { file: shown.fileName, size: size(shown.fileBytes, true) } : undefined;
  switch (shown.at) {
    case "ready":
      return {
        title: t("preview.title"),
        note: note && tUploads("note", note),
        step: 2,
        width: 920,
        back,
        footer: (
          <>
            {cancel}
            {shown.users > 0 ? (
              <Button kind="primary" busy={busy} onClick={() => flow.order(shown, undefined)}>
                {t("preview.add", { users: shown.users })}
              </Button>
            ) : (
              <ButtonLink kind="primary" href={resultsPath(shown.listId)} download>
                {t("preview.results")}
              </ButtonLink>
            )}
          </>
        ),
        content: <StepPreview preview={shown} notOrdered={step.problem === "not_ordered"} />,
      };
    case "terminated":
      return {
        title: t("preview.title"),
        note: note && tUploads("note", note),
        step: 2,
        back,
        footer: close,
        content: <StepTerminated reasons={shown.reasons} />,
      };
    case "processing":
      return {
        title: t("processing.title"),
        step: 3,
        width: 520,
        footer: close,
        content: <StepProcessing shown={shown} lost={step.lost ?? false} />,
      };
    case "completed": {
      const added = shown.counts.added ?? 0;
      const rest = shown.kept && shown.rows > added;
      return {
        title: t("completed.title", { added }),
        step: 3,
        width: 520,
        footer: (
          <>
            {rest ? (
              <ButtonLink href={resultsPath(shown.listId)} download>
                {t("preview.results")}
              </ButtonLink>
            ) : null}
            {close}
          </>
        ),
        content: <StepCompleted shown={shown} />,
      };
    }
    case "not_yours":
      return elsewhere("not_yours", shown.fileName, shown.uploadedBy);
    case "over":
      return elsewhere("over", shown.fileName);
    default:
      return elsewhere("not_found");
  }
}
