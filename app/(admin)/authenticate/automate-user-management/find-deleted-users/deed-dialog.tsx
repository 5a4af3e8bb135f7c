"use client";
// Asks before Restore or Allow reuse, naming the number and that learning data is gone for good (spec 7). Used by the look-up and
// by the rows of a list; loaded when it is wanted.
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "@/app/_components/button";
import { Dialog } from "@/app/_components/dialog";
import { Notice } from "@/app/_components/notice";
import { usePasswordAgain } from "@/app/_components/password-again";
import { askPageAgain, leadsAway } from "../user-deletion/dialog/failures";

export type Deed = "restore" | "reuse";
/** Why it was not done; the words stand under `deeds.problems`. */
export type DeedProblem =
  | "exists"
  | "not_deleted"
  | "count_differs"
  | "not_ready"
  | "not_uploader"
  | "too_many"
  | "unknown";

const PROBLEMS: readonly string[] = [
  "exists",
  "not_deleted",
  "count_differs",
  "not_ready",
  "not_uploader",
  "too_many",
] satisfies DeedProblem[];

/** `act` does it, with the password where it was asked for again, and answers as the actions do. `onDone` follows once it is done. */
export function DeedDialog({
  deed,
  count,
  act,
  onDone,
  onClose,
}: {
  deed: Deed;
  count: number;
  act: (password: string | undefined) => Promise<{ ok: boolean; code?: string }>;
  onDone: () => void;
  onClose: () => void;
}) {
  const t = useTranslations("find-deleted-users.deeds");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<DeedProblem | null>(null);
  const no = useRef<HTMLButtonElement>(null);
  const again = usePasswordAgain();

  const go = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const answer = await act(again.password);
      if (answer.ok) return onDone();
      if (again.asks(answer)) return;
      setProblem(PROBLEMS.includes(answer.code ?? "") ? (answer.code as DeedProblem) : "unknown");
    } catch (error) {
      if (leadsAway(error)) askPageAgain(error);
      else setProblem("unknown");
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      alert
      open
      onClose={busy ? () => {} : onClose}
      title={t(`${deed}.title`, { count })}
      width={520}
      initialFocus={no}
      footer={
        <>
          <Button ref={no} onClick={onClose} disabled={busy}>
            {t("cancel")}
          </Button>
          <Button kind="primary" busy={busy} disabled={again.missing} onClick={go}>
            {t(`${deed}.do`)}
          </Button>
        </>
      }
    >
      {problem ? (
        <Notice tone="danger" title={t(`problems.${problem}.title`)} alert>
          {t(`problems.${problem}.text`)}
        </Notice>
      ) : null}
      {again.field}
      <p>{t(`${deed}.text`, { count })}</p>
      <Notice tone="amber" title={t("goneTitle")}>
        {t("gone")}
      </Notice>
    </Dialog>
  );
}
