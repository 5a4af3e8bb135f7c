// Under which key tries are counted, and whose address is believed.
import { describe, expect, test } from "vitest";
import { callerOf } from "./network-address";
import { limitKey, networkOf } from "./rate-limits";

describe("the key of a count", () => {
  const secret = "s".repeat(32);
  test("is the same for the same value and fits its column", () => {
    const key = limitKey(secret, "ann@example.com");
    expect(key).toBe(limitKey(secret, "ann@example.com"));
    expect(key).toMatch(/^[\w-]{43}$/);
  });
  test("says nothing of the value, and cannot be computed without the secret", () => {
    expect(limitKey(secret, "ann@example.com")).not.toContain("ann");
    expect(limitKey(secret, "ann@example.com")).not.toBe(limitKey("t".repeat(32), "ann@example.com"));
    expect(limitKey(secret, "ann@example.com")).not.toBe(limitKey(secret, "ann@example.co"));
  });
});

describe("a network", () => {
  test.each([
    ["203.0.113.9", "203.0.113.9"],
    ["2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"],
    ["2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"],
    ["2001:0db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["2001:db8::1:2:3:4:5", "2001:db8:0:1::/64"],
    ["1:2:3:4:5:6:7:8", "1:2:3:4::/64"],
    ["1:2:3:4:5:6:7::", "1:2:3:4::/64"],
    ["fe80::", "fe80:0:0:0::/64"],
    ["::", "0:0:0:0::/64"],
    ["::2:3:4:5:6:7", "0:0:2:3::/64"],
    ["2001:DB8:00ff::1", "2001:db8:ff:0::/64"],
    ["not an address", "not an address"],
  ])("of %s is %s", (address, network) => expect(networkOf(address)).toBe(network));
});

describe("the caller", () => {
  test("is the other end of the socket when no proxy is trusted, whatever is claimed", () => {
    expect(callerOf("::ffff:198.51.100.7", "203.0.113.9", undefined)).toBe("198.51.100.7");
    expect(callerOf(undefined, "203.0.113.9", undefined)).toBeUndefined();
  });
  test("is whom the one trusted proxy heard from, not whom that one claims to be", () => {
    expect(callerOf("10.0.0.1", "1.1.1.1, 203.0.113.9", "1")).toBe("203.0.113.9");
    expect(callerOf("10.0.0.1", "1.1.1.1, 203.0.113.9", "10.0.0.0/8")).toBe("203.0.113.9");
    expect(callerOf(undefined, "1.1.1.1, 203.0.113.9", "1")).toBe("203.0.113.9");
  });
  test("is found behind two trusted proxies", () => {
    expect(callerOf("10.0.0.1", "203.0.113.9:5123, 10.0.0.2", "2")).toBe("203.0.113.9");
    expect(callerOf("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2", "10.0.0.1, 10.0.0.2")).toBe("203.0.113.9");
  });
  test("is the stranger itself when it comes past the proxy", () => {
    expect(callerOf("198.51.100.7", "203.0.113.9", "10.0.0.0/8")).toBe("198.51.100.7");
  });
  test("is told without port, brackets, zone, spaces, or the IPv6 dress of an IPv4 address", () => {
    for (const [given, plain] of [
      [" 203.0.113.9 ", "203.0.113.9"],
      ["203.0.113.9:80", "203.0.113.9"],
      ["198.51.100.17:8080", "198.51.100.17"],
      ["::ffff:198.51.100.17", "198.51.100.17"],
      ["[2001:DB8::1]", "2001:db8::1"],
      ["[2001:db8::1]:443", "2001:db8::1"],
      ["fe80::1%eth0", "fe80::1"],
      ["::FFFF:203.0.113.9", "203.0.113.9"],
      ["2001:db8::1", "2001:db8::1"],
    ] as const) {
      expect(callerOf(given, null, undefined), given).toBe(plain);
      expect(callerOf("10.0.0.1", given, "1"), given).toBe(plain);
    }
    for (const none of ["", "x203.0.113.9:80", "203.0.113.9:80x", "x[::1]", "[::1]x", "1.2.3", "x::ffff:1.2.3.4"])
      expect(callerOf(none, null, undefined), none).toBeUndefined();
  });
  test("no further back than the proxies that are trusted, however many are claimed", () => {
    expect(callerOf("10.0.0.1", "203.0.113.9", "5")).toBe("203.0.113.9");
    expect(callerOf("10.0.0.1", null, "3")).toBe("10.0.0.1");
    expect(callerOf("10.0.0.1", "203.0.113.9", "12")).toBe("203.0.113.9");
    expect(callerOf("10.0.0.1", "1.1.1.1", "0")).toBe("10.0.0.1");
    expect(callerOf(undefined, null, "1")).toBeUndefined();
    expect(callerOf("10.0.0.9", "1.1.1.1, 10.0.0.8", "10.0.0.9")).toBe("10.0.0.8");
    expect(callerOf("10.0.0.9", "10.0.0.7, 10.0.0.8", "10.0.0.0/24")).toBe("10.0.0.7");
    expect(callerOf("10.0.0.9", "1.1.1.1, x, 10.0.0.8", "10.0.0.0/24")).toBe("10.0.0.8");
    expect(callerOf("10.0.1.9", "1.1.1.1", "10.0.0.0/24")).toBe("10.0.1.9");
    expect(callerOf(undefined, "1.1.1.1", "10.0.0.0/24")).toBeUndefined();
  });
  test("is found behind proxies that speak IPv6, alone or by their network", () => {
    expect(callerOf("2001:db8::5", "2001:db8:1::9", "2001:db8::/48")).toBe("2001:db8:1::9");
    expect(callerOf("2001:db8::5", "203.0.113.9", "10.0.0.0/8, 2001:db8::5")).toBe("203.0.113.9");
    expect(callerOf("2001:db8::6", "203.0.113.9", "2001:db8::5")).toBe("2001:db8::6");
    // What is no address trusts nobody, and leaves the others as they are.
    expect(callerOf("10.0.0.1", "203.0.113.9", "nobody, 10.0.0.1")).toBe("203.0.113.9");
  });
  test("is never something that is no address", () => {
    expect(callerOf("10.0.0.1", "unknown", "10.0.0.0/8")).toBe("10.0.0.1");
    expect(callerOf("10.0.0.1", "<script>", "1")).toBe("10.0.0.1");
    expect(callerOf("10.0.0.1", null, "1")).toBe("10.0.0.1");
  });
});
