// Somebody: a round of initials, the name, a second line. Used by tables of people and by the account menu.
import type { ReactNode } from "react";

/** First letters of the first and the last word; by code point, for names outside the basic plane. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = [...(words[0] ?? "")][0] ?? "";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toLocaleUpperCase();
}

export function Face({ name, quiet }: { name: string; quiet?: boolean }) {
  return (
    <span className={quiet ? "face quiet" : "face"} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** To be put within a link or a cell; `children` is the second line. */
export function Person({ name, children }: { name: string; children?: ReactNode }) {
  return (
    <span className="person">
      <Face name={name} quiet />
      <span className="min-w-0">
        <b>{name}</b>
        {children ? <small className="addr">{children}</small> : null}
      </span>
    </span>
  );
}
