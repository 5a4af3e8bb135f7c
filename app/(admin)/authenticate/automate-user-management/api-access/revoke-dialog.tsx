"use client";
// Asks before a token is ended, naming it: whatever uses it stops working. Loaded by the button beside it.
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "@/app/_components/button";
import { Dialog } from "@/app/_components/dialog";
import { Notice } from "@/app/_components/notice";
import { usePasswordAgain } from "@/app/_components/password-again";
import { useToast } from "@/app/_components/toast";
import { askPageAgain, leadsAway } from "../user-deletion/dialog/failures";
import { revokeToken } from "./actions";

export default function RevokeDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const t = useTranslations("api-access.revoking");
  const say = useToast();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const no = useRef<HTMLButtonElement>(null);
  const again = usePasswordAgain();

  const go = async () => {
    setBusy(true);
    setFailed(false);
    try {
      const answer = await revokeToken({ id, password: again.password });
      if (answer.ok) {
        say(t("done", { name }));
        return onClose();
      }
      if (!again.asks(answer)) setFailed(true);
    } catch (error) {
      if (leadsAway(error)) askPageAgain(error);
      else setFailed(true);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      alert
      open
      onClose={busy ? () => {} : onClose}
      title={t("title", { name })}
      width={520}
      initialFocus={no}
      footer={
        <>
          <Button ref={no} onClick={onClose} disabled={busy}>
            {t("cancel")}
          </Button>
          <Button kind="danger" busy={busy} disabled={again.missing} onClick={go}>
            {t("revoke")}
          </Button>
        </>
      }
    >
      {failed ? (
        <Notice tone="danger" alert title={t("failedTitle")}>
          {t("failed")}
        </Notice>
      ) : null}
      {again.field}
      <p>{t("text")}</p>
    </Dialog>
  );
}
