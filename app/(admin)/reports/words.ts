// How months and hours are written in reports and on a learner's page. Used by both.
import { INTL_LOCALE, type Language } from "@/app/_i18n/languages";

/** `short`: `Oct`, below an axis. `medium`: `Oct 2026`. `long`: `October 2026`. A month of a report is one of UTC. */
export function monthWords(locale: Language): (month: string, form: "short" | "medium" | "long") => string {
  // Made once: making one takes longer than all that it then writes.
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(INTL_LOCALE[locale], { ...options, timeZone: "UTC" });
  const forms = {
    short: format({ month: "short" }),
    medium: format({ month: "short", year: "numeric" }),
    long: format({ month: "long", year: "numeric" }),
  };
  return (month, form) => forms[form].format(new Date(`${month}-01T00:00:00Z`));
}

/** Whole hours; below ten with one decimal, for little is not nothing. */
export function hoursOf(seconds: number): number {
  const hours = seconds / 3600;
  return hours < 10 ? Math.round(hours * 10) / 10 : Math.round(hours);
}
