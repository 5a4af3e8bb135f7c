// Who may, where to go after signing in, whose request it is: the decisions behind every guard.
import { describe, expect, test } from "vitest";
import { decideAccess, HOME, isForeign, localPath, signInPath } from "./access";

const full = { role: "full_admin" } as const;
const sub = { role: "sub_admin" } as const;

describe("who may", () => {
  test.each([
    [undefined, "admin", "sign_in"],
    [undefined, "full_admin", "sign_in"],
    [sub, "admin", "allow"],
    [sub, "full_admin", "forbidden"],
    [full, "admin", "allow"],
    [full, "full_admin", "allow"],
  ] as const)("%j asking for %s gets %s", (admin, demand, decision) => {
    expect(decideAccess(admin, demand)).toBe(decision);
  });

  test("another site's request is refused whoever is signed in", () => {
    expect(decideAccess(full, "admin", true)).toBe("forbidden");
    expect(decideAccess(full, "full_admin", true)).toBe("forbidden");
    expect(decideAccess(undefined, "admin", true)).toBe("sign_in");
  });
});

describe("the page to go to after signing in", () => {
  test.each(["/users", "/users?q=a%20b&group=3", "/authenticate/automate-user-management#user-deletion", "/users/12"])(
    "%s is ours",
    (path) => expect(localPath(path)).toBe(path),
  );

  test.each([
    undefined,
    null,
    7,
    ["/users"],
    "",
    "/",
    "users",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/.//evil.example",
    "/x/..//evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/users\r\nset-cookie: a=b",
    "/sign-in",
    "/sign-in?then=/sign-in",
    "/api/auth/signout",
    `/${"a".repeat(2000)}`,
  ])("%j is not, and leads home", (value) => expect(localPath(value)).toBe(HOME));

  test("may be as long as an address is", () => {
    const longest = `/${"a".repeat(1999)}`;
    expect(localPath(longest)).toBe(longest);
  });

  test("is Users where none was asked for", () => expect(HOME).toBe("/users"));

  test("may have a page of ours further on in it", () => {
    for (const path of ["/users/sign-in", "/users?then=/api/auth/", "/sign-in-help"])
      expect(localPath(path)).toBe(path);
  });

  test("begins with its slash", () => expect(localPath("x/users")).toBe(HOME));

  test("stands in the address of the sign-in page", () => {
    expect(signInPath("/users?q=a&group=3")).toBe("/sign-in?then=%2Fusers%3Fq%3Da%26group%3D3");
    expect(signInPath("//evil.example")).toBe("/sign-in");
    expect(signInPath(null)).toBe("/sign-in");
  });
});

describe("whose request it is", () => {
  const asked = (headers: Record<string, string>) => isForeign(new Headers({ host: "app.example", ...headers }));

  test("opening a page is one's own", () => expect(asked({})).toBe(false));
  test("a form of ours is one's own", () => {
    expect(asked({ origin: "https://app.example", "content-type": "multipart/form-data; boundary=x" })).toBe(false);
  });
  test("behind a proxy the browser's host counts", () => {
    expect(asked({ origin: "https://learning.example", "x-forwarded-host": "learning.example" })).toBe(false);
  });
  test("the nearest proxy is the first it names, with or without a space", () => {
    const through = { origin: "https://learning.example", "x-forwarded-host": " learning.example , app.example" };
    // Headers trims the whole; what stands before the comma is ours to trim.
    expect(asked(through)).toBe(false);
    expect(asked({ origin: "https://app.example", "x-forwarded-host": "learning.example, app.example" })).toBe(true);
  });
  test("a port is part of the host", () => {
    expect(asked({ origin: "http://app.example:3000", host: "app.example:3000" })).toBe(false);
    expect(asked({ origin: "http://app.example:3000" })).toBe(true);
  });
  test("without any host a browser's request is nobody's, and no error", () => {
    expect(isForeign(new Headers({ origin: "https://app.example" }))).toBe(true);
  });
  test("what no form of a browser's can send needs no Origin", () => {
    expect(asked({ "content-type": "application/json" })).toBe(false);
    expect(asked({ "content-type": "text/plain; x=multipart/form-data" })).toBe(false);
    expect(asked({ "content-type": "x-multipart/form-data" })).toBe(false);
  });
  test.each([
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "https://app.example.evil.example" },
    { "next-action": "7f00" },
    { "content-type": "multipart/form-data; boundary=x" },
    { "content-type": "application/x-www-form-urlencoded" },
  ] as Record<string, string>[])("%j is another site's", (headers) => expect(asked(headers)).toBe(true));
});
