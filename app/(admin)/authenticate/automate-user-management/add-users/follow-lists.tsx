"use client";
// Keeps the section's lists true while something goes on: asks how they stand, and has the page drawn anew when that has changed.
// Used by section.tsx. Draws nothing.
import { useRouter } from "next/navigation";
import { useEffect, useRef, useTransition } from "react";
import { askHow } from "../_upload/watch-list";

const EVERY_MS = 1500;

/** `live`: ids of lists in which something goes on. */
export function FollowLists({ live }: { live: string[] }) {
  const router = useRouter();
  const [drawing, draw] = useTransition();
  const before = useRef<string>(undefined);
  const ids = live.join(",");

  useEffect(() => {
    if (ids === "" || drawing) return;
    const stop = new AbortController();
    const look = async () => {
      const answers = document.hidden
        ? undefined
        : await Promise.all(ids.split(",").map((id) => askHow(id, stop.signal)));
      if (stop.signal.aborted) return;
      // Asked first, in the background: a refresh without a connection would leave the page.
      const now = answers?.every((answer) => answer !== undefined) ? JSON.stringify(answers) : undefined;
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

  return null;
}
