// A filter that is on or off, with the figure of what it would show. A link where the filter stands in the address.
// Used above tables.
import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

type Common = { on: boolean; label: ReactNode; count?: ReactNode; swatch?: string };

/** `swatch` is a colour's name of the ledger. Scroll stays: the rows change under the chips. */
export function Chip({ on, label, count, swatch, ...rest }: Common & ({ href: Route } | { onClick: () => void })) {
  const inside = (
    <>
      {swatch ? <span className={`sw c-${swatch}`} aria-hidden="true" /> : null}
      {label} {count === undefined ? null : <b>{count}</b>}
    </>
  );
  if ("href" in rest)
    return (
      <Link className="chip" href={rest.href} aria-current={on ? "true" : undefined} scroll={false}>
        {inside}
      </Link>
    );
  return (
    <button type="button" className="chip" aria-pressed={on} onClick={rest.onClick}>
      {inside}
    </button>
  );
}

export function Chips({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="tabs" aria-label={label}>
      {children}
    </fieldset>
  );
}
