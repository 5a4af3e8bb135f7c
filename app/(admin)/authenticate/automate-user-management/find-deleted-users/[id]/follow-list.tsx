"use client";
// Keeps the page of a list true while it is checked or processed: asks how it stands and has the page drawn anew. Used by the page.
// Draws nothing.
import { useRouter } from "next/navigation";
import { useEffect, useTransition } from "react";

const EVERY_MS = 1200;

export function FollowList({ listId, live }: { listId: string; live: boolean }) {
  const router = useRouter();
  const [drawing, draw] = useTransition();

  useEffect(() => {
    if (!live || drawing) return;
    const stop = new AbortController();
    const look = async () => {
      // A refresh without a connection would leave the page, so the connection is tried in the background first.
      const reached = !document.hidden && (await answers(listId, stop.signal));
      if (stop.signal.aborted) return;
      if (reached) draw(() => router.refresh());
      else timer = setTimeout(look, EVERY_MS);
    };
    let timer = setTimeout(look, EVERY_MS);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [listId, live, drawing, router]);

  return null;
}

async function answers(listId: string, signal: AbortSignal): Promise<boolean> {
  try {
    const address = `/authenticate/automate-user-management/lists/${listId}/status`;
    return (await fetch(address, { signal, cache: "no-store" })).status < 500;
  } catch {
    return false;
  }
}
