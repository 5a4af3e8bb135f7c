"use client";
// Ends a token for good; its dialog is fetched when it is wanted. Used by the table of tokens.
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/_components/button";

const RevokeDialog = dynamic(() => import("./revoke-dialog"), { ssr: false });

export function RevokeToken({ id, name }: { id: string; name: string }) {
  const t = useTranslations("api-access");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small aria-label={t("revokeOne", { name })} onClick={() => setOpen(true)}>
        {t("revoke")}
      </Button>
      {open ? <RevokeDialog id={id} name={name} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
