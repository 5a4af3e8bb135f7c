// What stands where rows would: one sentence and the one thing to do; and grey bars while rows are on their way.
// Used by tables and lists.
import type { ReactNode } from "react";

export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <p className="empty">
      <span>{children}</span>
      {action}
    </p>
  );
}

const WIDTHS = ["62%", "48%", "70%", "55%", "40%"];

/** Rows not here yet, at their true height (px). The words are for screen readers. */
export function Bones({ rows, height, label }: { rows: number; height: number; label: string }) {
  return (
    <div role="status">
      <span className="sr">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars are all alike and never move.
        <div key={row} className="flex items-center border-line border-b" style={{ height }} aria-hidden="true">
          <span className="bone" style={{ width: WIDTHS[row % WIDTHS.length] }} />
        </div>
      ))}
    </div>
  );
}
