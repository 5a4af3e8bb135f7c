"use client";
// Puts one learner on hold, with a reason and a last day if there is one. Used by a learner's page.
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "@/app/_components/button";
import { Dialog } from "@/app/_components/dialog";
import { Field, TextField } from "@/app/_components/field";
import { Notice } from "@/app/_components/notice";
import { usePasswordAgain } from "@/app/_components/password-again";
import { useToast } from "@/app/_components/toast";
import { askPageAgain, leadsAway } from "../../user-deletion/dialog/failures";
import { putOnHold } from "./actions";

const REASON_CHARACTERS = 500;
type Problem = "day_past" | "not_found" | "malformed" | "noAnswer";

export function PutOnHold({ learnerId, name }: { learnerId: number; name: string }) {
  const t = useTranslations("holds");
  const router = useRouter();
  const done = useToast();
  const again = usePasswordAgain();
  const first = useRef<HTMLTextAreaElement>(null);
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [lastDay, setLastDay] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function put() {
    setBusy(true);
    setProblem(undefined);
    try {
      const answer = await putOnHold({ learnerId, reason, lastDay: lastDay || null, password: again.password });
      if (!answer.ok) {
        if (!again.asks(answer)) setProblem(answer.code === "password" ? "noAnswer" : answer.code);
        return;
      }
      done(t("put", { name }));
      setOpen(false);
      document.getElementById("content")?.focus();
      router.refresh();
    } catch (error) {
      if (leadsAway(error)) return askPageAgain(error);
      setProblem("noAnswer");
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        {t("putOnHold")}
      </Button>
      <Dialog
        open={open}
        guarded={reason !== ""}
        onClose={busy ? () => {} : () => setOpen(false)}
        title={t("putTitle", { name })}
        width={520}
        initialFocus={first}
        footer={
          <>
            <Button onClick={() => setOpen(false)} disabled={busy}>
              {t("cancel")}
            </Button>
            <Button kind="primary" busy={busy} disabled={reason.trim() === "" || again.missing} onClick={put}>
              {t("putOnHold")}
            </Button>
          </>
        }
      >
        {problem && problem !== "day_past" && problem !== "malformed" ? (
          <Notice tone="danger" alert title={t(`${problem === "not_found" ? "gone" : "noAnswer"}.title`)}>
            {t(`${problem === "not_found" ? "gone" : "noAnswer"}.text`)}
          </Notice>
        ) : null}
        {again.field}
        <p>{t("putText")}</p>
        <TextField
          ref={first}
          label={t("reason")}
          help={t("reasonHelp")}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          maxLength={REASON_CHARACTERS}
          rows={3}
        />
        <Field
          type="date"
          label={t("lastDay")}
          help={t("lastDayHelp")}
          error={problem === "day_past" ? t("dayPast") : problem === "malformed" ? t("dayMalformed") : undefined}
          value={lastDay}
          onChange={(event) => setLastDay(event.target.value)}
        />
      </Dialog>
    </>
  );
}
