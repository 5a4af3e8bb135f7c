"use client";
// Keeps the list true while something goes on: asks how the live batches stand, and has the page drawn anew when that has changed.
// Used by section.tsx. Draws nothing.
import { useRouter } from "next/navigation";
import { useEffect, useRef, useTransition } from "react";

const EVERY_MS = 1500;
/** What a browser's timer can hold. */
const LONGEST_MS = 2 ** 31 - 1;

/** `live`: ids of batches in which something goes on. `startsAt`: when the next one will start. */
export function Follow({ live, startsAt }: { live: string[]; startsAt: string | null }) {
  const router = useRouter();
  const [drawing, draw] = useTransition();
  const ids = live.join(",");
  const before = useRef<string>(undefined);

  useEffect(() => {
    if (ids === "" || drawing) return;
    const stop = new AbortController();
    const look = async () => {
      // Asked first, in the background: a refresh without a connection would leave the page.
      const now = document.hidden ? before.current : await standing(ids.split(","), stop.signal);
      if (stop.signal.aborted) return;
      const changed = now !== undefined && now !== before.current;
      before.current = now ?? before.current;
      if (changed) draw(() => router.refresh());
      timer = setTimeout(look, EVERY_MS);
    };
    let timer = setTimeout(look, EVERY_MS);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [ids, drawing, router]);

  useEffect(() => {
    if (!startsAt) return;
    const wait = Math.min(LONGEST_MS, Math.max(0, new Date(startsAt).getTime() - Date.now()) + EVERY_MS);
    const timer = setTimeout(() => draw(() => router.refresh()), wait);
    return () => clearTimeout(timer);
  }, [startsAt, router]);

  return null;
}

/** Undefined where there was no answer. */
async function standing(ids: string[], signal: AbortSignal): Promise<string | undefined> {
  try {
    const answers = await Promise.all(
      ids.map((id) =>
        fetch(`/authenticate/automate-user-management/batches/${id}/status`, { signal, cache: "no-store" }),
      ),
    );
    return (await Promise.all(answers.map((answer) => answer.text()))).join("\n");
  } catch {
    return undefined;
  }
}
