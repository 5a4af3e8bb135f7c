// What User Deletion does, who may use it and what to keep, with the button that starts it at the right. Used by the section.
import { CopyCheck, Trash2, UserRoundCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

/** `children` is the button. */
export function Lead({ children }: { children?: ReactNode }) {
  const t = useTranslations("deletion");
  const bold = { b: (words: ReactNode) => <b>{words}</b> };
  return (
    <div className="lead">
      <ul>
        <li>
          <Trash2 className="i" />
          <span>{t.rich("does", bold)}</span>
        </li>
        <li>
          <UserRoundCheck className="i" />
          <span>{t.rich("who", bold)}</span>
        </li>
        <li>
          <CopyCheck className="i" />
          <span>{t.rich("keep", bold)}</span>
        </li>
      </ul>
      {children}
    </div>
  );
}
