// What a month is to a report: `2026-11`, in UTC, and which follow which. Pure. Called by the files beside it and the pages.

/** `2026-11`. */
export type Month = string;

/** Whole months, both included, and the group looked at, if not all. */
export type ReportRange = { readonly from: Month; readonly to: Month; readonly groupId: number | undefined };

export const isMonth = (text: string): boolean => /^[1-9]\d{3}-(0[1-9]|1[0-2])$/.test(text);

/** The month so many months later, or with a negative number earlier. */
export function addMonths(month: Month, months: number): Month {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const at = year * 12 + number - 1 + months;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
}

/** Both included; none if `to` lies before `from`. */
export function monthsFrom(from: Month, to: Month): Month[] {
  const months: Month[] = [];
  for (let month = from; month <= to; month = addMonths(month, 1)) months.push(month);
  return months;
}
