"use client";
// A moment as a document tells it: whole date, seconds, and the UTC offset, so that it means the same wherever it is read. The
// server writes UTC; the browser puts its own zone in place. Used by the certificate.
import { useLocale } from "next-intl";
import { useSyncExternalStore } from "react";
import { INTL_LOCALE } from "@/app/_i18n/languages";

const never = () => () => {};
const WHOLE = {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
} as const;

/** `day` leaves the time out, for what ends on a day. */
export function OffsetTime({ at, day }: { at: string; day?: boolean }) {
  const locale = INTL_LOCALE[useLocale()];
  const here = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const zone = here ? {} : ({ timeZone: "UTC" } as const);
  const date = new Date(at);
  const write = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, ...zone }).format(date);
  const text = day
    ? write({ day: "numeric", month: "short", year: "numeric" })
    : `${write(WHOLE)} ${offset(date, zone)}`;
  return (
    // The browser's own month names may differ from the server's by a letter.
    <time dateTime={at} className="num" suppressHydrationWarning>
      {text}
    </time>
  );
}

/** `UTC+07:00`, also where the language would write GMT. */
function offset(date: Date, zone: { timeZone?: "UTC" }): string {
  const parts = new Intl.DateTimeFormat("en", { ...zone, timeZoneName: "longOffset" }).formatToParts(date);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  return name.replace("GMT", "UTC").replace(/^UTC$/, "UTC+00:00");
}
