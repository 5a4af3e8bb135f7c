"use client";
// The button that opens the upload of holds. Used by the list of holds. The dialog is loaded when it is wanted.
import { FileUp } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/_components/button";

const load = () => import("./upload-dialog").then(({ UploadDialog }) => UploadDialog);
const UploadDialog = dynamic(load, { ssr: false });

export function UploadButton() {
  const t = useTranslations("holds");
  const [visit, setVisit] = useState({ number: 0, open: false });
  return (
    <>
      <Button
        small
        aria-haspopup="dialog"
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        onClick={() => setVisit(({ number }) => ({ number: number + 1, open: true }))}
      >
        <FileUp className="i" />
        {t("upload.button")}
      </Button>
      {visit.number > 0 ? (
        <UploadDialog
          key={visit.number}
          open={visit.open}
          onClose={() => setVisit(({ number }) => ({ number, open: false }))}
        />
      ) : null}
    </>
  );
}
