"use client";
// Cancels what has not begun, in one click: nothing is lost by it (spec 5, 8). Used by the batch page.
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Button } from "@/app/_components/button";
import { useToast } from "@/app/_components/toast";
import { cancelBatch } from "../../user-deletion/actions";

/** `ordered`: a confirmed deletion is taken back; else a preview is thrown away by its uploader. */
export function CancelBatch({ batchId, ordered }: { batchId: string; ordered?: boolean }) {
  const t = useTranslations("batches.page");
  const router = useRouter();
  const toast = useToast();
  const [problem, setProblem] = useState<string>();
  const [busy, start] = useTransition();

  const cancel = () =>
    start(async () => {
      setProblem(undefined);
      try {
        const answer = await cancelBatch(batchId);
        if (answer.ok) {
          toast(t("cancelled"));
          // The button goes; the keyboard stays on the page.
          document.getElementById("content")?.focus();
        } else setProblem(t("tooLate"));
        router.refresh();
      } catch {
        setProblem(t("failed"));
      }
    });

  return (
    <>
      {problem ? (
        <p className="error self-center" role="alert">
          {problem}
        </p>
      ) : null}
      <Button busy={busy} onClick={cancel}>
        {t(ordered ? "cancel" : "discard")}
      </Button>
    </>
  );
}
