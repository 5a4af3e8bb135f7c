// Rows: a table, or below 720 px a list of cards with the same words in the same order. Used by every list of the product.
// Cells are plain td: `r` for numbers, `soft`, `mono`; `opt` and `opt2` fall away where it is narrow.
import { ArrowDown, ArrowUp } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ComponentProps, ReactNode } from "react";

/** `caption` is for screen readers. `roomy`: 50 px rows of two lines. `inset`: within a box. `cards`: a list takes its place on a phone. */
export function Table({
  caption,
  roomy,
  inset,
  cards,
  children,
}: {
  caption: string;
  roomy?: boolean;
  inset?: boolean;
  cards?: boolean;
  children: ReactNode;
}) {
  const look = ["t", roomy ? "roomy" : "", inset ? "inset" : "", cards ? "not-phone" : ""].filter(Boolean).join(" ");
  return (
    <table className={look}>
      <caption className="sr">{caption}</caption>
      {children}
    </table>
  );
}

/** A head that sorts by its column; `sorted` is how the rows are sorted now, if by this one. */
export function SortHead({
  href,
  sorted,
  children,
  className,
}: {
  href: Route;
  sorted?: "up" | "down";
  children: ReactNode;
  className?: string;
}) {
  const Arrow = sorted === "down" ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      className={className}
      aria-sort={sorted === "up" ? "ascending" : sorted === "down" ? "descending" : undefined}
    >
      <Link href={href} scroll={false}>
        {children}
        {sorted ? <Arrow className="i" /> : null}
      </Link>
    </th>
  );
}

/** The row's one main link, whose target is the whole row: put `className="go"` on the tr or li. */
export function RowLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link {...rest} className={["row-link", className].filter(Boolean).join(" ")} />;
}

export function Cards({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className="cards only-phone" aria-label={label}>
      {children}
    </ul>
  );
}

/** No value: a dash for the eye, a word for the ear. An empty field of a CSV says "empty" instead, in the caller's words. */
export function None() {
  const t = useTranslations("components");
  return (
    <span className="muted font-sans">
      <span aria-hidden="true">–</span>
      <span className="sr">{t("none")}</span>
    </span>
  );
}
