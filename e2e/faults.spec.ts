// What all the tests before it have left behind in the server's log. Processes are killed, stopped and cut off in e2e/faults.
import { expect, test } from "./fixtures";

test("in all the tests so far no run met a statement that the database does not understand", async ({ serverLog }) => {
  // A turn that fails is tried again later, so that nothing is lost, and nothing but the log shows a mistake in its SQL.
  const mistakes = serverLog()
    .split("\n")
    .filter((line) => /"code":"42/.test(line) && /"level":[45]0/.test(line));
  expect(mistakes).toEqual([]);
});
