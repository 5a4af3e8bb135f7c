"use client";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
// The way through the dialog (spec 2, steps 5 to 12): where one is, and the deeds that lead on, back and out. Used by
// deletion-dialog.tsx. What is true stands on the server: after a reload, a lost answer or another tab, it is read from there.
import { shownName } from "@/app/_components/shown-name";
import type { PasswordRefusal } from "@/lib/auth";
import type { UploadDoors } from "../../_upload/upload-file";
import { type FileOnItsWay, useUpload } from "../../_upload/use-upload";
import { beginUpload, cancelBatch, completeUpload, confirmBatch, putSlice, readPreview } from "../actions";
import type { Ordered, Shown, ShownPreview, Terminated } from "../preview";
import { askPageAgain, leadsAway } from "./failures";
import { watchCheck } from "./watch-check";

const DOORS: UploadDoors = {
  async begin(file) {
    const begun = await beginUpload(file);
    return begun.ok ? { ...begun, id: begun.batchId } : begun;
  },
  put(form) {
    form.set("batchId", form.get("id") ?? "");
    return putSlice(form);
  },
  complete: completeUpload,
  cancel: cancelBatch,
};

export type ConfirmProblem = "count_differs" | "not_sent" | "unknown" | "lapsed";

type NamedFile = { fileName: string; fileBytes: number };
export type Step =
  | { at: "instructions" }
  | { at: "opening" }
  | FileOnItsWay
  | ({ at: "checking"; checked: number; lost: boolean } & NamedFile)
  | { at: "preview"; preview: ShownPreview }
  | { at: "terminated"; terminated: Terminated }
  | { at: "confirm"; preview: ShownPreview; problem?: ConfirmProblem }
  | { at: "ordered"; ordered: Ordered }
  | { at: "elsewhere"; why: "not_found" | "over" | "lapsed" | "not_yours" | "unreachable"; shown?: Shown };

export type Flow = ReturnType<typeof useFlow>;

export function useFlow({
  asked,
  onBatch,
  onClose,
}: {
  /** The batch that the address names, when the page was opened or reloaded in the middle of it. */
  asked: string | undefined;
  /** Keeps the batch in the address, so that a reload finds it again; null: there is none to come back to. */
  onBatch: (batchId: string | null) => void;
  onClose: () => void;
}) {
  const router = useRouter();
  const [step, setStep] = useState<Step>({ at: asked ? "opening" : "instructions" });
  const held = useUpload(DOORS, onBatch);
  const { hold, letBe, begin, end, setBusy } = held;
  /** Confirm is on its way: no closing now, which would take the order back as soon as it is given. */
  const ordering = useRef(false);

  const show = useCallback(
    (shown: Shown, signal: AbortSignal): void | Promise<void> => {
      switch (shown.at) {
        case "ready":
          hold(shown.batchId);
          return setStep({ at: "preview", preview: shown });
        case "checking":
          hold(shown.batchId);
          return followCheck(shown, signal);
        case "uploading":
          hold(shown.batchId);
          return setStep({ at: "file", problem: "interrupted", fileName: shown.fileName });
        case "terminated":
          letBe();
          return setStep({ at: "terminated", terminated: shown });
        case "ordered":
          letBe();
          return setStep({ at: "ordered", ordered: shown });
        default:
          letBe();
          return setStep({ at: "elsewhere", why: shown.at, shown });
      }

      async function followCheck(file: NamedFile & { batchId: string }, stop: AbortSignal) {
        const { batchId, fileName, fileBytes } = file;
        const progress = (now: { checked: number; lost: boolean }) =>
          setStep({ at: "checking", fileName, fileBytes, ...now });
        progress({ checked: 0, lost: false });
        await watchCheck(batchId, stop, progress);
        const next = await readPreview(batchId);
        stop.throwIfAborted();
        await show(next, stop);
      }
    },
    [hold, letBe],
  );

  const open = useEffectEvent(async (batchId: string, signal: AbortSignal) => {
    try {
      const shown = await readPreview(batchId);
      if (!signal.aborted) await show(shown, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (leadsAway(error)) askPageAgain(error);
      else setStep({ at: "elsewhere", why: "unreachable" });
    }
  });

  useEffect(() => {
    if (asked) void open(asked, begin());
    return end;
  }, [asked, begin, end]);

  return {
    step,
    chosen: held.chosen,
    busy: held.busy,
    stuck: held.stuck,

    toInstructions: () => setStep({ at: "instructions" }),
    toFile: () => setStep({ at: "file" }),

    choose(file: File) {
      held.choose(file);
      setStep({ at: "file" });
    },
    chooseSeveral: () => setStep({ at: "file", problem: "several_files" }),
    remove() {
      held.remove();
      setStep({ at: "file" });
    },

    upload: () =>
      held.send(setStep, async (batchId, file, signal) => {
        await show(
          { at: "checking", batchId, fileName: shownName(file.name), fileBytes: file.size, checked: 0 },
          signal,
        );
      }),

    /** From an upload, a check, a preview or its reasons to the choice of the file. */
    async backToFile() {
      await held.giveBack(step.at === "uploading");
      setStep({ at: "file" });
    },

    toConfirm: (preview: ShownPreview) => setStep({ at: "confirm", preview }),
    toPreview: (preview: ShownPreview) => setStep({ at: "preview", preview }),

    /** Answers with the refusal where the password is wanted again; the warning stays. */
    async confirm(
      preview: ShownPreview,
      typed: { typedCount: string; reference: string; password: string | undefined },
    ): Promise<PasswordRefusal | undefined> {
      const signal = begin();
      const { batchId, previewNumber } = preview;
      ordering.current = true;
      setBusy(true);
      try {
        const answer = await confirmBatch({ batchId, previewNumber, ...typed });
        if (answer.ok) {
          letBe();
          setStep({
            at: "ordered",
            ordered: {
              ...preview,
              at: "ordered",
              state: answer.awaitingApproval ? "awaiting_approval" : answer.startsNow ? "processing" : "scheduled",
              startsAt: answer.startsAt,
            },
          });
        } else if (answer.code === "password") {
          setStep({ at: "confirm", preview });
          return answer;
        } else if (answer.code === "count_differs") {
          setStep({ at: "confirm", preview, problem: "count_differs" });
        } else {
          const shown = await readPreview(batchId);
          const asBefore = shown.at === "ready" && shown.previewNumber === previewNumber;
          if (asBefore && answer.code === "not_ready") setStep({ at: "elsewhere", why: "lapsed", shown });
          else await show(shown, signal);
        }
      } catch (error) {
        if (leadsAway(error)) askPageAgain(error);
        else await settle(preview, signal);
      } finally {
        ordering.current = false;
        setBusy(false);
      }
    },

    /** Esc, the cross, Cancel and Close: what was not ordered is thrown away. */
    async close() {
      if (ordering.current) return;
      const had = held.isHeld();
      if (!(await held.leave(step.at === "uploading"))) return;
      onClose();
      if (had || step.at === "terminated" || step.at === "elsewhere") router.refresh();
    },
  };

  /** No answer to Confirm: it may have been taken or not, so the batch is asked. */
  async function settle(preview: ShownPreview, signal: AbortSignal) {
    try {
      const shown = await readPreview(preview.batchId);
      if (shown.at === "ready" && shown.previewNumber === preview.previewNumber)
        setStep({ at: "confirm", preview: shown, problem: "not_sent" });
      else await show(shown, signal);
    } catch {
      setStep({ at: "confirm", preview, problem: "unknown" });
    }
  }
}
