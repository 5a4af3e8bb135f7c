// The learner's own totals, as the list has them. Used by the page.
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Time } from "@/app/_components/time";
import type { LearnerRecord } from "@/lib/learners";
import { hoursOf } from "../../reports/words";

export function KeyFigures({ learner }: { learner: LearnerRecord }) {
  const t = useTranslations("learner");
  const format = useFormatter();
  return (
    <section className="kpis" aria-label={t("figures")}>
      <Figure name={t("learningHours")}>{format.number(hoursOf(learner.secondsViewed))}</Figure>
      <Figure name={t("courses")}>{format.number(learner.progress.length)}</Figure>
      <Figure name={t("completions")}>{format.number(learner.completions)}</Figure>
      <Figure name={t("lastActive")}>
        {learner.lastActiveAt ? <Time at={learner.lastActiveAt} form="recent" /> : t("never")}
      </Figure>
    </section>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <span>{name}</span>
      <b>{children}</b>
    </div>
  );
}
