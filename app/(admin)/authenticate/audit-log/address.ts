// What the audit log was asked for, as it stands in the address, and the addresses of its neighbours. Pure. Used by the page and
// by the files; whatever is malformed is as if it had not been asked.
import type { Route } from "next";
import type { AuditFilter, AuditPlace } from "@/lib/audit";
import { midnight } from "../automate-user-management/batches/batch-query";

export const AUDIT_LOG = "/authenticate/audit-log" as Route;

/** As typed: what the form shows again, and what the pager carries on. */
export type Asked = Partial<Record<"who" | "what" | "from" | "to" | "zone", string>>;

export function readAddress(query: Record<string, string | string[] | undefined>): {
  asked: Asked;
  filter: AuditFilter;
  place: AuditPlace | undefined;
} {
  const matching = (name: string, pattern: RegExp) => {
    const value = query[name];
    return typeof value === "string" && pattern.test(value) ? value : undefined;
  };
  const who = matching("who", /^([1-9]\d{0,14}|product)$/);
  const what = matching("what", /^[a-z_]{1,40}\.[a-z_]{1,60}$/);
  const [from, to] = ["from", "to"].map((name) => {
    const day = matching(name, /^[1-9]\d{3}-\d{2}-\d{2}$/);
    return day && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ? day : undefined;
  });
  const zone = from || to ? knownZone(matching("zone", /^[\w+/-]{1,64}$/)) : undefined;
  const [after, before] = ["after", "before"].map((name) => Number(matching(name, /^[1-9]\d{0,14}$/) ?? 0));
  const dayAfter = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return {
    asked: {
      ...(who ? { who } : {}),
      ...(what ? { what } : {}),
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
      ...(zone ? { zone } : {}),
    },
    filter: {
      who: who === "product" ? who : who ? Number(who) : undefined,
      action: what,
      from: from ? midnight(from, zone ?? "UTC") : undefined,
      // Until the end of the day named.
      to: to ? midnight(dayAfter(to), zone ?? "UTC") : undefined,
    },
    place: after ? { sequence: after } : before ? { sequence: before, back: true } : undefined,
  };
}

function knownZone(name: string | undefined): string | undefined {
  try {
    return name && new Intl.DateTimeFormat("en", { timeZone: name }) ? name : undefined;
  } catch {
    return undefined;
  }
}

export function addressOf(asked: Asked, place?: AuditPlace, path: string = AUDIT_LOG): Route {
  const query = new URLSearchParams(asked as Record<string, string>);
  if (place) query.set(place.back ? "before" : "after", String(place.sequence));
  const text = query.toString();
  return (text ? `${path}?${text}` : path) as Route;
}
