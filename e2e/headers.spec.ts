// What answers say to browsers, files of the build and addresses that are nobody's included (issue 5, access), and cookies that only
// https of this very host can set.
import { expect } from "./fixtures";
import { visitor } from "./visitor";
import { test } from "./watched";

/** What holds for every answer, whatever it is. */
function expectHeaders(answer: Response, what: string) {
  const header = (name: string) => answer.headers.get(name) ?? "";
  expect(header("x-content-type-options"), what).toBe("nosniff");
  expect(header("x-frame-options"), what).toBe("DENY");
  expect(header("referrer-policy"), what).toBe("same-origin");
  expect(header("cross-origin-opener-policy"), what).toBe("same-origin");
  expect(header("cross-origin-resource-policy"), what).toBe("same-origin");
  expect(header("permissions-policy"), what).toContain("camera=()");
  expect(Number(/max-age=(\d+)/.exec(header("strict-transport-security"))?.[1]), what).toBeGreaterThanOrEqual(
    31_536_000,
  );
  expect(header("x-powered-by"), what).toBe("");
  expect(header("server"), what).toBe("");
  expect(header("access-control-allow-origin"), what).toBe("");
}

test("addresses that are nobody's and the files of the build say nosniff and how long they may be kept", async ({
  watched,
}) => {
  const nobody = await visitor(watched.address);
  const page = await (await nobody.fetch("/sign-in")).text();
  const files = [...page.matchAll(/(?:src|href)="(\/_next\/static\/[^"]+)"/g)].map((match) => match[1] ?? "");
  expect(files.length).toBeGreaterThan(3);
  for (const path of [...new Set(files)].slice(0, 5).concat("/icon.svg")) {
    const answer = await nobody.fetch(path);
    expect(answer.status, path).toBe(200);
    expectHeaders(answer, path);
    expect(answer.headers.get("set-cookie"), path).toBeNull();
  }
  for (const path of [
    "/nothing/here",
    "/users/export.csv/x",
    "/.env",
    "/.git/config",
    "/api/v1/nothing",
    "/server.js.map",
  ]) {
    const answer = await nobody.fetch(path);
    expect(answer.status, path).toBe(404);
    expectHeaders(answer, path);
    await answer.text();
  }
});

test("__Host- cookies under https: Secure, HttpOnly, Path=/, no Domain; a cookie without the prefix is none", async ({
  watched,
  scene,
  app,
}) => {
  const admin = await visitor(watched.address, scene.first.admin.email);
  const page = await fetch(`${watched.address}/sign-in`);
  const set = [...admin.set, ...page.headers.getSetCookie()];
  expect(set.map((line) => line.split("=")[0])).toContain("__Host-learning-admin.session");
  for (const line of set.filter((one) => /learning-admin|next-auth/.test(one))) {
    expect(line).toMatch(/^__Host-/);
    expect(line).toMatch(/; Path=\/(;|$)/i);
    expect(line).toMatch(/; Secure/i);
    expect(line).toMatch(/; HttpOnly/i);
    expect(line).toMatch(/; SameSite=Lax/i);
    expect(line).not.toMatch(/; Domain=/i);
  }
  expect((await admin.fetch("/users")).status).toBe(200);
  const value = /__Host-learning-admin\.session=([^;]+)/.exec(admin.cookies)?.[1] ?? "";
  for (const name of ["learning-admin.session", "__Secure-learning-admin.session", "next-auth.session-token"]) {
    const answer = await fetch(`${watched.address}/users`, {
      headers: { cookie: `${name}=${value}` },
      redirect: "manual",
    });
    expect(answer.status, name).toBe(307);
  }
  // The same session made for this server opens nothing at one with another secret.
  const elsewhere = await fetch(`${app}/users`, {
    headers: { cookie: `learning-admin.session=${value}` },
    redirect: "manual",
  });
  expect(elsewhere.status).toBe(307);
});
