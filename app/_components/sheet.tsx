// The white sheet that a page's content lies on, with the list at its left if it has one, and the head of a page.
// Used by every page inside the frame.
import { ChevronRight } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Fragment, type ReactNode } from "react";

/** The page's `main`, where the skip link leads. With `side` the list stands left of it. */
export function Sheet({ side, children }: { side?: ReactNode; children: ReactNode }) {
  return (
    <div className={side ? "frame" : "frame wide"}>
      {side}
      <main className="sheet" id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

export type Crumb = { label: string; href: Route };

/** Title of the page, what stands over it (crumbs, or the switch of a left list), beside it (a state) and below it (one line). */
export function PageHead({
  title,
  lead,
  state,
  above,
  crumbs,
  actions,
}: {
  title: ReactNode;
  lead?: ReactNode;
  state?: ReactNode;
  above?: ReactNode;
  crumbs?: Crumb[];
  actions?: ReactNode;
}) {
  return (
    <div className="page-head">
      <div className="min-w-0">
        {above}
        {crumbs ? <Crumbs crumbs={crumbs} /> : null}
        <h1 className={state ? "with-state" : undefined}>
          {title}
          {state ? <Fragment> {state}</Fragment> : null}
        </h1>
        {lead ? <p>{lead}</p> : null}
      </div>
      {actions ? <div className="acts">{actions}</div> : null}
    </div>
  );
}

function Crumbs({ crumbs }: { crumbs: Crumb[] }) {
  const t = useTranslations("components");
  return (
    <nav aria-label={t("where")}>
      <ol className="crumbs">
        {crumbs.map(({ label, href }, at) => (
          <li key={href}>
            {at > 0 ? <ChevronRight className="i" /> : null}
            <Link href={href}>{label}</Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
