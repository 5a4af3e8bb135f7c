"use client";
// Lifts a hold: asks once, with the password where it is wanted again. Used by the list of holds and by a learner's page.
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "@/app/_components/button";
import { Dialog } from "@/app/_components/dialog";
import { Notice } from "@/app/_components/notice";
import { usePasswordAgain } from "@/app/_components/password-again";
import { useToast } from "@/app/_components/toast";
import { askPageAgain, leadsAway } from "../../user-deletion/dialog/failures";
import { liftHold } from "./actions";

export function LiftHold({ learnerId, name, small }: { learnerId: number; name: string; small?: boolean }) {
  const t = useTranslations("holds");
  const router = useRouter();
  const done = useToast();
  const again = usePasswordAgain();
  const no = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);

  async function lift() {
    setBusy(true);
    setFailed(false);
    try {
      const answer = await liftHold({ learnerId, password: again.password });
      if (!answer.ok && again.asks(answer)) return;
      // Not there any more: somebody else has lifted it, and the page shows it.
      done(t("lifted", { name }));
      setOpen(false);
      document.getElementById("content")?.focus();
      router.refresh();
    } catch (error) {
      if (leadsAway(error)) return askPageAgain(error);
      setFailed(true);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <Button {...(small ? { small } : {})} onClick={() => setOpen(true)} aria-label={t("liftOf", { name })}>
        {t("lift")}
      </Button>
      <Dialog
        alert
        open={open}
        onClose={busy ? () => {} : () => setOpen(false)}
        title={t("liftTitle", { name })}
        width={520}
        initialFocus={no}
        footer={
          <>
            <Button ref={no} onClick={() => setOpen(false)} disabled={busy}>
              {t("cancel")}
            </Button>
            <Button kind="primary" busy={busy} disabled={again.missing} onClick={lift}>
              {t("lift")}
            </Button>
          </>
        }
      >
        {failed ? (
          <Notice tone="danger" alert title={t("noAnswer.title")}>
            {t("noAnswer.text")}
          </Notice>
        ) : null}
        {again.field}
        <p>{t("liftText")}</p>
      </Dialog>
    </>
  );
}
