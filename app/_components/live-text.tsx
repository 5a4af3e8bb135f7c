"use client";
// A sentence that screen readers are told when it changes, but not at every change. Used by ledger and progress-bar.
import { useEffect, useRef, useState } from "react";

/** Says the newest text at most once in `seconds`; the first text is only shown to whoever looks for it, not announced. */
export function LiveText({ children, seconds = 10 }: { children: string; seconds?: number }) {
  const [said, setSaid] = useState("");
  const last = useRef<{ text: string; at: number }>({ text: children, at: 0 });
  useEffect(() => {
    if (children === last.current.text) return;
    const wait = Math.max(0, last.current.at + seconds * 1000 - Date.now());
    const timer = setTimeout(() => {
      last.current = { text: children, at: Date.now() };
      setSaid(children);
    }, wait);
    return () => clearTimeout(timer);
  }, [children, seconds]);
  return (
    <span className="sr" aria-live="polite">
      {said}
    </span>
  );
}
