// The three plots by month, each with its table: learning hours, active learners, completions. Used by the page.
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { Plot, type PlotPoint } from "@/app/_components/plot";
import { Table } from "@/app/_components/table";
import type { MonthSums, Sums } from "@/lib/reports";
import { hoursOf, monthWords } from "./words";

type Of = "seconds" | "learners" | "completions";

const KINDS = {
  seconds: { title: "learningHours", summary: "summaryHours", column: "hours" },
  learners: { title: "activeLearners", summary: "summaryActive", column: "activeLearners" },
  completions: { title: "completions", summary: "summaryCompletions", column: "completions" },
} as const;

export function Monthly({ of, months }: { of: Of; months: MonthSums[] }) {
  const t = useTranslations("reports");
  const format = useFormatter();
  const month = monthWords(useLocale());
  const value = (sums: Sums) => (of === "seconds" ? hoursOf(sums.seconds) : sums[of]);
  const words = (sums: Sums) =>
    of === "seconds"
      ? t("hoursValue", { hours: value(sums) })
      : t(of === "learners" ? "learnersValue" : "completionsValue", { count: value(sums) });
  const compared = months.some(({ before }) => before[of] !== 0);
  const points = months.map(
    (sums): PlotPoint => ({
      key: sums.month,
      label: month(sums.month, months.length > 18 ? "medium" : "short"),
      name: month(sums.month, "long") + (sums.running ? ` (${t("soFar")})` : ""),
      value: value(sums),
      words: words(sums),
      running: sums.running,
      ...(compared
        ? {
            before: {
              value: value(sums.before),
              words: `${month(yearBefore(sums.month), "medium")}: ${words(sums.before)}`,
            },
          }
        : {}),
    }),
  );
  const [first, last] = [points[0], points.at(-1)];
  const peak = points.reduce((most, point) => (point.value > (most?.value ?? -1) ? point : most), first);
  const summary =
    first && last && peak
      ? t(KINDS[of].summary, {
          first: first.words,
          from: first.name,
          last: last.words,
          to: last.name,
          peak: peak.name,
          most: peak.words,
        })
      : "";
  const running = months.some((sums) => sums.running);
  return (
    <Plot
      title={t(KINDS[of].title)}
      form={of === "seconds" ? "line" : "bars"}
      points={points}
      summary={summary}
      legend={
        of === "seconds" ? (
          compared ? (
            <>
              <Key>{t("thisPeriod")}</Key>
              <Key look="prev">{t("yearBefore")}</Key>
            </>
          ) : null
        ) : running ? (
          <Key look="now">{t("monthSoFar")}</Key>
        ) : null
      }
    >
      <Table caption={t(KINDS[of].title)}>
        <thead>
          <tr>
            <th scope="col">{t("month")}</th>
            <th scope="col" className="r">
              {t(KINDS[of].column)}
            </th>
            {compared ? (
              <th scope="col" className="r">
                {t("yearBefore")}
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {months.map((sums, at) => (
            <tr key={sums.month}>
              <td>{points[at]?.name}</td>
              <td className="r">{format.number(value(sums))}</td>
              {compared ? <td className="r soft">{format.number(value(sums.before))}</td> : null}
            </tr>
          ))}
        </tbody>
      </Table>
    </Plot>
  );
}

const yearBefore = (month: string): string => `${Number(month.slice(0, 4)) - 1}${month.slice(4)}`;

function Key({ look, children }: { look?: "prev" | "now"; children: string }) {
  return (
    <span className={look ? `key ${look}` : "key"}>
      <i aria-hidden="true" />
      {children}
    </span>
  );
}
