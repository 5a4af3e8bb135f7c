"use client";
// What a second full admin sees and does (spec 8, Approval): the same preview, recomputed, then approve, or decline with a reason.
// Loaded by approve-batch.tsx when it is opened.
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Fragment, useEffect, useRef, useState } from "react";
import { Button } from "@/app/_components/button";
import { Dialog } from "@/app/_components/dialog";
import { TextField } from "@/app/_components/field";
import { Notice } from "@/app/_components/notice";
import { usePasswordAgain } from "@/app/_components/password-again";
import { useToast } from "@/app/_components/toast";
import { approveBatch, declineBatch, reviewBatch } from "../../user-deletion/actions";
import { askPageAgain, leadsAway } from "../../user-deletion/dialog/failures";
import { StepPreview } from "../../user-deletion/dialog/step-preview";
import type { ShownPreview } from "../../user-deletion/preview";

const REASON_CHARACTERS = 500;
/** Why nothing came of it; `unknown`: no answer. */
type Problem = "preview_changed" | "not_awaiting" | "own_order" | "unknown";
type Step =
  | { at: "opening" }
  | { at: "preview" | "approve" | "decline"; preview: ShownPreview; confirmedBy: string }
  | { at: "over"; why: Problem };

export function ReviewDialog({ batchId, onClose }: { batchId: string; onClose: () => void }) {
  const t = useTranslations("approval");
  const router = useRouter();
  const done = useToast();
  const again = usePasswordAgain();
  const no = useRef<HTMLButtonElement>(null);
  const [step, setStep] = useState<Step>({ at: "opening" });
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState("");
  const [unknown, setUnknown] = useState(false);

  useEffect(() => {
    let gone = false;
    reviewBatch(batchId)
      .then((answer) => {
        if (gone) return;
        if (answer.ok) setStep({ at: "preview", preview: answer.preview, confirmedBy: answer.confirmedBy });
        else setStep({ at: "over", why: problemOf(answer.code) });
      })
      .catch((error) => {
        if (gone) return;
        if (leadsAway(error)) askPageAgain(error);
        else setStep({ at: "over", why: "unknown" });
      });
    return () => {
      gone = true;
    };
  }, [batchId]);

  const close = () => {
    if (busy) return;
    onClose();
    if (step.at === "over") router.refresh();
  };

  async function act(deed: () => Promise<{ ok: boolean; code?: string }>, said: string) {
    setBusy(true);
    setUnknown(false);
    try {
      const answer = await deed();
      if (again.asks(answer)) return;
      if (!answer.ok) return setStep({ at: "over", why: problemOf(answer.code) });
      done(said);
      onClose();
      // The buttons go; the keyboard stays on the page.
      document.getElementById("content")?.focus();
      router.refresh();
    } catch (error) {
      if (leadsAway(error)) return askPageAgain(error);
      setUnknown(true);
    } finally {
      setBusy(false);
    }
  }

  const lost = unknown ? (
    <Notice tone="danger" alert title={t("problems.unknown.title")}>
      {t("problems.unknown.text")}
    </Notice>
  ) : null;
  const back = (to: "preview") =>
    step.at === "approve" || step.at === "decline" ? (
      <Button kind="ghost" disabled={busy} onClick={() => setStep({ ...step, at: to })}>
        {t("back")}
      </Button>
    ) : null;

  switch (step.at) {
    case "opening":
      return (
        <Dialog
          open
          onClose={close}
          title={t("title")}
          width={520}
          footer={<Button onClick={close}>{t("close")}</Button>}
        >
          <p className="soft">{t("opening")}</p>
        </Dialog>
      );
    case "over":
      return (
        <Dialog
          open
          onClose={close}
          title={t("title")}
          width={520}
          footer={
            <Button kind="primary" onClick={close}>
              {t("close")}
            </Button>
          }
        >
          <Notice
            tone={step.why === "preview_changed" ? "amber" : "danger"}
            alert
            title={t(`problems.${step.why}.title`)}
          >
            {t(`problems.${step.why}.text`)}
          </Notice>
        </Dialog>
      );
    case "preview":
      return (
        <Dialog
          open
          onClose={close}
          title={t("title")}
          note={step.preview.fileName}
          width={920}
          footer={
            <Fragment key="preview">
              <Button onClick={close}>{t("close")}</Button>
              <Button onClick={() => setStep({ ...step, at: "decline" })}>{t("decline")}</Button>
              <Button kind="primary" onClick={() => setStep({ ...step, at: "approve" })}>
                {t("continue")}
              </Button>
            </Fragment>
          }
        >
          <Notice tone="info" title={t("asks", { name: step.confirmedBy })}>
            {t("asksText")}
          </Notice>
          <StepPreview preview={step.preview} />
        </Dialog>
      );
    case "approve": {
      const { users, terms, previewNumber } = step.preview;
      return (
        <Dialog
          alert
          open
          onClose={close}
          title={t("approveTitle", { users })}
          width={520}
          initialFocus={no}
          back={back("preview")}
          footer={
            <Fragment key="approve">
              <Button ref={no} onClick={close} disabled={busy}>
                {t("cancel")}
              </Button>
              <Button
                kind="danger"
                busy={busy}
                disabled={again.missing}
                onClick={() =>
                  act(() => approveBatch({ batchId, previewNumber, password: again.password }), t("approved"))
                }
              >
                {t("approve")}
              </Button>
            </Fragment>
          }
        >
          {lost}
          {again.field}
          <p>{t("approveText", { users, name: step.confirmedBy })}</p>
          <p className="soft">
            {terms.delayHours > 0
              ? t(terms.brake ? "startsBrake" : "startsIn", { hours: terms.delayHours })
              : t("startsNow")}
          </p>
        </Dialog>
      );
    }
    default:
      return (
        <Dialog
          open
          guarded
          onClose={close}
          title={t("declineTitle")}
          width={520}
          back={back("preview")}
          footer={
            <Fragment key="decline">
              <Button onClick={close} disabled={busy}>
                {t("cancel")}
              </Button>
              <Button
                kind="primary"
                busy={busy}
                disabled={reason.trim() === "" || again.missing}
                onClick={() => act(() => declineBatch({ batchId, reason, password: again.password }), t("declined"))}
              >
                {t("decline")}
              </Button>
            </Fragment>
          }
        >
          {lost}
          {again.field}
          <p>{t("declineText", { name: step.confirmedBy })}</p>
          <TextField
            label={t("reason")}
            help={t("reasonHelp")}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            maxLength={REASON_CHARACTERS}
            rows={3}
          />
        </Dialog>
      );
  }
}

const problemOf = (code: string | undefined): Problem =>
  code === "preview_changed" || code === "not_awaiting" || code === "own_order"
    ? code
    : code === "not_found"
      ? "not_awaiting"
      : "unknown";
