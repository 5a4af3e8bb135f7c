// How a thing stands, as icon and word; and tags, which are for people only. Used by tables, cards and page heads.
import { CircleAlert, CircleCheck, CircleSlash, Hourglass, OctagonX } from "lucide-react";
import type { CSSProperties, ReactNode } from "react";

export type StateKind = "run" | "wait" | "done" | "warn" | "bad" | "off";

const ICONS = { wait: Hourglass, done: CircleCheck, warn: CircleAlert, bad: OctagonX, off: CircleSlash };

/** `share` is the part done in percent, drawn as the ring of what runs; without it the ring only turns. */
export function State({ kind, share, children }: { kind: StateKind; share?: number; children: ReactNode }) {
  const Icon = kind === "run" ? undefined : ICONS[kind];
  return (
    <span className={`state ${kind}`}>
      {Icon ? (
        <Icon className="i" />
      ) : (
        <span
          className={share === undefined ? "spin endless" : "spin"}
          style={{ "--p": share ?? 25 } as CSSProperties}
          aria-hidden="true"
        />
      )}
      {children}
    </span>
  );
}

export function Tag({
  tone = "grey",
  icon,
  children,
}: {
  tone?: "grey" | "accent" | "amber" | "info" | "danger";
  icon?: ReactNode;
  children: ReactNode;
}) {
  return (
    <span className={tone === "grey" ? "tag" : `tag ${tone}`}>
      {icon}
      {children}
    </span>
  );
}
