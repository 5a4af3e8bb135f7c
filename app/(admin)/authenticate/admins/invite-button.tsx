"use client";
// Invite admin: loads its dialog when it is pressed. Used by the page beside it.
import { UserPlus } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/_components/button";
import type { Language } from "@/app/_i18n/languages";

const InviteDialog = dynamic(() => import("./invite-dialog").then((file) => file.InviteDialog), { ssr: false });

/** `language`: what is chosen at first for the mail, the page's own. */
export function InviteButton({ language }: { language: Language }) {
  const t = useTranslations("admins");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="primary" onClick={() => setOpen(true)}>
        <UserPlus className="i" />
        {t("invite")}
      </Button>
      {open ? <InviteDialog language={language} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
