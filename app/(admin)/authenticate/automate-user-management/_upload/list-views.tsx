"use client";
// What the dialogs of lists show alike: the buttons, the step of the file, and where a list is not to be shown. Used by the dialogs
// of Add users and holds; what a list would do and has done is each section's own.
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/app/_components/button";
import type { ListFlow, ListStep, ShownList } from "./list-flow";
import type { FileStep } from "./step-file";
import { NO_CROSS, SendFile, type UploadView } from "./upload-frame";

/** The step, while it is the file's. */
export function fileStepOf<Shown extends ShownList>(step: ListStep<Shown>): FileStep | undefined {
  return step.at === "file" || step.at === "uploading" || step.at === "checking" ? step : undefined;
}

type Elsewhere = "not_found" | "over" | "not_yours" | "unreachable";

export function useListViews<Shown extends ShownList, Order>(
  flow: ListFlow<Shown, Order>,
): {
  cancel: ReactNode;
  back: ReactNode;
  close: ReactNode;
  file: (title: string) => UploadView;
  elsewhere: (why: Elsewhere, fileName?: string, uploadedBy?: string) => UploadView;
} {
  const t = useTranslations("uploads");
  const { step, busy } = flow;
  const cancel = (
    <Button onClick={flow.close} busy={busy}>
      {t("cancel")}
    </Button>
  );
  const back = (
    <Button kind="ghost" onClick={flow.backToFile} disabled={busy}>
      {t("back")}
    </Button>
  );
  const close = (
    <Button kind="primary" onClick={flow.close}>
      {t("close")}
    </Button>
  );
  const under = step.at !== "file";
  return {
    cancel,
    back,
    close,
    file: (title) => ({
      title,
      step: 1,
      back: under ? back : null,
      footer: (
        <>
          {cancel}
          <SendFile flow={flow} atWork={under} />
        </>
      ),
    }),
    elsewhere: (why, file = "", name = "") => ({
      title: t(`elsewhere.${why}.title`),
      width: 520,
      footer: close,
      content: <p className={`soft wrap-anywhere ${NO_CROSS}`}>{t(`elsewhere.${why}.text`, { file, name })}</p>,
    }),
  };
}
