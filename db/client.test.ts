import { expect, test } from "vitest";
import { connect } from "./client";

test("however long the database was away, it is tried again within a second", async () => {
  const sql = connect("postgres://nobody@127.0.0.1:1/none", 1);
  const backoff = sql.options.backoff as (failures: number) => number;
  for (const failures of [1, 5, 9, 500]) {
    expect(backoff(failures)).toBeGreaterThan(0);
    expect(backoff(failures)).toBeLessThanOrEqual(1);
  }
  await sql.end();
});
