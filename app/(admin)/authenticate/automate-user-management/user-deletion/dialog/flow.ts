"use client";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
// The way through the dialog (spec 2, steps 5 to 12): where one is, and the deeds that lead on, back and out. Used by
// deletion-dialog.tsx. What is true stands on the server: after a reload, a lost answer or another tab, it is read from there.
import { shownName } from "@/app/_components/shown-name";
import type { PasswordRefusal } from "@/lib/auth";
import type { Chosen, FileProblem } from "../../_upload/list-flow";
import { type UploadDoors, uploadFile } from "../../_upload/upload-file";
import { beginUpload, cancelBatch, completeUpload, confirmBatch, putSlice, readPreview } from "../actions";
import type { Ordered, Shown, ShownPreview, Terminated } from "../preview";
import { askPageAgain, leadsAway } from "./failures";
import { watchCheck } from "./watch-check";

/** Spec 2, step 10. The server has the last word. */
export const MAX_FILE_BYTES = 15 * 1024 * 1024;

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
  | { at: "file"; problem?: FileProblem; fileName?: string }
  | { at: "uploading"; sent: number }
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
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [busy, setBusy] = useState(false);
  /** Cancelling did not get through: said once, and the next try closes all the same, for unconfirmed batches lapse. */
  const [stuck, setStuck] = useState(false);
  const work = useRef<AbortController>(null);
  /** The batch that Cancel and Back throw away. */
  const held = useRef<string | null>(null);
  /** Confirm is on its way: no closing now, which would take the order back as soon as it is given. */
  const ordering = useRef(false);

  const hold = useCallback(
    (batchId: string | null) => {
      held.current = batchId;
      onBatch(batchId);
    },
    [onBatch],
  );

  const begin = useCallback(() => {
    work.current?.abort();
    work.current = new AbortController();
    return work.current.signal;
  }, []);

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
          held.current = null;
          return setStep({ at: "terminated", terminated: shown });
        case "ordered":
          held.current = null;
          return setStep({ at: "ordered", ordered: shown });
        default:
          held.current = null;
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
    [hold],
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
    return () => work.current?.abort();
  }, [asked, begin]);

  /** Nothing of the batch stays. Answers whether that is certain. */
  async function discard(): Promise<boolean> {
    const batchId = held.current;
    if (!batchId) return true;
    try {
      await cancelBatch(batchId);
      hold(null);
      return true;
    } catch (error) {
      if (leadsAway(error)) askPageAgain(error);
      return false;
    }
  }

  return {
    step,
    chosen,
    busy,
    stuck,

    toInstructions: () => setStep({ at: "instructions" }),
    toFile: () => setStep({ at: "file" }),

    choose(file: File) {
      const refused = !/\.csv$/i.test(file.name) ? "not_csv_name" : file.size >= MAX_FILE_BYTES ? "too_large" : null;
      setChosen({ file, refused });
      setStep({ at: "file" });
    },
    chooseSeveral: () => setStep({ at: "file", problem: "several_files" }),
    remove() {
      setChosen(null);
      setStep({ at: "file" });
    },

    async upload() {
      if (!chosen || chosen.refused) return;
      const { file } = chosen;
      const signal = begin();
      setStep({ at: "uploading", sent: 0 });
      try {
        await discard();
        const end = await uploadFile(DOORS, file, signal, hold, (sent) => setStep({ at: "uploading", sent }));
        signal.throwIfAborted();
        if (end.ok)
          return await show(
            { at: "checking", batchId: end.id, fileName: shownName(file.name), fileBytes: file.size, checked: 0 },
            signal,
          );
        await discard();
        setStep({ at: "file", problem: end.code });
      } catch (error) {
        if (signal.aborted) return;
        if (leadsAway(error)) return askPageAgain(error);
        await discard();
        setStep({ at: "file", problem: error instanceof TypeError ? "network" : "failed" });
      }
    },

    /** From an upload, a check, a preview or its reasons to the choice of the file. */
    async backToFile() {
      work.current?.abort();
      if (step.at === "uploading") void letGo();
      else {
        setBusy(true);
        await discard();
        hold(null);
        setBusy(false);
      }
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
          held.current = null;
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
      work.current?.abort();
      const had = held.current !== null;
      if (step.at === "uploading") void letGo();
      else if (had) {
        setBusy(true);
        const gone = await discard();
        setBusy(false);
        if (!gone && !stuck) return setStuck(true);
      }
      hold(null);
      onClose();
      if (had || step.at === "terminated" || step.at === "elsewhere") router.refresh();
    },
  };

  /** A slice on its way cannot be called back, and nobody should wait for it: the batch goes as soon as it has arrived. */
  async function letGo(): Promise<void> {
    const batchId = held.current;
    hold(null);
    // Without an answer it lapses by itself (spec 3).
    if (batchId) await cancelBatch(batchId).catch(() => {});
  }

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
