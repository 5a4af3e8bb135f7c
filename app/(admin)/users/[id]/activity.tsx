// What the learner viewed in each of the last twelve months: plot and table. Used by the page.
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { Plot, type PlotPoint } from "@/app/_components/plot";
import { Table } from "@/app/_components/table";
import type { LearnerRecord } from "@/lib/learners";
import { hoursOf, monthWords } from "../../reports/words";

export function ActivityPlot({ activity }: { activity: LearnerRecord["activity"] }) {
  const t = useTranslations("learner");
  const format = useFormatter();
  const month = monthWords(useLocale());
  const points = activity.map(({ month: key, seconds, sittings }, at): PlotPoint => {
    const running = at === activity.length - 1;
    const hours = hoursOf(seconds);
    return {
      key,
      label: month(key, "short"),
      name: month(key, "long") + (running ? ` (${t("soFar")})` : ""),
      value: hours,
      words: `${t("hoursValue", { hours })}, ${t("sittingsValue", { count: sittings })}`,
      running,
    };
  });
  const peak = points.reduce(
    (most, point) => (point.value > (most?.value ?? 0) ? point : most),
    undefined as PlotPoint | undefined,
  );
  return (
    <Plot
      title={t("activity")}
      form="bars"
      points={points}
      summary={peak ? t("activitySummary", { peak: peak.name, most: peak.words }) : t("activityNone")}
      legend={
        <span className="key now">
          <i aria-hidden="true" />
          {t("monthSoFar")}
        </span>
      }
    >
      <Table caption={t("activity")}>
        <thead>
          <tr>
            <th scope="col">{t("month")}</th>
            <th scope="col" className="r">
              {t("hours")}
            </th>
            <th scope="col" className="r">
              {t("sittings")}
            </th>
          </tr>
        </thead>
        <tbody>
          {activity.map(({ month: key, sittings }, at) => (
            <tr key={key}>
              <td>{points[at]?.name}</td>
              <td className="r">{format.number(points[at]?.value ?? 0)}</td>
              <td className="r">{format.number(sittings)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Plot>
  );
}
