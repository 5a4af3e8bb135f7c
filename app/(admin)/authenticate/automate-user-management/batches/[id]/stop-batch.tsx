"use client";
// Stop deletion (spec 5): asks once, says what stays deleted, then shows that it is being stopped. Used by the batch page.
import { CircleStop } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef, useState, useTransition } from "react";
import { Button } from "@/app/_components/button";
import { Dialog } from "@/app/_components/dialog";
import { Notice } from "@/app/_components/notice";
import { useToast } from "@/app/_components/toast";
import { stopBatch } from "../../user-deletion/actions";

/** `deleted` users are gone by now, `left` rows are still to do. */
export function StopBatch({
  batchId,
  stopping,
  deleted,
  left,
}: {
  batchId: string;
  stopping: boolean;
  deleted: number;
  left: number;
}) {
  const t = useTranslations("batches.page");
  const router = useRouter();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [busy, start] = useTransition();
  const no = useRef<HTMLButtonElement>(null);

  const ask = () => {
    setProblem(undefined);
    setAsking(true);
  };
  const stop = () =>
    start(async () => {
      setProblem(undefined);
      try {
        const answer = await stopBatch(batchId);
        // Not stopped: somebody else was faster, or it has ended. The page shows which.
        if (answer.ok) toast(t("stopped"));
        else setProblem(t("alreadyEnded"));
        if (answer.ok) setAsking(false);
        router.refresh();
      } catch {
        setProblem(t("failed"));
      }
    });

  if (stopping)
    return (
      <Button kind="danger-quiet" busy>
        {t("stopping")}
      </Button>
    );
  return (
    <>
      <Button kind="danger-quiet" onClick={ask}>
        <CircleStop className="i" />
        {t("stop")}
      </Button>
      <Dialog
        alert
        open={asking}
        onClose={() => setAsking(false)}
        title={t("stopTitle")}
        width={520}
        initialFocus={no}
        footer={
          <>
            <Button ref={no} onClick={() => setAsking(false)}>
              {t("stopNo")}
            </Button>
            <Button kind="danger-quiet" busy={busy} onClick={stop}>
              {t("stop")}
            </Button>
          </>
        }
      >
        {problem ? <Notice tone="danger" title={problem} alert /> : null}
        <p>{t("stopText", { done: deleted, rest: left })}</p>
        <p className="soft">{t("stopAfter")}</p>
      </Dialog>
    </>
  );
}
