"use client";
// The button that opens the upload of a list. Used by the section. The dialog is loaded when it is wanted.
import { Upload } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/_components/button";

const load = () => import("./upload-dialog").then(({ UploadDialog }) => UploadDialog);
const UploadDialog = dynamic(load, { ssr: false });

export function UploadButton() {
  const t = useTranslations("find-deleted-users");
  const [wanted, setWanted] = useState(false);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        aria-haspopup="dialog"
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        onClick={() => {
          setWanted(true);
          setOpen(true);
        }}
      >
        <Upload className="i" />
        {t("uploadCsv")}
      </Button>
      {wanted ? <UploadDialog open={open} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
