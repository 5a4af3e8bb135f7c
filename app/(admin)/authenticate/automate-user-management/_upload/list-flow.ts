"use client";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
// The way of an uploaded list through its dialog: choose a file, upload, check, see what was found, order, follow. Used by the
// dialogs of Add users and Find deleted users. What is true stands on the server: after a reload or a lost answer it is read there.
import { shownName } from "@/app/_components/shown-name";
import { askPageAgain, leadsAway } from "../user-deletion/dialog/failures";
import { type UploadDoors, type UploadProblem, uploadFile } from "./upload-file";
import { watchList } from "./watch-list";

/** Spec 2, step 10. The server has the last word. */
export const MAX_FILE_BYTES = 15 * 1024 * 1024;

export type Chosen = { file: File; refused: "not_csv_name" | "too_large" | null };
export type FileProblem = UploadProblem | "interrupted" | "several_files";

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
  | { at: "file"; problem?: FileProblem; fileName?: string }
  | { at: "uploading"; sent: number }
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
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [busy, setBusy] = useState(false);
  /** Cancelling did not get through: said once, and the next try closes all the same, for lists lapse by themselves. */
  const [stuck, setStuck] = useState(false);
  const work = useRef<AbortController>(null);
  /** The list that Cancel and Back throw away. */
  const held = useRef<string | null>(null);
  /** An order is on its way: no closing now, which would take it back as soon as it is given. */
  const ordering = useRef(false);

  const hold = useCallback(
    (listId: string | null) => {
      held.current = listId;
      onList(listId);
    },
    [onList],
  );

  const begin = useCallback(() => {
    work.current?.abort();
    work.current = new AbortController();
    return work.current.signal;
  }, []);

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
          held.current = null;
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
          else held.current = null;
          return setStep({ at: "shown", shown });
      }
    },
    [hold, doors],
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
    return () => work.current?.abort();
  }, [asked, begin]);

  /** Nothing of the list stays. Answers whether that is certain. */
  async function discard(): Promise<boolean> {
    const listId = held.current;
    if (!listId) return true;
    try {
      await doors.cancel(listId);
      hold(null);
      return true;
    } catch (error) {
      if (leadsAway(error)) askPageAgain(error);
      return false;
    }
  }

  /** A slice on its way cannot be called back, and nobody should wait for it: the list goes as soon as it has arrived. */
  async function letGo(): Promise<void> {
    const listId = held.current;
    hold(null);
    // Without an answer it lapses by itself (spec 3).
    if (listId) await doors.cancel(listId).catch(() => {});
  }

  return {
    step,
    chosen,
    busy,
    stuck,

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
        const end = await uploadFile(doors, file, signal, hold, (sent) => setStep({ at: "uploading", sent }));
        signal.throwIfAborted();
        if (end.ok) {
          setStep({ at: "checking", fileName: shownName(file.name), fileBytes: file.size, checked: 0, lost: false });
          const shown = await doors.read(end.id);
          signal.throwIfAborted();
          return await show(shown, signal);
        }
        await discard();
        setStep({ at: "file", problem: end.code });
      } catch (error) {
        if (signal.aborted) return;
        if (leadsAway(error)) return askPageAgain(error);
        await discard();
        setStep({ at: "file", problem: error instanceof TypeError ? "network" : "failed" });
      }
    },

    /** From an upload, a check, what was found or its reasons to the choice of the file. */
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
      if (ordering.current) return;
      work.current?.abort();
      if (step.at === "uploading") void letGo();
      else if (held.current !== null) {
        setBusy(true);
        const gone = await discard();
        setBusy(false);
        if (!gone && !stuck) return setStuck(true);
      }
      hold(null);
      onClose();
      if (step.at !== "file") router.refresh();
    },
  };
}
