// Owns the proof that the files of the npm package csv-spectrum, which nobody here wrote, are read as their JSON says.
// Run by vitest.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readCsv } from ".";

const FOLDER = dirname(fileURLToPath(import.meta.resolve("csv-spectrum")));
const NAMES = readdirSync(join(FOLDER, "csvs")).map((name) => name.replace(/\.csv$/, ""));

/** A quote in the middle of a field is refused here, with its line: where it belongs would be a guess (spec section 3). */
const REFUSED: Record<string, object[]> = { location_coordinates: [{ code: "quote_stray", line: 2 }] };

/** The file as it is, but for the names of its first two columns: those are our identifiers now, the rest is asked for by name. */
function withIdentifiers(name: string) {
  const bytes = readFileSync(join(FOLDER, "csvs", `${name}.csv`));
  const end = bytes.indexOf(0x0a);
  const line = bytes.subarray(0, end).toString();
  const [, , ...others] = line.trim().split(",");
  const header = ["primary_email_address", "unique_user_id", ...others].join(",") + (line.endsWith("\r") ? "\r" : "");
  return { bytes: Buffer.concat([Buffer.from(header), bytes.subarray(end)]), others };
}

describe("Files nobody here wrote: csv-spectrum", () => {
  it("is there whole", () => {
    expect(NAMES).toHaveLength(12);
  });

  it.each(NAMES)("%s", (name) => {
    const { bytes, others } = withIdentifiers(name);
    const result = readCsv(`${name}.csv`, bytes, { fields: others.map((column) => ({ name: column })) });
    if (REFUSED[name] || !result.ok) {
      expect(result).toEqual({ ok: false, refusals: REFUSED[name] });
      return;
    }
    const said = JSON.parse(readFileSync(join(FOLDER, "json", `${name}.json`), "utf8")) as Record<string, string>[];
    const rows = [...result.csv.rows()].flat();
    expect(rows.map(({ email, userId, fields = [] }) => [email, userId, ...fields])).toEqual(said.map(Object.values));
    expect(rows.map(({ rowNumber }) => rowNumber)).toEqual(said.map((_, index) => index + 2));
  });
});
