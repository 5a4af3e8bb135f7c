"use client";
// The dialog of a file of users to add: file, preview, adding, done. Loaded by buttons.tsx when it is opened; _upload/list-flow
// knows the way.
import { useTranslations } from "next-intl";
import { Fragment, type ReactNode } from "react";
import { useDropzone } from "react-dropzone";
import { Button, ButtonLink } from "@/app/_components/button";
import { Dialog } from "@/app/_components/dialog";
import { Notice } from "@/app/_components/notice";
import { type ListFlow, useListFlow } from "../../_upload/list-flow";
import { useSize } from "../../_upload/size";
import { StepFile } from "../../_upload/step-file";
import { beginUpload, cancelList, completeUpload, orderList, putSlice, readList } from "../actions";
import { resultsPath } from "../paths";
import type { ShownList } from "../shown";
import { Instructions } from "./instructions";
import { NO_CROSS, StepCompleted, StepProcessing, StepTerminated } from "./step-end";
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
  const t = useTranslations("uploads");
  const flow = useListFlow<ShownList, undefined>({ doors: DOORS, asked, onList, onClose });
  const view = useView(flow);
  const { step, chosen } = flow;
  const atFile = step.at === "file" || step.at === "uploading" || step.at === "checking";
  const dropZone = useDropzone({
    noClick: true,
    noKeyboard: true,
    multiple: false,
    disabled: step.at !== "file",
    onDrop: ([file], [refused, another]) => {
      // One that the drop zone would not take alone is judged like any other; several are not chosen between.
      if (another) flow.chooseSeveral();
      else if (file ?? refused?.file) flow.choose((file ?? refused?.file) as File);
    },
  });
  const { ref: _place, role: _role, ...drop } = dropZone.getRootProps();
  return (
    // Around the dialog in React's tree, so that a file may be dropped anywhere on it.
    <div {...drop} className="contents">
      <Dialog
        open={open}
        onClose={flow.close}
        title={view.title}
        note={view.note}
        step={view.step}
        steps={STEPS}
        width={view.width}
        guarded={chosen !== null || step.at !== "file"}
        // Buttons of their own at every step: one that React kept would take the click that led to it as its own.
        back={<Fragment key={`back ${view.title}`}>{view.back}</Fragment>}
        footer={<Fragment key={`on ${view.title}`}>{view.footer}</Fragment>}
      >
        {flow.stuck ? (
          <Notice tone="danger" title={t("stuck.title")} alert>
            {t("stuck.text")}
          </Notice>
        ) : null}
        {atFile ? (
          <StepFile step={step} chosen={chosen} onRemove={flow.remove} dropZone={dropZone}>
            <Instructions />
          </StepFile>
        ) : (
          view.content
        )}
      </Dialog>
    </div>
  );
}

type View = {
  title: string;
  note?: string | undefined;
  step?: number;
  width?: number;
  back?: ReactNode;
  footer: ReactNode;
  content?: ReactNode;
};

/** What the dialog shows at each step. */
function useView(flow: ListFlow<ShownList, undefined>): View {
  const t = useTranslations("add-users");
  const tUploads = useTranslations("uploads");
  const size = useSize();
  const { step, busy, chosen } = flow;
  const cancel = (
    <Button onClick={flow.close} busy={busy}>
      {tUploads("cancel")}
    </Button>
  );
  const back = (
    <Button kind="ghost" onClick={flow.backToFile} disabled={busy}>
      {tUploads("back")}
    </Button>
  );
  const close = (
    <Button kind="primary" onClick={flow.close}>
      {tUploads("close")}
    </Button>
  );
  const elsewhere = (why: "not_found" | "over" | "not_yours" | "unreachable", file = "", name = ""): View => ({
    title: tUploads(`elsewhere.${why}.title`),
    width: 520,
    footer: close,
    content: <p className={`soft wrap-anywhere ${NO_CROSS}`}>{tUploads(`elsewhere.${why}.text`, { file, name })}</p>,
  });

  if (step.at === "opening")
    return { title: t("upload.title"), footer: cancel, content: <p className="soft">{tUploads("opening")}</p> };
  if (step.at === "unreachable") return elsewhere("unreachable");
  if (step.at !== "shown") {
    const under = step.at !== "file";
    return {
      title: t("upload.title"),
      step: 1,
      width: 580,
      back: under ? back : null,
      footer: (
        <>
          {cancel}
          <Button
            kind="primary"
            id="continue"
            busy={under}
            disabled={!under && (!chosen || chosen.refused !== null)}
            onClick={flow.upload}
          >
            {tUploads("continue")}
          </Button>
        </>
      ),
    };
  }
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
            <Button onClick={flow.close} disabled={busy}>
              {tUploads("cancel")}
            </Button>
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
