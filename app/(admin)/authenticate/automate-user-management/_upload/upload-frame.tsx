"use client";
// The frame of every dialog with an upload: a file may be dropped anywhere on it; until the file is checked it shows the step of
// the file, and then what the section shows. Used by the dialogs of Delete users, Add users, Find deleted users and holds.
import { useTranslations } from "next-intl";
import { Fragment, type ReactNode, type RefObject } from "react";
import { useDropzone } from "react-dropzone";
import { Button } from "@/app/_components/button";
import { Dialog } from "@/app/_components/dialog";
import { Notice } from "@/app/_components/notice";
import { type FileStep, StepFile } from "./step-file";
import type { Chosen } from "./use-upload";

/** One Close is enough: beside the button, the cross would only say the same again. */
export const NO_CROSS = "[.dialog:has(&)>header>.icon-btn]:hidden";

/** What the dialog shows at a step; `content` counts once the step is no longer the file's. */
export type UploadView = {
  title: string;
  note?: string | undefined;
  step?: number;
  width?: number;
  initialFocus?: RefObject<HTMLElement | null> | undefined;
  back?: ReactNode;
  footer: ReactNode;
  content?: ReactNode;
};

/** Sends the chosen file; at work until the dialog has something to show. */
export function SendFile({ flow, atWork }: { flow: UploadFlow & { upload: () => void }; atWork: boolean }) {
  const t = useTranslations("uploads");
  return (
    <Button
      kind="primary"
      id="continue"
      busy={atWork}
      disabled={!atWork && (!flow.chosen || flow.chosen.refused !== null)}
      onClick={flow.upload}
    >
      {t("continue")}
    </Button>
  );
}

type UploadFlow = {
  chosen: Chosen | null;
  /** Cancelling did not get through. */
  stuck: boolean;
  choose: (file: File) => void;
  chooseSeveral: () => void;
  remove: () => void;
  close: () => void;
};

export function UploadFrame({
  open,
  flow,
  view,
  steps,
  file,
  stuck,
  alert,
  guarded,
  instructions,
  below,
}: {
  open: boolean;
  flow: UploadFlow;
  view: UploadView;
  /** Of how many steps; without, they are not counted. */
  steps?: number;
  /** The step of the file, while that is what is shown. */
  file: FileStep | undefined;
  /** What is said where cancelling did not get through, if not what holds for every list. */
  stuck?: string;
  alert?: boolean;
  guarded: boolean;
  /** What is to be known before the file, and what is warned of under it. */
  instructions?: ReactNode;
  below?: ReactNode;
}) {
  const t = useTranslations("uploads");
  const dropZone = useDropzone({
    noClick: true,
    noKeyboard: true,
    multiple: false,
    disabled: file?.at !== "file",
    onDrop: ([taken], [refused, another]) => {
      // One that the drop zone would not take alone is judged like any other; several are not chosen between.
      if (another) flow.chooseSeveral();
      else if (taken ?? refused?.file) flow.choose((taken ?? refused?.file) as File);
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
        steps={steps}
        width={view.width}
        alert={alert}
        guarded={guarded}
        initialFocus={view.initialFocus}
        // Buttons of their own at every step: one that React kept would take the click that led to it as its own.
        back={<Fragment key={`back ${view.title}`}>{view.back}</Fragment>}
        footer={<Fragment key={`on ${view.title}`}>{view.footer}</Fragment>}
      >
        {flow.stuck ? (
          <Notice tone="danger" title={t("stuck.title")} alert>
            {stuck ?? t("stuck.text")}
          </Notice>
        ) : null}
        {file ? (
          <StepFile step={file} chosen={flow.chosen} onRemove={flow.remove} dropZone={dropZone} below={below}>
            {instructions}
          </StepFile>
        ) : (
          view.content
        )}
      </Dialog>
    </div>
  );
}
