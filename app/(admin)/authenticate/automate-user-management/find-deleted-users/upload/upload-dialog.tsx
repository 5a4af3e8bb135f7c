"use client";
import { Info } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useDropzone } from "react-dropzone";
import { Button } from "@/app/_components/button";
import { Dialog } from "@/app/_components/dialog";
import { Notice } from "@/app/_components/notice";
// The dialog that takes a list of people to find: chosen or dropped, on its way, being checked. Loaded by upload-button.tsx when it
// is opened; what was found stands on the list's own page, where it leads.
import { shownName } from "@/app/_components/shown-name";
import { useListFlow } from "../../_upload/list-flow";
import { StepFile } from "../../_upload/step-file";
import { beginUpload, completeUpload, dropList, putSlice, readUpload } from "../actions";
import { listPath } from "../list-paths";

const DOORS = {
  begin: beginUpload,
  put: putSlice,
  complete: completeUpload,
  cancel: dropList,
  read: readUpload,
  /** What is ordered is ordered on the list's page. */
  order: async () => ({ ok: false }),
};

const nothing = () => {};

export function UploadDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useTranslations("find-deleted-users.upload");
  const u = useTranslations("uploads");
  const router = useRouter();
  const flow = useListFlow({ doors: DOORS, asked: undefined, onList: nothing, onClose });
  const { step, chosen } = flow;
  const found = step.at === "shown" && "listId" in step.shown ? step.shown.listId : undefined;
  useEffect(() => {
    if (found) router.push(listPath(found));
  }, [found, router]);

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
        title={t("title")}
        guarded={chosen !== null}
        footer={
          <>
            <Button onClick={flow.close}>{u("cancel")}</Button>
            <Button
              kind="primary"
              id="continue"
              busy={step.at !== "file"}
              disabled={step.at === "file" && (!chosen || chosen.refused !== null)}
              onClick={flow.upload}
            >
              {u("continue")}
            </Button>
          </>
        }
      >
        {flow.stuck ? (
          <Notice tone="danger" title={u("stuck.title")} alert>
            {u("stuck.text")}
          </Notice>
        ) : null}
        <StepFile
          step={
            step.at === "file" || step.at === "uploading" || step.at === "checking"
              ? step
              : { at: "checking", checked: 1, lost: false, fileName: shownName(chosen?.file.name ?? ""), fileBytes: 0 }
          }
          chosen={chosen}
          onRemove={flow.remove}
          dropZone={dropZone}
        >
          <p>{t("which")}</p>
        </StepFile>
        <Notice icon={<Info className="i" />} title={t("keptTitle")}>
          {t("kept")}
        </Notice>
      </Dialog>
    </div>
  );
}
