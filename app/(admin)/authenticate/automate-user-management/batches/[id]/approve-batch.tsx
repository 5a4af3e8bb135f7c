"use client";
// Review (spec 8, Approval): the button on the page of a batch that another full admin has confirmed. Used by the batch page. The
// dialog is loaded when it is wanted.
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/_components/button";

const load = () => import("./review-dialog").then(({ ReviewDialog }) => ReviewDialog);
const ReviewDialog = dynamic(load, { ssr: false });

export function ApproveBatch({ batchId }: { batchId: string }) {
  const t = useTranslations("approval");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        kind="primary"
        aria-haspopup="dialog"
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        onClick={() => setOpen(true)}
      >
        {t("review")}
      </Button>
      {open ? <ReviewDialog batchId={batchId} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
