"use client";
// The drawing itself, by recharts; colours are the tokens' own, so a change of theme needs nothing. Loaded by plot.tsx when it
// is wanted. To a screen reader it is an image with a sentence, beside which stands the table: hence no roles or focus here.
import { useLocale } from "next-intl";
import { Area, Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { INTL_LOCALE } from "../_i18n/languages";
import type { PlotForm, PlotPoint } from "./plot";

const HEIGHT = 236;
const INK = { fill: "var(--ink-3)", fontSize: 11, fontFamily: "var(--sans)" };

export default function PlotDrawing({ form, points }: { form: PlotForm; points: PlotPoint[] }) {
  const compact = new Intl.NumberFormat(INTL_LOCALE[useLocale()], { notation: "compact", maximumFractionDigits: 1 });
  const data = points.map((point) => ({
    ...point,
    [point.running ? "unfinished" : "finished"]: point.value,
    earlier: point.before?.value,
  }));
  const ticks = gridOf(points.flatMap(({ value, before }) => [value, before?.value ?? 0]));
  return (
    <ResponsiveContainer width="100%" height={HEIGHT}>
      <ComposedChart data={data} accessibilityLayer={false} margin={{ top: 16, right: 8, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="key"
          tickFormatter={(key: string) => points.find((point) => point.key === key)?.label ?? ""}
          axisLine={{ stroke: "var(--line-2)" }}
          tickLine={false}
          tick={INK}
          tickMargin={8}
          interval="equidistantPreserveStart"
          minTickGap={10}
          scale={form === "line" ? "point" : "band"}
          padding={form === "line" ? { left: 4, right: 4 } : undefined}
        />
        <YAxis
          axisLine={false}
          tickLine={false}
          tick={INK}
          ticks={ticks}
          domain={[0, ticks.at(-1) ?? 1]}
          width={44}
          tickFormatter={(value: number) => compact.format(value)}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={form === "line" ? { stroke: "var(--line-2)", strokeDasharray: "2 3" } : { fill: "var(--hover)" }}
          content={({ active, payload }) => (active ? <Tip point={payload?.[0]?.payload as PlotPoint} /> : null)}
        />
        {form === "line" ? (
          <Area
            dataKey="value"
            type="linear"
            stroke="var(--accent)"
            strokeWidth={2}
            fill="var(--accent)"
            fillOpacity={0.09}
            dot={points.length === 1}
            activeDot={{ r: 4, fill: "var(--surface)", stroke: "var(--accent)", strokeWidth: 2 }}
            isAnimationActive={false}
          />
        ) : null}
        {form === "line" ? (
          <Line
            dataKey="earlier"
            type="linear"
            stroke="var(--o-not-found)"
            strokeWidth={1.5}
            strokeDasharray="3 4"
            dot={false}
            activeDot={false}
            isAnimationActive={false}
          />
        ) : null}
        {form === "bars" ? <Bar {...BAR} dataKey="finished" fill="var(--accent)" /> : null}
        {form === "bars" ? <Bar {...BAR} dataKey="unfinished" fill="var(--accent-pale)" /> : null}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** Four lines from 0 to round numbers; whole ones where nothing but whole ones is drawn. */
function gridOf(values: number[]): number[] {
  const third = Math.max(...values, 0) / 3;
  const power = 10 ** Math.floor(Math.log10(third || 1));
  const step = (ROUND.find((round) => round * power >= third) ?? 10) * power;
  const whole = values.every(Number.isInteger) ? Math.max(1, Math.ceil(step)) : step;
  return [0, whole, 2 * whole, 3 * whole];
}

const BAR = {
  stackId: "one",
  radius: [3, 3, 0, 0] as [number, number, number, number],
  maxBarSize: 24,
  isAnimationActive: false,
};

function Tip({ point }: { point: PlotPoint | undefined }) {
  if (!point) return null;
  return (
    <p className="chart-tip">
      {point.name}: {point.words}
      {point.before ? <small>{point.before.words}</small> : null}
    </p>
  );
}
