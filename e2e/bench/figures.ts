// The figures of one run of the benchmark: collected, printed as a table, and as the last line as JSON. Used by every section.
import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";

export type Figure = {
  name: string;
  value: number;
  unit: string;
  /** The same work done another way, in the same run on the same database. */
  reference?: { name: string; value: number };
  /** Value over reference, unless the section says otherwise. */
  ratio?: number;
  /** What was asked for, in words, and whether it was reached. */
  bar?: { text: string; holds: boolean };
};

const figures: Figure[] = [];

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** A line of progress, with the machine's load. */
export const say = (text: string): void =>
  console.log(`[${new Date().toISOString().slice(11, 19)}, load ${loadavg()[0]?.toFixed(1)}] ${text}`);

export function quantile(values: readonly number[], q: number): number {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? 0;
}

/** A figure alone; `below` is its bar. */
export function figure(name: string, value: number, unit: string, below?: number): void {
  const digits = unit === "s" ? 2 : 0;
  figures.push({
    name,
    value: round(value, digits),
    unit,
    ...(below !== undefined && { bar: { text: `below ${below.toLocaleString("en")}`, holds: value < below } }),
  });
}

/** A time in milliseconds beside another's, told in seconds; `most` is what the ratio may be. */
export function compared(
  name: string,
  milliseconds: number,
  reference: { name: string; milliseconds: number },
  most?: number,
): void {
  const ratio = milliseconds / reference.milliseconds;
  figures.push({
    name,
    value: round(milliseconds / 1000),
    unit: "s",
    reference: { name: reference.name, value: round(reference.milliseconds / 1000) },
    ratio: round(ratio),
    ...(most !== undefined && { bar: { text: `ratio ≤ ${round(most)}`, holds: ratio <= most } }),
  });
}

/** Two values whose relation is what counts. */
export function related(
  name: string,
  value: number,
  unit: string,
  reference: { name: string; value: number },
  bar?: { text: string; holds: (ratio: number) => boolean },
  ratio = value / reference.value,
): void {
  figures.push({
    name,
    value: round(value, 3),
    unit,
    reference: { name: reference.name, value: round(reference.value, 3) },
    ratio: round(ratio),
    ...(bar && { bar: { text: bar.text, holds: bar.holds(ratio) } }),
  });
}

/** Prints all of them. The last line is JSON. */
export function report(about: Record<string, unknown>): void {
  const processor = /model name\s*: (.*)/.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1] ?? "unknown";
  const load = loadavg().map((each) => round(each, 1));
  console.log(`\n${cpus().length} × ${processor}, load ${load.join(" ")}\n`);
  console.log("| figure | value | reference | ratio | to reach | reached |\n| --- | --- | --- | --- | --- | --- |");
  for (const { name, value, unit, reference, ratio, bar } of figures) {
    const beside = reference ? `${reference.value.toLocaleString("en")} ${unit}, ${reference.name}` : "";
    console.log(
      `| ${name} | ${value.toLocaleString("en")} ${unit} | ${beside} | ${ratio ?? ""} | ${bar?.text ?? ""} | ${bar ? (bar.holds ? "yes" : "**no**") : ""} |`,
    );
  }
  console.log(JSON.stringify({ ...about, load, figures }));
}
