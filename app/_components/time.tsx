"use client";
// A moment in the reader's own zone and words. The server writes UTC, for it knows no zone; the browser puts its own in place.
// Used wherever a date or time is shown, but for paper and mail.
import { useLocale } from "next-intl";
import { useSyncExternalStore } from "react";
import { INTL_LOCALE } from "../_i18n/languages";

/**
 * moment: `Today, 14:02`, `20 Nov, 09:15`. recent: the same for today, then `Yesterday`, `18 Nov`. day: `1 Dec`.
 * full: date, time and the zone's name. The year is left out in this year, but for full.
 */
export type TimeForm = "moment" | "recent" | "day" | "full";

const never = () => () => {};

/** `at` is ISO 8601 or a Date. `within` writes "today" small, for the middle of a sentence. */
export function Time({ at, form = "moment", within }: { at: string | Date; form?: TimeForm; within?: boolean }) {
  const locale = INTL_LOCALE[useLocale()];
  const hydrated = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const date = new Date(at);
  const text = hydrated ? local(date, form, locale, within) : utc(date, form, locale);
  return (
    // The browser's own month names may differ from the server's by a letter.
    <time
      dateTime={date.toISOString()}
      title={hydrated ? local(date, "full", locale) : undefined}
      className="num"
      suppressHydrationWarning
    >
      {text}
    </time>
  );
}

const CLOCK = { hour: "2-digit", minute: "2-digit" } as const;
const DAY = { day: "numeric", month: "short" } as const;

/** Made once for each language and form: a page of fifty rows writes a hundred times, and making one is the slow part. */
const UTC_FORMATS = new Map<string, Intl.DateTimeFormat>();

function utc(date: Date, form: TimeForm, locale: string): string {
  const timed = form === "moment" || form === "full";
  const key = `${locale} ${timed}`;
  const format =
    UTC_FORMATS.get(key) ??
    new Intl.DateTimeFormat(locale, { ...DAY, year: "numeric", ...(timed ? CLOCK : {}), timeZone: "UTC" });
  UTC_FORMATS.set(key, format);
  return timed ? `${format.format(date)} UTC` : format.format(date);
}

function local(date: Date, form: TimeForm, locale: string, within?: boolean): string {
  const write = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options).format(date);
  if (form === "full") return write({ ...DAY, year: "numeric", ...CLOCK, timeZoneName: "short" });
  const now = new Date();
  const year = date.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  const away = Math.round((midnight(date) - midnight(now)) / 86_400_000);
  const near = form !== "day" && (away === 0 || away === -1) ? nearDay(away, locale, within) : undefined;
  if (near) return form === "recent" && away === -1 ? near : `${near}, ${write(CLOCK)}`;
  return write(form === "moment" ? { ...DAY, ...year, ...CLOCK } : { ...DAY, ...year });
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function nearDay(away: number, locale: string, within?: boolean): string {
  const word = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(away, "day");
  return within ? word : word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
}
