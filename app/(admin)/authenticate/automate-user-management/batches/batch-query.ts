// What the list of batches was asked for, as it stands in the address: filters and the place between two pages. Pure.
// Used by the page of all batches; whatever is malformed is as if it had not been asked.
import type { BatchCursor, BatchFilter } from "@/lib/batches";
import { BATCH_STATES, type BatchState } from "@/lib/outcomes";

export type SearchParams = Record<string, string | string[] | undefined>;

/** As typed: what the form shows again, and what the pager carries on. */
export type Asked = Partial<Record<"from" | "to" | "state" | "admin" | "reference" | "zone", string>>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function readQuery(query: SearchParams): { asked: Asked; filter: BatchFilter; cursor: BatchCursor | undefined } {
  const one = (name: string) => {
    const value = query[name];
    // The database knows no NUL.
    return (typeof value === "string" && value.replaceAll("\0", "").trim().slice(0, 200)) || undefined;
  };
  const state = BATCH_STATES.find((name) => name === one("state"));
  const adminId = /^[1-9]\d{0,14}$/.test(one("admin") ?? "") ? Number(one("admin")) : undefined;
  const zone = isZone(one("zone")) ? one("zone") : undefined;
  const [from, to] = [one("from"), one("to")].map((day) => (isDay(day) ? day : undefined));
  const [after, before] = [one("after"), one("before")].map((id) => (UUID.test(id ?? "") ? id : undefined));
  const asked: Asked = {
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(state ? { state } : {}),
    ...(adminId ? { admin: String(adminId) } : {}),
    ...(one("reference") ? { reference: one("reference") as string } : {}),
    ...(zone && (from || to) ? { zone } : {}),
  };
  const filter: BatchFilter = {
    state: state as BatchState | undefined,
    adminId,
    reference: asked.reference,
    from: from ? midnight(from, zone ?? "UTC") : undefined,
    // Until the end of the day named.
    to: to ? midnight(dayAfter(to), zone ?? "UTC") : undefined,
  };
  return { asked, filter, cursor: after ? { id: after } : before ? { id: before, back: true } : undefined };
}

const isDay = (text: string | undefined): text is string =>
  /^\d{4}-\d{2}-\d{2}$/.test(text ?? "") &&
  !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
  new Date(`${text}T00:00:00Z`).toISOString().startsWith(text ?? "");

function isZone(name: string | undefined): boolean {
  try {
    return name !== undefined && Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** When a day begins where the reader is: a batch of this morning is of today, also east of Greenwich. */
export function midnight(day: string, zone: string): Date {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // Twice, for the offset of the first guess may be that of the day before a clock change.
  const guess = utc - offset(utc, zone);
  return new Date(utc - offset(guess, zone));
}

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offset(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(instant);
  const [year = 0, month = 1, ...rest] = (["year", "month", "day", "hour", "minute", "second"] as const).map((type) =>
    Number(parts.find((part) => part.type === type)?.value),
  );
  return Date.UTC(year, month - 1, ...rest) - instant;
}
