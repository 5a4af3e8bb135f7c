// A number in the reader's writing (1,213 or 1.213), with figures of one width. Used in tables, headlines and sentences.
import { useFormatter } from "next-intl";

/** `percent` takes a share of 1 and shows it whole, never as 100% before it is. */
export function Figure({ value, form = "decimal" }: { value: number; form?: "decimal" | "percent" }) {
  const format = useFormatter();
  const shown =
    form === "percent"
      ? format.number(Math.floor(value * 100) / 100, { style: "percent", maximumFractionDigits: 0 })
      : format.number(value);
  return <span className="num">{shown}</span>;
}
