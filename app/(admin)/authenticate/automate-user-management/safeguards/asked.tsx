"use client";
// Asks once before a deed about approval, with the password where it is wanted again, and says what came of it. Used by approval.tsx.
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "@/app/_components/button";
import { Dialog } from "@/app/_components/dialog";
import { Notice } from "@/app/_components/notice";
import { usePasswordAgain } from "@/app/_components/password-again";
import { useToast } from "@/app/_components/toast";
import { askPageAgain, leadsAway } from "../user-deletion/dialog/failures";

export type Deed = {
  name: "on" | "off" | "agreed_approval_off" | "agreed_full_admin" | "declined" | "withdrawn";
  act: (password: string | undefined) => Promise<{ ok: boolean; code?: string }>;
  who: string | undefined;
};

const PROBLEMS = ["one_full_admin", "already", "asked_already", "not_needed", "not_open", "own_request"] as const;
type Problem = (typeof PROBLEMS)[number] | "unknown";

export function Asked({ deed, onClose }: { deed: Deed; onClose: () => void }) {
  const t = useTranslations("safeguards.approval");
  const router = useRouter();
  const done = useToast();
  const again = usePasswordAgain();
  const no = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const who = { name: deed.who ?? "" };

  async function go() {
    setBusy(true);
    setProblem(undefined);
    try {
      const answer = await deed.act(again.password);
      if (again.asks(answer)) return;
      if (!answer.ok) return setProblem(PROBLEMS.find((code) => code === answer.code) ?? "unknown");
      done(t(`done.${deed.name}`, who));
      onClose();
      router.refresh();
    } catch (error) {
      if (leadsAway(error)) return askPageAgain(error);
      setProblem("unknown");
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog
      alert
      open
      onClose={busy ? () => {} : onClose}
      title={t(`ask.${deed.name}.title`, who)}
      width={520}
      initialFocus={no}
      footer={
        <>
          <Button ref={no} onClick={onClose} disabled={busy}>
            {t("do.cancel")}
          </Button>
          <Button kind="primary" busy={busy} disabled={again.missing} onClick={go}>
            {t(`ask.${deed.name}.do`)}
          </Button>
        </>
      }
    >
      {problem ? (
        <Notice tone="danger" alert title={t("problems.title")}>
          {t(`problems.${problem}`)}
        </Notice>
      ) : null}
      {again.field}
      <p>{t(`ask.${deed.name}.text`, who)}</p>
    </Dialog>
  );
}
