// The last day of a hold, as a form or a file writes it: `2027-01-31`, counted in UTC. Pure. Called by setting.ts, by the purpose
// hold_users of lib/lists, and by whoever shows a hold.

/** Most characters of a reason; the schema says the same. */
export const REASON_CHARACTERS = 500;

/** Whether it is a day that there is. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** A hold protects to the end of its last day. */
export const endOf = (lastDay: string): Date => new Date(new Date(`${lastDay}T00:00:00Z`).getTime() + 86_400_000);

/** The other way round, for showing. */
export const lastDayOf = (endsAt: Date): string => new Date(endsAt.getTime() - 1).toISOString().slice(0, 10);
