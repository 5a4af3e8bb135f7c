// Links sent by mail, what a new password must be, what a browser is called: the pure parts of an admin's own account.
import { describe, expect, test } from "vitest";
import { browserName } from "./browser";
import { makeLink, readLink } from "./links";
import { passwordProblem } from "./passwords";

describe("a link", () => {
  test("is known again by its hash, which says nothing of it", () => {
    const link = makeLink(12);
    expect(link.text).toMatch(/^12-[\w-]{43}$/);
    expect(readLink(link.text)).toEqual({ organizationId: 12, hash: link.hash });
    expect(link.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(makeLink(12).text).not.toBe(link.text);
    for (const organizationId of [7, 123_456])
      expect(readLink(makeLink(organizationId).text)).toMatchObject({ organizationId });
  });
  test("of another organization has another hash", () => {
    const { text, hash } = makeLink(12);
    expect(readLink(text.replace("12-", "13-"))?.hash).not.toBe(hash);
  });
  test.each([undefined, null, 7, "", "12", "12-", "0-x", ["12-x"], `-1-${"a".repeat(43)}`, `1-${"a".repeat(44)}`])(
    "%j is none",
    (text) => expect(readLink(text)).toBeUndefined(),
  );
});

describe("a new password", () => {
  test.each([
    ["correct horse", undefined],
    ["twelve chars", undefined],
    ["eleven char", "too_short"],
    ["", "too_short"],
    ["é".repeat(12), undefined],
    ["🔑".repeat(11), "too_short"],
    ["e\u0301".repeat(11), "too_short"],
    ["x".repeat(1000), undefined],
    ["x".repeat(1001), "too_long"],
  ])("%j: %s", (password, problem) => expect(passwordProblem(password)).toBe(problem));
});

describe("a browser", () => {
  const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
  test.each([
    [`${windows} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36`, "Chrome, Windows"],
    [`${windows} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0`, "Edge, Windows"],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox, Linux"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1", "Safari, iOS"],
    [
      "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/23.0 Chrome/115.0 Mobile Safari/537.36",
      "Samsung Internet, Android",
    ],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.0 Safari/605.1.15", "Safari, macOS"],
    ["curl/8.0 <script>", undefined],
    [null, undefined],
  ])("%j is called %s", (agent, name) => expect(browserName(agent)).toBe(name));
});
