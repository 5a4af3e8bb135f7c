// What every answer says to browsers (issue 5, access): the policy of what may run, on every page and file of the list of doors, refusals
// and errors included; cookies that only https of this very host can set.
import { type Door, PLACES } from "./doors";
import { expect } from "./fixtures";
import { type Visitor, visitor } from "./visitor";
import { each, fillIn, nobodys, test } from "./watched";

/** Directives of a policy, by name. */
const policyOf = (answer: Response): Record<string, string[]> =>
  Object.fromEntries(
    (answer.headers.get("content-security-policy") ?? "")
      .split(";")
      .map((part) => part.trim().split(/\s+/))
      .filter(([name]) => name)
      .map(([name = "", ...values]) => [name, values]),
  );

const nonceOf = (answer: Response): string =>
  /^'nonce-([\w+/]{22}==)'$/.exec(policyOf(answer)["script-src"]?.find((value) => /nonce/.test(value)) ?? "")?.[1] ??
  "";

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

function expectPolicy(answer: Response, what: string) {
  const policy = policyOf(answer);
  expect(policy["default-src"], what).toEqual(["'none'"]);
  expect(policy["frame-ancestors"], what).toEqual(["'none'"]);
  expect(policy["base-uri"], what).toEqual(["'none'"]);
  expect(policy["object-src"], what).toEqual(["'none'"]);
  expect(policy["form-action"], what).toEqual(["'self'"]);
  expect(nonceOf(answer), what).not.toBe("");
  for (const directive of ["script-src", "style-src", "style-src-elem"])
    expect(policy[directive]?.join(" "), what).not.toMatch(/unsafe-inline|unsafe-eval|\*|https?:|data:/);
  expect(policy["script-src"], what).toContain("'strict-dynamic'");
  expect(policy["script-src-attr"], what).toBeUndefined();
}

/** No script or style without the nonce of this very answer, and none in an attribute. */
function expectNonced(html: string, nonce: string, what: string) {
  const tags = [...html.matchAll(/<(script|style)\b([^>]*)>/g)];
  expect(tags.length, what).toBeGreaterThan(0);
  for (const [tag, , attributes = ""] of tags) expect(attributes, `${what}: ${tag}`).toContain(`nonce="${nonce}"`);
  expect(html.replace(/<script\b[\s\S]*?<\/script>/g, ""), what).not.toMatch(/<[a-z][^>]*\son[a-z]+=/);
}

/** Open to anybody and of nobody: may be kept by whoever has asked for it. */
const OF_NOBODY = ["verify/keys.json/route.ts"];

const isPage = (name: string, door: Door) => name.endsWith("page.tsx") && !door.file;
/** Handlers below /api answer programs; what they say is no document, and a policy of documents says nothing of it. */
const hasPolicy = (name: string) => !name.startsWith("api/");

test("CSP and security headers stand on every page and file, opened, refused or not there; no nonce comes twice", async ({
  watched,
  scene,
}) => {
  test.setTimeout(120_000);
  const callers: [string, Visitor][] = [
    ["full admin", await visitor(watched.address, scene.first.admin.email)],
    ["sub admin", await visitor(watched.address, scene.first.subadmin.email)],
    ["signed out", await visitor(watched.address)],
  ];
  const nonces: string[] = [];
  const opened = new Set<string>();
  const asked = callers.flatMap(([caller, who]) =>
    Object.entries(PLACES).flatMap(([name, door]) =>
      (caller === "full admin" && door.path.includes("{") ? [scene.ids, nobodys()] : [scene.ids]).map((ids) => ({
        caller,
        who,
        name,
        door,
        ids,
      })),
    ),
  );
  await each(asked, async ({ caller, who, name, door, ids }) => {
    const bearer = door.who === "token" && caller === "full admin" && { authorization: `Bearer ${scene.tokens.read}` };
    const answer = await who.fetch(fillIn(door.path, ids), {
      method: door.method ?? "GET",
      ...(bearer ? { headers: bearer } : {}),
    });
    const body = await answer.text();
    const what = `${name} for a ${caller}: ${answer.status}`;
    if (answer.status === 200) opened.add(name);
    // The health address says 503 of itself where the database is slow to answer.
    if (name !== "api/health/route.ts") expect(answer.status, what).toBeLessThan(500);
    expectHeaders(answer, what);
    // A method that is not offered says nothing that could be kept.
    if (!OF_NOBODY.includes(name) && answer.status !== 405 && !door.off)
      expect(answer.headers.get("cache-control") ?? "", what).toContain("no-store");
    if (hasPolicy(name)) {
      expectPolicy(answer, what);
      nonces.push(nonceOf(answer));
      if (answer.headers.get("content-type")?.includes("text/html") && body) expectNonced(body, nonceOf(answer), what);
    }
    // What is meant to be kept as a file is not shown in the place of a page.
    if (/text\/csv/.test(answer.headers.get("content-type") ?? ""))
      expect(answer.headers.get("content-disposition"), what).toContain("attachment");
  });
  // Every page was seen open, not only refused.
  const unopened = Object.entries(PLACES).filter(([name, door]) => isPage(name, door) && !opened.has(name));
  expect(unopened.map(([name]) => name).sort()).toEqual(["page.tsx", "(admin)/authenticate/page.tsx"].sort());
  expect(new Set(nonces).size).toBe(nonces.length);
});

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
