"use client";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
// The way of an uploaded list through its dialog: choose a file, upload, check, see what was found, order, follow. Used by the
// dialogs of Add users and Find deleted users. What is true stands on the server: after a reload or a lost answer it is read there.
import { shownName } from "@/app/_components/shown-name";
import { askPageAgain, leadsAway } from "../user-deletion/dialog/failures";
import type { UploadDoors } from "./upload-file";
import { type FileOnItsWay, useUpload } from "./use-upload";
import { watchList } from "./watch-list";

type NamedFile = { listId: string; fileName: string; fileBytes: number };

/**
 * What `read` of a section answers, besides what is its own: `ready`, `processing`, `completed` and `terminated` are shown by
 * the section; `over` is cancelled or lapsed.
 */
export type ShownList =
  | (NamedFile & { at: "uploading" | "checking"; checked: number })
  | (NamedFile & { at: "ready" | "completed" | "terminated" })
  | (NamedFile & { at: "processing"; done: number })
  | (NamedFile & { at: "over" })
  | (NamedFile & { at: "not_yours"; uploadedBy: string })
  | { at: "not_found" };

export type ListDoors<Shown extends ShownList, Order> = UploadDoors & {
  read(id: string): Promise<Shown>;
  order(id: string, order: Order): Promise<{ ok: boolean }>;
};

export type ListStep<Shown extends ShownList> =
  | { at: "opening" }
  | FileOnItsWay
  | { at: "checking"; checked: number; lost: boolean; fileName: string; fileBytes: number }
  /** `done` moves while it is processed; `lost`: no answer at the moment. `not_ordered`: the order did not arrive or was not taken. */
  | { at: "shown"; shown: Shown; lost?: boolean; problem?: "not_ordered" }
  | { at: "unreachable" };

export type ListFlow<Shown extends ShownList = ShownList, Order = unknown> = ReturnType<
  typeof useListFlow<Shown, Order>
>;

export function useListFlow<Shown extends ShownList, Order>({
  doors,
  asked,
  onList,
  onClose,
}: {
  doors: ListDoors<Shown, Order>;
  /** The list that the address names, when the page was opened or reloaded in the middle of it. */
  asked: string | undefined;
  /** Keeps the list in the address, so that a reload finds it again; null: there is none to come back to. */
  onList: (listId: string | null) => void;
  onClose: () => void;
}) {
  const router = useRouter();
  const [step, setStep] = useState<ListStep<Shown>>({ at: asked ? "opening" : "file" });
  const held = useUpload(doors, onList);
  const { hold, letBe, begin, end, setBusy } = held;
  /** An order is on its way: no closing now, which would take it back as soon as it is given. */
  const ordering = useRef(false);

  const show = useCallback(
    async (shown: Shown, signal: AbortSignal): Promise<void> => {
      switch (shown.at) {
        case "uploading":
          hold(shown.listId);
          return setStep({ at: "file", problem: "interrupted", fileName: shown.fileName });
        case "checking": {
          hold(shown.listId);
          const { listId, fileName, fileBytes } = shown;
          const progress = (checked: number, lost: boolean) =>
            setStep({ at: "checking", fileName, fileBytes, checked, lost });
          progress(shown.checked, false);
          await watchList(listId, "checking", signal, (now) => progress(now.checked, now.lost));
          const next = await doors.read(listId);
          signal.throwIfAborted();
          return show(next, signal);
        }
        case "processing": {
          letBe();
          const { listId } = shown;
          setStep({ at: "shown", shown });
          await watchList(listId, "processing", signal, ({ done, lost }) =>
            setStep({ at: "shown", shown: { ...shown, done }, lost }),
          );
          const next = await doors.read(listId);
          signal.throwIfAborted();
          return show(next, signal);
        }
        default:
          if (shown.at === "ready") hold(shown.listId);
          else letBe();
          return setStep({ at: "shown", shown });
      }
    },
    [hold, letBe, doors],
  );

  const open = useEffectEvent(async (listId: string, signal: AbortSignal) => {
    try {
      const shown = await doors.read(listId);
      if (!signal.aborted) await show(shown, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (leadsAway(error)) askPageAgain(error);
      else setStep({ at: "unreachable" });
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
      held.send(setStep, async (listId, file, signal) => {
        setStep({ at: "checking", fileName: shownName(file.name), fileBytes: file.size, checked: 0, lost: false });
        const shown = await doors.read(listId);
        signal.throwIfAborted();
        await show(shown, signal);
      }),

    /** From an upload, a check, what was found or its reasons to the choice of the file. */
    async backToFile() {
      await held.giveBack(step.at === "uploading");
      setStep({ at: "file" });
    },

    /** Orders what is shown, then follows it. Pressed again after a lost answer, it is done once all the same. */
    async order(shown: Shown & { listId: string }, order: Order) {
      const signal = begin();
      ordering.current = true;
      setBusy(true);
      try {
        const answer = await doors.order(shown.listId, order);
        const now = await doors.read(shown.listId);
        if (!answer.ok && now.at === "ready") setStep({ at: "shown", shown: now, problem: "not_ordered" });
        else void show(now, signal).catch((error) => (leadsAway(error) ? askPageAgain(error) : undefined));
      } catch (error) {
        if (leadsAway(error)) return askPageAgain(error);
        setStep({ at: "shown", shown, problem: "not_ordered" });
      } finally {
        ordering.current = false;
        setBusy(false);
      }
    },

    /** Esc, the cross, Cancel and Close: what was not ordered is thrown away; what was goes on. */
    async close() {
      if (ordering.current || !(await held.leave(step.at === "uploading"))) return;
      onClose();
      if (step.at !== "file") router.refresh();
    },
  };
}
