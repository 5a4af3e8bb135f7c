// A bar of how far something is, for a file on its way or a list being read. Used by dialogs.
import type { CSSProperties } from "react";
import { LiveText } from "./live-text";

/** `label` names what goes on, `text` says how far ("62% of 8 MB"); the caller shows the text where it wants it. */
export function ProgressBar({ label, percent, text }: { label: string; percent: number; text: string }) {
  const share = Math.min(100, Math.max(0, percent));
  return (
    <>
      <div
        className="meter"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(share)}
        aria-valuetext={text}
      >
        <i style={{ "--v": `${share}%` } as CSSProperties} />
      </div>
      <LiveText>{text}</LiveText>
    </>
  );
}
