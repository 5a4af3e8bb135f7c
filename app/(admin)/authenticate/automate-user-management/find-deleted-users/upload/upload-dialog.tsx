"use client";
import { Info } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { Notice } from "@/app/_components/notice";
// The dialog that takes a list of people to find: chosen or dropped, on its way, being checked. Loaded by upload-button.tsx when it
// is opened; what was found stands on the list's own page, where it leads.
import { shownName } from "@/app/_components/shown-name";
import { useListFlow } from "../../_upload/list-flow";
import { fileStepOf, useListViews } from "../../_upload/list-views";
import { UploadFrame } from "../../_upload/upload-frame";
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
  const router = useRouter();
  const flow = useListFlow({ doors: DOORS, asked: undefined, onList: nothing, onClose });
  const { file } = useListViews(flow);
  const { step, chosen } = flow;
  const found = step.at === "shown" && "listId" in step.shown ? step.shown.listId : undefined;
  useEffect(() => {
    if (found) router.push(listPath(found));
  }, [found, router]);

  return (
    <UploadFrame
      open={open}
      flow={flow}
      view={{ ...file(t("title")), back: null }}
      // What was found opens as a page; until it is there the file is still being checked.
      file={
        fileStepOf(step) ?? {
          at: "checking",
          checked: 1,
          lost: false,
          fileName: shownName(chosen?.file.name ?? ""),
          fileBytes: 0,
        }
      }
      guarded={chosen !== null}
      instructions={<p>{t("which")}</p>}
      below={
        <Notice icon={<Info className="i" />} title={t("keptTitle")}>
          {t("kept")}
        </Notice>
      }
    />
  );
}
