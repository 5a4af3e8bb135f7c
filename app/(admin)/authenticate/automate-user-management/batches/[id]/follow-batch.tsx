"use client";
// Keeps the page of a batch true: asks how the batch stands and has the page drawn anew. Used by the page. Draws nothing.
import { useRouter } from "next/navigation";
import { useEffect, useTransition } from "react";
import { batchPath } from "../batch-paths";

/** `every` in milliseconds, counted from when the last drawing was done; null where nothing more will happen. */
export function FollowBatch({ batchId, every }: { batchId: string; every: number | null }) {
  const router = useRouter();
  const [drawing, draw] = useTransition();

  useEffect(() => {
    if (every === null || drawing) return;
    const stop = new AbortController();
    const look = async () => {
      // A refresh without a connection would leave the page, so the connection is tried in the background first. Any answer
      // will do: one that says signed out or no full admin any more is for the page to show.
      const reached = !document.hidden && (await answers(batchId, stop.signal));
      if (stop.signal.aborted) return;
      if (reached) draw(() => router.refresh());
      else timer = setTimeout(look, every);
    };
    let timer = setTimeout(look, every);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [batchId, every, drawing, router]);

  return null;
}

async function answers(batchId: string, signal: AbortSignal): Promise<boolean> {
  try {
    return (await fetch(`${batchPath(batchId)}/status`, { signal, cache: "no-store" })).status < 500;
  } catch {
    return false;
  }
}
