"use client";
// Asks before a role is changed, an admin removed, an invitation sent again, single sign-on required: what it means, and for the password where
// that is wanted. Loaded by use-deed.tsx.
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "@/app/_components/button";
import { Dialog } from "@/app/_components/dialog";
import { Notice } from "@/app/_components/notice";
import { usePasswordAgain } from "@/app/_components/password-again";
import { askPageAgain, leadsAway } from "../automate-user-management/user-deletion/dialog/failures";
import { PROBLEMS, type Problem } from "./problems";
import type { Asked, DeedAnswer } from "./use-deed";

const RED: readonly Asked["kind"][] = ["remove", "removeSelf", "withdraw"];

export function DeedDialog({
  asked: { kind, name, unlinked = 0, act },
  onDone,
  onClose,
}: {
  asked: Asked;
  onDone: (answer: DeedAnswer) => void;
  onClose: () => void;
}) {
  const t = useTranslations("admins");
  const again = usePasswordAgain();
  const no = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ code: Problem; minutes: number } | null>(null);

  const go = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const answer = await act(again.password);
      if (again.asks(answer)) return;
      if (answer.ok) return onDone(answer);
      const code = PROBLEMS.find((known) => known === answer.code) ?? "unknown";
      setProblem({ code, minutes: answer.minutes ?? 60 });
    } catch (error) {
      if (leadsAway(error)) askPageAgain(error);
      else setProblem({ code: "unknown", minutes: 0 });
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      alert
      open
      onClose={busy ? () => {} : onClose}
      title={t(`asks.${kind}.title`, { name })}
      width={520}
      initialFocus={no}
      footer={
        <>
          <Button ref={no} onClick={onClose} disabled={busy}>
            {t("cancel")}
          </Button>
          <Button kind={RED.includes(kind) ? "danger" : "primary"} busy={busy} disabled={again.missing} onClick={go}>
            {t(`asks.${kind}.do`)}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {problem ? (
          <Notice tone="danger" title={t(`problems.${problem.code}.title`)} alert>
            {t(`problems.${problem.code}.text`, { minutes: problem.minutes })}
          </Notice>
        ) : null}
        {again.field}
        <p className="soft">{t(`asks.${kind}.text`, { name, unlinked })}</p>
      </div>
    </Dialog>
  );
}
