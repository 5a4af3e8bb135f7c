// The four figures at the head of a report, and how they compare with a year before. Used by the page.
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { type Report, sumOf } from "@/lib/reports";
import { hoursOf } from "./words";

export function KeyFigures({ report }: { report: Report }) {
  const t = useTranslations("reports");
  const format = useFormatter();
  const { months, members } = report;
  const all = sumOf(months);
  // A month that is not over says nothing beside a whole one.
  const over = months.filter(({ running }) => !running);
  const [now, before] = [sumOf(over), sumOf(over.map((month) => month.before))];
  const active = months.length > 0 ? Math.round(all.learners / months.length) : 0;
  const each = (sums: { seconds: number; learners: number }) =>
    sums.learners > 0 ? sums.seconds / 3600 / sums.learners : 0;
  const compared = (change: number, words: string) => (
    <small title={t("onYearBeforeHint")}>
      {t.rich("onYearBefore", {
        change: words,
        b: (text) => <b className={change < 0 ? "down" : undefined}>{text}</b>,
      })}
    </small>
  );
  const grown = (after: number, earlier: number): ReactNode => {
    if (earlier <= 0) return <small>{t("noYearBefore")}</small>;
    const change = after / earlier - 1;
    const words = format.number(change, { style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" });
    return compared(change, words);
  };
  const difference = Math.round((each(now) - each(before)) * 10) / 10;
  return (
    <section className="kpis" aria-label={t("figures")}>
      <Figure name={t("learningHours")} value={format.number(hoursOf(all.seconds))}>
        {grown(now.seconds, before.seconds)}
      </Figure>
      <Figure name={t("completions")} value={format.number(all.completions)}>
        {grown(now.completions, before.completions)}
      </Figure>
      <Figure name={t("activeAMonth")} value={format.number(active)}>
        <small>
          {members > 0
            ? t.rich("ofLearners", {
                share: format.number(active / members, { style: "percent", maximumFractionDigits: 1 }),
                count: members,
                b: (text) => <b>{text}</b>,
              })
            : t("noLearners")}
        </small>
      </Figure>
      <Figure name={t("hoursAMonth")} value={format.number(each(all), { maximumFractionDigits: 1 })}>
        {before.learners > 0 ? (
          compared(difference, format.number(difference, { maximumFractionDigits: 1, signDisplay: "exceptZero" }))
        ) : (
          <small>{t("noYearBefore")}</small>
        )}
      </Figure>
    </section>
  );
}

function Figure({ name, value, children }: { name: string; value: string; children: ReactNode }) {
  return (
    <div>
      <span>{name}</span>
      <b>{value}</b>
      {children}
    </div>
  );
}
