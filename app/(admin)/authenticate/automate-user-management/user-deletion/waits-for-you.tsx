// Orders of others that wait for this admin's approval: at the top of User Deletion (spec 8). Used by section.tsx.

import { UserRoundCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Notice } from "@/app/_components/notice";
import { shownName } from "@/app/_components/shown-name";
import { Time } from "@/app/_components/time";
import type { AwaitingApproval } from "@/lib/batches";
import { batchPath } from "../batches/batch-paths";

export function WaitsForYou({ waiting }: { waiting: AwaitingApproval[] }) {
  const t = useTranslations("approval.waits");
  if (waiting.length === 0) return null;
  return (
    <div className="mb-4 grid gap-2">
      {waiting.map(({ id, fileName, users, confirmedBy, lapsesAt }) => (
        <Notice
          key={id}
          tone="info"
          icon={<UserRoundCheck className="i" />}
          title={t("title", { name: confirmedBy, users })}
        >
          <span className="wrap-anywhere">
            {t.rich("text", { file: shownName(fileName), at: () => <Time at={lapsesAt} within /> })}
          </span>{" "}
          <Link className="link" href={batchPath(id)}>
            {t("review")}
          </Link>
        </Notice>
      ))}
    </div>
  );
}
