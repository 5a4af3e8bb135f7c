// Columns as Postgres arrays, so that thousands of rows go in with one statement: insert … select from unnest(…).
// Called by the pieces of the seed. (The client's own arrays need types fetched at connect, which a pooler spoils.)

/** A Postgres array literal; the statement casts it: `${asArray(ids)}::bigint[]`. */
export function asArray(values: readonly (string | number | Date | null)[]): string {
  return `{${values.map(element).join(",")}}`;
}

function element(value: string | number | Date | null): string {
  if (value === null) return "NULL";
  if (typeof value === "number") return String(value);
  if (value instanceof Date) return `"${value.toISOString()}"`;
  return `"${value.replace(/[\\"]/g, "\\$&")}"`;
}
