"use client";
// Figures over time, as a drawing or as a table, by a switch: who does not see the one has the other. The drawing's library is
// heavy and comes on demand. Used by reports and by a learner's page.
import { ChartNoAxesColumn, Table2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";

/** One place on the axis, in words where words are shown: how much it is (`104,612 h`), and the month in full. */
export type PlotPoint = {
  key: string;
  /** Below the axis: `Oct`. */
  label: string;
  /** In full: `October 2026`. */
  name: string;
  value: number;
  words: string;
  /** What it is compared with: the same month a year before. */
  before?: { value: number; words: string };
  /** Not over: paler. */
  running?: boolean;
};

export type PlotForm = "line" | "bars";

const Drawing = dynamic(() => import("./plot-drawing"), { ssr: false, loading: () => <Blank /> });

/** The drawing's height, so that nothing moves when it comes. */
function Blank() {
  return <div className="chart-place" aria-hidden="true" />;
}

export function Plot({
  title,
  form,
  points,
  summary,
  legend,
  end,
  children,
}: {
  title: string;
  form: PlotForm;
  points: PlotPoint[];
  /** What the drawing says, in a sentence. */
  summary: string;
  legend?: ReactNode;
  /** At the right of the head, before the switch. */
  end?: ReactNode;
  /** The same as a table. */
  children: ReactNode;
}) {
  const t = useTranslations("components");
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <section className="plot" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <span className="end">
          {asTable ? null : legend}
          {end}
          <fieldset className="seg" aria-label={t("showAs")}>
            <button
              type="button"
              aria-pressed={!asTable}
              aria-label={t("plot")}
              title={t("plot")}
              onClick={() => setAsTable(false)}
            >
              <ChartNoAxesColumn className="i" />
            </button>
            <button
              type="button"
              aria-pressed={asTable}
              aria-label={t("table")}
              title={t("table")}
              onClick={() => setAsTable(true)}
            >
              <Table2 className="i" />
            </button>
          </fieldset>
        </span>
      </header>
      {asTable ? (
        children
      ) : (
        <div className="chart" role="img" aria-label={summary}>
          <div aria-hidden="true">
            <Drawing form={form} points={points} />
          </div>
        </div>
      )}
    </section>
  );
}
