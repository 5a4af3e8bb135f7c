// One bar cut into what became of things, in the order given: never decoration, always beside the figures it shows.
// Used by previews, lists and pages of whatever is counted in outcomes.
import { useFormatter } from "next-intl";
import type { CSSProperties, ReactNode } from "react";
import { LiveText } from "./live-text";

export type LedgerPart = {
  /** Ends the colour's class, `c-<name>` in _look/states.css. */
  name: string;
  /** As it is read out: "not found". */
  label: string;
  count: number;
};

/**
 * `todo` is hatched and last, and drifts while `running`. `progress` adds, for whatever runs, a progress bar that screen readers
 * can be asked for and a polite sentence that they are told at most every ten seconds.
 */
export function Ledger({
  parts,
  todo,
  size = "middle",
  running,
  progress,
}: {
  parts: LedgerPart[];
  todo?: { label: string; count: number };
  size?: "thin" | "middle" | "tall";
  running?: boolean;
  progress?: { label: string; percent: number; text: string };
}) {
  const format = useFormatter();
  const shown = parts.filter(({ count }) => count > 0);
  const rest = todo && todo.count > 0 ? todo : undefined;
  const label = [...shown, ...(rest ? [rest] : [])]
    .map((part) => `${part.label} ${format.number(part.count)}`)
    .join(", ");
  return (
    <>
      <div className={size === "middle" ? "ledger" : `ledger ${size}`} role="img" aria-label={label || todo?.label}>
        {shown.map(({ name, count }) => (
          <i key={name} className={`c-${name}`} style={{ "--n": count } as CSSProperties} />
        ))}
        {rest ? (
          <i
            key="todo"
            className={running ? "pending live" : "pending"}
            style={{ "--n": rest.count } as CSSProperties}
          />
        ) : null}
      </div>
      {progress ? (
        <>
          <div
            className="sr"
            role="progressbar"
            aria-label={progress.label}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.floor(progress.percent)}
            aria-valuetext={progress.text}
          />
          <LiveText>{progress.text}</LiveText>
        </>
      ) : null}
    </>
  );
}

/** The ledger's colour before its word: no meaning rests on the colour alone. */
export function Swatch({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span className="oc-cell">
      <span className={`sw c-${name}`} aria-hidden="true" />
      {children}
    </span>
  );
}
