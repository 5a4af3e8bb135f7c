// What of a provider's answer counts: whose it is, how new it is, and where a failure is read. The rest is in the browser's tests.
import { describe, expect, test } from "vitest";
import { isRecent } from "./finish";
import { withoutSlash } from "./provider";
import { failedAt } from "./purpose";

describe("a sign-in at the provider", () => {
  const begunAt = 1_800_000_000_900;
  const now = begunAt + 30_000;
  test.each([
    ["of this moment", 1_800_000_030, true],
    ["of the second they were sent there", 1_800_000_000, true],
    ["by a clock a minute behind", 1_799_999_940, true],
    ["before they were sent there", 1_799_999_939, false],
    ["of hours ago", 1_799_990_000, false],
    ["by a clock a minute ahead", 1_800_000_090, true],
    ["that is yet to come", 1_800_000_092, false],
    ["of an unknown time", undefined, false],
    ["in words", "1800000030", false],
    ["that is no number", Number.NaN, false],
  ])("%s is new: %s → %s", (_what, authTime, recent) => expect(isRecent(authTime, begunAt, now)).toBe(recent));
});

test("an issuer is the same with and without the slash at its end, and otherwise another", () => {
  expect(withoutSlash("https://login.example/")).toBe("https://login.example");
  expect(withoutSlash("https://login.example/a/")).toBe("https://login.example/a");
  expect(withoutSlash("https://login.example")).toBe("https://login.example");
  expect(withoutSlash("https://login.example/a")).not.toBe(withoutSlash("https://login.example"));
});

describe("why it failed is read", () => {
  const session = { organizationId: 1, sessionId: "00000000-0000-4000-8000-000000000000", begunAt: 0 };
  test.each([
    [undefined, "/sign-in?sso=unknown"],
    [{ for: "sign_in", page: "/users?q=a&b", begunAt: 0 }, "/sign-in?sso=unknown&then=%2Fusers%3Fq%3Da%26b"],
    [{ for: "link", ...session }, "/account?sso=unknown#single-sign-on"],
    [{ for: "again", ...session }, "/account/signed-in-again?sso=unknown"],
    [{ for: "join", link: "1-a&b", begunAt: 0 }, "/sign-in/invitation?link=1-a%26b&sso=unknown"],
  ] as const)("%j: at %s", (purpose, address) => expect(failedAt(purpose, "unknown")).toBe(address));
});
