"use client";
// A file chosen in a dialog, its way to the server, and what it has become there, which is held until it is ordered or thrown away.
// Used by the flows of lists (list-flow.ts) and of a deletion (user-deletion/dialog/flow.ts), which know what comes after.
import { useCallback, useRef, useState } from "react";
import { askPageAgain, leadsAway } from "../user-deletion/dialog/failures";
import { type UploadDoors, type UploadProblem, uploadFile } from "./upload-file";

/** Spec 2, step 10. The server has the last word. */
const MAX_FILE_BYTES = 15 * 1024 * 1024;

export type Chosen = { file: File; refused: "not_csv_name" | "too_large" | null };
export type FileProblem = UploadProblem | "interrupted" | "several_files";

/** Where a file is before it is checked. */
export type FileOnItsWay = { at: "file"; problem?: FileProblem; fileName?: string } | { at: "uploading"; sent: number };

export function useUpload(
  doors: UploadDoors,
  /** Keeps it in the address, so that a reload finds it again; null: there is none to come back to. */
  onHeld: (id: string | null) => void,
) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [busy, setBusy] = useState(false);
  /** Cancelling did not get through: said once, and the next try closes all the same, for what was not ordered lapses by itself. */
  const [stuck, setStuck] = useState(false);
  const work = useRef<AbortController>(null);
  /** The batch or list that Cancel and Back throw away. */
  const held = useRef<string | null>(null);

  const hold = useCallback(
    (id: string | null) => {
      held.current = id;
      onHeld(id);
    },
    [onHeld],
  );

  /** Ordered or over: Cancel and Back leave it alone. The address still names it. */
  const letBe = useCallback(() => {
    held.current = null;
  }, []);

  /** What was under way ends; what begins now ends with this signal. */
  const begin = useCallback(() => {
    work.current?.abort();
    work.current = new AbortController();
    return work.current.signal;
  }, []);

  const end = useCallback(() => work.current?.abort(), []);

  /** Nothing of it stays. Answers whether that is certain. */
  async function discard(): Promise<boolean> {
    const id = held.current;
    if (!id) return true;
    try {
      await doors.cancel(id);
      hold(null);
      return true;
    } catch (error) {
      if (leadsAway(error)) askPageAgain(error);
      return false;
    }
  }

  /** A slice on its way cannot be called back, and nobody should wait for it: it all goes as soon as that has arrived. */
  async function letGo(): Promise<void> {
    const id = held.current;
    hold(null);
    // Without an answer it lapses by itself (spec 3).
    if (id) await doors.cancel(id).catch(() => {});
  }

  async function discardBusily(): Promise<boolean> {
    setBusy(true);
    const gone = await discard();
    setBusy(false);
    return gone;
  }

  return {
    chosen,
    busy,
    setBusy,
    stuck,
    hold,
    letBe,
    begin,
    end,
    isHeld: () => held.current !== null,

    choose(file: File): void {
      const refused = !/\.csv$/i.test(file.name) ? "not_csv_name" : file.size >= MAX_FILE_BYTES ? "too_large" : null;
      setChosen({ file, refused });
    },
    remove: () => setChosen(null),

    /** Sends the chosen file and goes on with `taken`. Whatever hinders it is a problem of the file's step. */
    async send(
      show: (step: FileOnItsWay) => void,
      taken: (id: string, file: File, signal: AbortSignal) => Promise<void>,
    ): Promise<void> {
      if (!chosen || chosen.refused) return;
      const { file } = chosen;
      const signal = begin();
      show({ at: "uploading", sent: 0 });
      try {
        await discard();
        const sent = await uploadFile(doors, file, signal, hold, (bytes) => show({ at: "uploading", sent: bytes }));
        signal.throwIfAborted();
        if (sent.ok) return await taken(sent.id, file, signal);
        await discard();
        show({ at: "file", problem: sent.code });
      } catch (error) {
        if (signal.aborted) return;
        if (leadsAway(error)) return askPageAgain(error);
        await discard();
        show({ at: "file", problem: error instanceof TypeError ? "network" : "failed" });
      }
    },

    /** Back to the choice of the file, from wherever it is. */
    async giveBack(uploading: boolean): Promise<void> {
      end();
      if (uploading) return void letGo();
      await discardBusily();
      hold(null);
    },

    /** On closing. Answers false where it did not get through and that has to be said first. */
    async leave(uploading: boolean): Promise<boolean> {
      end();
      if (uploading) void letGo();
      else if (held.current !== null && !(await discardBusily()) && !stuck) {
        setStuck(true);
        return false;
      }
      hold(null);
      return true;
    },
  };
}
