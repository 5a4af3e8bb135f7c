// Owns the proof of how a file's name is shown. Run by vitest.
import { expect, it } from "vitest";
import { shownName } from "./shown-name";

it.each([
  ["leavers 2026 (final).csv", "leavers 2026 (final).csv"],
  ["pengguna-é-用户-مغادرون.csv", "pengguna-é-用户-مغادرون.csv"],
  ["می\u200cخواهم.csv", "می\u200cخواهم.csv"],
  ["left\u202evsc.exe.csv", "left\\u{202e}vsc.exe.csv"],
  ["\u2067\u200fa\u2069.csv", "\\u{2067}\\u{200f}a\\u{2069}.csv"],
  ["two\r\nlines\u2028\u0085.csv", "two\\u{d}\\u{a}lines\\u{2028}\\u{85}.csv"],
])("%j is shown as %j", (name, shown) => {
  expect(shownName(name)).toBe(shown);
});
