// A tinted box: icon, bold sentence, plain sentence. Danger only for what cannot be undone and for what failed.
// Used by dialogs and sections, at their top for an error.
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

export type NoticeTone = "plain" | "danger" | "amber" | "info";

const ICONS = { plain: Info, info: Info, amber: CircleAlert, danger: TriangleAlert };

/** `alert` reads it out when it appears: for an error after an action, not for what stands there from the start. */
export function Notice({
  title,
  children,
  tone = "plain",
  icon,
  alert,
}: {
  title: ReactNode;
  children?: ReactNode;
  tone?: NoticeTone;
  /** An icon of lucide with class `i`, instead of the tone's own. */
  icon?: ReactNode;
  alert?: boolean;
}) {
  const Icon = ICONS[tone];
  return (
    <div className={tone === "plain" ? "notice" : `notice ${tone}`} role={alert ? "alert" : undefined}>
      {icon ?? <Icon className="i" />}
      <b>{title}</b>
      {children ? <div>{children}</div> : null}
    </div>
  );
}
