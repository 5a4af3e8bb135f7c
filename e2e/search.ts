// Owns the search for what must be gone: a dump of the whole database as text, the ways in which a value could have been left in it,
// and how all of them are looked for at once. Used by privacy.spec.ts.
import type { Sql } from "@/db/client";

/** Every row of every table, as one text. */
export async function dump(sql: Sql): Promise<string> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`;
  const parts: string[] = [];
  for (const { name } of tables) {
    for (const row of await sql.unsafe(`select t::text as row from ${name} t`)) parts.push(`${name}: ${row.row}`);
  }
  return parts.join("\n");
}

/** The ways in which a value could have been left. Base64 at each of its three alignments, without the ends that neighbours change. */
export function disguises(value: string): string[] {
  const cases = [value, value.toLowerCase(), value.toUpperCase()];
  const bytes = cases.flatMap((text) => [
    Buffer.from(text),
    Buffer.from(text, "utf16le"),
    Buffer.from(text, "utf16le").swap16(),
  ]);
  const base64 = bytes.flatMap((content) =>
    [0, 1, 2].map((shift) =>
      Buffer.concat([Buffer.alloc(shift, " "), content])
        .toString("base64")
        .slice(shift === 0 ? 0 : 4, -4),
    ),
  );
  const each = (write: (code: number) => string, which = /[^A-Za-z0-9]/g) =>
    cases.map((text) => text.replace(which, (sign) => write(sign.codePointAt(0) ?? 0)));
  const all = [
    ...cases,
    ...bytes.flatMap((content) => [content.toString("hex"), content.toString("hex").toUpperCase()]),
    ...base64,
    ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    ...cases.map(encodeURIComponent),
    ...cases.map((text) => text.replaceAll("@", "%40").replaceAll(" ", "+")),
    ...each((code) => `&#${code};`),
    ...each((code) => `&#x${code.toString(16)};`),
    ...each((code) => `&#x${code.toString(16).toUpperCase()};`),
    ...each((code) => `\\u${code.toString(16).padStart(4, "0")}`),
    // Quoted-printable, as mail has it, and a value read backwards.
    ...each((code) => `=${code.toString(16).toUpperCase().padStart(2, "0")}`, /[@=]/g),
    [...value].reverse().join(""),
  ];
  return [...new Set(all)];
}

/** All that is found of many values in a long text, in one pass: two bytes that begin none of them are passed over. */
export function hits(text: string, values: string[]): string[] {
  const bytes = Buffer.from(text);
  const beginnings = new Map<number, Buffer[]>();
  for (const value of values.map((one) => Buffer.from(one))) {
    const beginning = value.readUInt16LE(0);
    beginnings.set(beginning, [...(beginnings.get(beginning) ?? []), value]);
  }
  const begins = new Uint8Array(65_536);
  for (const beginning of beginnings.keys()) begins[beginning] = 1;
  const found = new Set<string>();
  for (let at = 0; at < bytes.length - 1; at++) {
    const beginning = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    if (begins[beginning] === 0) continue;
    for (const value of beginnings.get(beginning) ?? [])
      if (at + value.length <= bytes.length && bytes.compare(value, 0, value.length, at, at + value.length) === 0)
        found.add(value.toString());
  }
  return [...found];
}
