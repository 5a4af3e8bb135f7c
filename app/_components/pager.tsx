// From one page of rows to the next, by links, so that the address says where one is. Used below or above tables.
import { ChevronLeft, ChevronRight } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

/** Which rows are shown: `1–50 of 646,109`. `total` may be words where it is not counted to the end (`10,000+`). */
export function Range({ from, to, total }: { from: number; to: number; total: number }) {
  const t = useTranslations("components");
  return <span className="pager">{t("range", { from, to, total })}</span>;
}

/** Without `back` or `on` there is no such page, and its button is there but off. `children`: what stands before the buttons. */
export function Pager({ back, on, children }: { back?: Route; on?: Route; children?: ReactNode }) {
  const t = useTranslations("components");
  return (
    <nav className="pager" aria-label={t("pages")}>
      {children}
      <Step href={back} label={t("previousPage")} icon={<ChevronLeft className="i" />} />
      <Step href={on} label={t("nextPage")} icon={<ChevronRight className="i" />} />
    </nav>
  );
}

function Step({ href, label, icon }: { href: Route | undefined; label: string; icon: ReactNode }) {
  if (!href)
    return (
      <button type="button" className="btn sm" aria-label={label} disabled>
        {icon}
      </button>
    );
  return (
    <Link className="btn sm" href={href} aria-label={label}>
      {icon}
    </Link>
  );
}
