"use client";
// The button that makes a token; its dialog is fetched when it is wanted. Used by the section.
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/_components/button";

const CreateDialog = dynamic(() => import("./create-dialog"), { ssr: false });

export function CreateToken({ days }: { days: { usual: number; most: number } }) {
  const t = useTranslations("api-access");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("create")}</Button>
      {open ? <CreateDialog days={days} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
