// Buttons, and links that look like buttons. One primary a view; red words before a deed, solid red only on the deed itself.
// Used by every page and dialog.
import type { Route } from "next";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";

export type ButtonKind = "plain" | "primary" | "danger-quiet" | "danger" | "ghost";

function look(kind: ButtonKind, small: boolean | undefined, className: string | undefined): string {
  return ["btn", kind === "plain" ? "" : kind, small ? "sm" : "", className ?? ""].filter(Boolean).join(" ");
}

export type ButtonProps = ComponentProps<"button"> & { kind?: ButtonKind; small?: boolean; busy?: boolean };

/**
 * `busy` keeps the button where the keyboard is: it stays focusable, refuses clicks, and says so to screen readers. The ring goes
 * before the word within the button's own width, for it takes the place of an icon or of the padding.
 */
export function Button({
  kind = "plain",
  small,
  busy,
  className,
  children,
  type = "button",
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={busy ? "button" : type}
      className={look(kind, small, className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? undefined : onClick}
    >
      {busy ? <span className="busy-ring" aria-hidden="true" /> : null}
      {children}
    </button>
  );
}

export function ButtonLink<T extends string>({
  href,
  kind = "plain",
  small,
  className,
  children,
  download,
}: {
  href: Route<T>;
  kind?: ButtonKind;
  small?: boolean;
  className?: string;
  children: ReactNode;
  /** A file, not a page: the browser fetches it itself, without the router and without prefetching. */
  download?: boolean;
}) {
  if (download)
    return (
      <a href={href as string} className={look(kind, small, className)} download>
        {children}
      </a>
    );
  return (
    <Link href={href} className={look(kind, small, className)}>
      {children}
    </Link>
  );
}

/** A button of one icon: its name is what a screen reader says. */
export function IconButton({ label, className, ...rest }: ComponentProps<"button"> & { label: string }) {
  return (
    <button type="button" {...rest} aria-label={label} className={["icon-btn", className].filter(Boolean).join(" ")} />
  );
}

/** A button that reads as a link within a sentence (it acts, it does not lead anywhere). */
export function LinkButton({ className, ...rest }: ComponentProps<"button">) {
  return <button type="button" {...rest} className={["link-btn", className].filter(Boolean).join(" ")} />;
}
