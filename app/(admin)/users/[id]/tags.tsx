// What is to be known of a learner beside the name: an admin too, on hold, or about to be deleted. Used by the page.
import { Clock, Hand } from "lucide-react";
import { useTranslations } from "next-intl";
import { Tag } from "@/app/_components/state";
import type { LearnerRecord } from "@/lib/learners";

export function Tags({ learner }: { learner: LearnerRecord }) {
  const t = useTranslations("learner");
  if (!learner.adminRole && !learner.scheduledBatchId && !learner.hold) return null;
  return (
    <span className="flex flex-wrap gap-1">
      {learner.scheduledBatchId ? (
        <Tag tone="amber" icon={<Clock className="i" />}>
          {t("scheduled")}
        </Tag>
      ) : null}
      {learner.hold ? (
        <Tag tone="info" icon={<Hand className="i" />}>
          {t("onHold")}
        </Tag>
      ) : null}
      {learner.adminRole ? <Tag>{t(learner.adminRole === "full_admin" ? "fullAdmin" : "subAdmin")}</Tag> : null}
    </span>
  );
}
