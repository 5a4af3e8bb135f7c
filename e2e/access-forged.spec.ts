// Requests made by hand, without a browser to keep them honest (faults.md, access): the guard holds on every page, file and action.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ACTIONS, actionsInBuild, type Door, PLACES } from "./doors";
import { expect } from "./fixtures";
import { callAction, fetchData, type Visitor, visitor } from "./visitor";
import { each, fillIn, type Scene, test } from "./watched";

type Sql = Parameters<Parameters<typeof test>[2]>[0]["sql"];

/** All that a door could have changed in these organizations, but for the log and the counts of refused tries. */
async function stateOf(sql: Sql, { first, other }: Scene): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'organization_id'
      and table_name not in ('audit_entries', 'audit_heads', 'admin_sessions', 'due_work', 'api_tokens') order by 1`;
  const rows: string[] = [];
  for (const { name } of tables)
    for (const { row } of await sql<{ row: string }[]>`
      select t::text as row from ${sql(name)} t where organization_id in (${first.id}, ${other.id}) order by 1`)
      rows.push(`${name}: ${row}`);
  return rows;
}

/** The first page asks nobody who they are: it leads on to one that does. */
const pagesAndFiles = Object.entries(PLACES).filter(
  ([name, { who }]) => name !== "page.tsx" && (who === "admin" || who === "full_admin"),
);

test("foreign, null, missing Origin: no action does anything for them, with a full admin's own cookies", async ({
  watched,
  scene,
  sql,
}) => {
  const admin = await visitor(watched.address, scene.first.admin.email);
  const before = await stateOf(sql, scene);
  const calls = actionsInBuild().flatMap(({ name, id, page }) =>
    [{ origin: "https://evil.example" }, { origin: "null" }, {}].map((headers) => ({ name, id, page, headers })),
  );
  await each(calls, async ({ name, id, page, headers }) => {
    const action = ACTIONS[name];
    if (!action || action.who === "anybody") return;
    const args = JSON.parse(fillIn(JSON.stringify(action.args), { ...scene.ids, batch: scene.ids.ready }));
    const form =
      action.form && JSON.parse(fillIn(JSON.stringify(action.form), { ...scene.ids, batch: scene.ids.ready }));
    const answer = await callAction(admin, page, id, { args, form, headers: headers as Record<string, string> });
    const what = `${name} with ${JSON.stringify(headers)}`;
    expect([403, 500], what).toContain(answer.status);
    expect(await answer.text(), what).not.toContain('"ok":true');
  });
  // A form without a script names its action in a field instead of a header.
  const begin = actionsInBuild().find(({ name }) => name.endsWith("find-deleted-users/actions.ts#dropList"));
  const form = new FormData();
  form.set(`$ACTION_ID_${begin?.id}`, "");
  const posted = await admin.fetch(begin?.page ?? "", { method: "POST", body: form });
  expect(posted.status).not.toBe(200);
  expect(await stateOf(sql, scene)).toEqual(before);
});

test("foreign and null Origin: no page and no file is given out, and no other site may read one", async ({
  watched,
  scene,
}) => {
  const admin = await visitor(watched.address, scene.first.admin.email);
  await each(pagesAndFiles, async ([name, { path }]) => {
    for (const origin of ["https://evil.example", "null", "https://learning.example.evil.example"]) {
      const answer = await admin.fetch(fillIn(path, scene.ids), { headers: { origin } });
      expect(answer.status, `${name} for ${origin}`).toBe(403);
      expect(answer.headers.get("access-control-allow-origin"), name).toBeNull();
      expectNothing(await answer.text(), scene, `${name} for ${origin}`);
    }
  });
});

/** What a client of Next's sends to get less, or more, than a page. */
const FORGED: [string, Record<string, string>, string?][] = [
  ...["proxy", "src/proxy", "middleware"].map((name): [string, Record<string, string>] => [
    `x-middleware-subrequest ${name}`,
    { "x-middleware-subrequest": Array.from({ length: 5 }, () => name).join(":") },
  ]),
  [".rsc", { rsc: "1" }],
  [".rsc by its address", { rsc: "1" }, ".rsc"],
  ["the address with .rsc alone", {}, ".rsc"],
  ["prefetch", { rsc: "1", "next-router-prefetch": "1" }, "?_rsc=1a2b3"],
  ["prefetch of the tree", { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" }],
  ["prefetch of a segment", { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/__PAGE__" }],
  [
    "state tree that knows all but the page",
    {
      rsc: "1",
      "next-router-state-tree": encodeURIComponent(
        JSON.stringify(["", { children: ["(admin)", { children: ["__PAGE__", {}] }] }, null, null]),
      ),
    },
  ],
  ["purpose: prefetch", { purpose: "prefetch", "sec-purpose": "prefetch" }],
  [
    "another path in the proxy's headers",
    { "x-path": "/verify", "x-nonce": "mine", "x-invoke-path": "/verify", "x-original-url": "/verify" },
  ],
  ["rewritten", { "x-middleware-rewrite": "/verify", "x-nextjs-data": "1" }],
];

function expectNothing(body: string, scene: Scene, what: string, more: string[] = []) {
  for (const secret of [...scene.secrets, ...more])
    expect(body.includes(secret), `${what} tells ${secret}`).toBe(false);
}

for (const caller of ["signed out", "sub admin", "full admin of another organization"] as const)
  test(`x-middleware-subrequest, .rsc and prefetch requests by somebody ${caller}: the guard holds on every page and file`, async ({
    watched,
    scene,
  }) => {
    test.setTimeout(120_000);
    const { first, other } = scene;
    const email = { "signed out": undefined, "sub admin": first.subadmin.email }[caller as string] ?? other.admin.email;
    const who = await visitor(watched.address, caller === "signed out" ? undefined : email);
    const stranger = caller === "full admin of another organization";
    const doors = pagesAndFiles.filter(([, { who, path }]) =>
      stranger ? path.includes("{") : caller === "signed out" || who === "full_admin",
    );
    await each([...doors.entries()], async ([at, [name, door]]) => {
      for (const [number, [forged, headers, ending = ""]] of FORGED.entries()) {
        // All of them at each door that names a thing; to who is refused at every door alike, every fourth, another at the next.
        if (!stranger && (at + number) % 4 !== 0) continue;
        const what = `${name}, ${forged}`;
        const answer = await fetchData(who, fillIn(door.path, scene.ids) + ending, headers);
        const body = await answer.text();
        expectNothing(body, scene, what, caller === "sub admin" ? [] : [first.name]);
        expect(answer.headers.get("location") ?? "/sign-in", what).toContain("/sign-in");
        // Where Next itself answers (a prefetch of nothing, an address that is none), it has asked no page.
        const refused = refusalsOf(caller, door);
        if (answer.status === 200) expect(isRefusal(body, caller), `${what}: ${body.slice(0, 300)}`).toBe(true);
        else expect([...refused, 204, 404, 400], what).toContain(answer.status);
      }
    });
  });

const refusalsOf = (caller: string, { file }: Door): number[] =>
  caller === "signed out" ? (file ? [401, 302] : [303, 307]) : caller === "sub admin" ? [403] : [404];

/** An answer of 200 to a router is none to a person: a redirect to the sign-in page, or an error page as data; or nothing of a page. */
const isRefusal = (body: string, caller: string): boolean =>
  /NEXT_REDIRECT;[a-z]+;\/sign-in/.test(body) ||
  (caller !== "signed out" && /NEXT_HTTP_ERROR_FALLBACK;40[134]/.test(body)) ||
  !/"\$","main"|<main/.test(body);

test("replayed action ids: what a full admin's browser sent does nothing for a sub admin or somebody signed out, at its page or another", async ({
  watched,
  scene,
  sql,
}) => {
  test.setTimeout(240_000);
  const callers: [string, Visitor, string[]][] = [
    ["signed out", await visitor(watched.address), ["/sign-in", "/verify", "/users"]],
    [
      "sub admin",
      await visitor(watched.address, scene.first.subadmin.email),
      ["/users", "/account", "/reports", "/verify"],
    ],
  ];
  const before = await stateOf(sql, scene);
  const calls = callers.flatMap(([caller, who, pages]) =>
    // At its own page, and at one of the others in turn: an id works at any page or at none.
    actionsInBuild().flatMap(({ name, id, page }, index) =>
      [page, pages[index % pages.length] ?? page].map((at) => ({ caller, who, name, id, at })),
    ),
  );
  await each(calls, async ({ caller, who, name, id, at }) => {
    const action = ACTIONS[name];
    if (action?.who !== "full_admin") return;
    const ids = { ...scene.ids, batch: scene.ids.ready };
    const answer = await callAction(who, at, id, {
      args: JSON.parse(fillIn(JSON.stringify(action.args), ids)),
      ...(action.form ? { form: JSON.parse(fillIn(JSON.stringify(action.form), ids)) } : {}),
      headers: { origin: watched.address },
    });
    const body = await answer.text();
    const what = `${name} at ${at} by ${caller}`;
    expect(body, what).not.toContain('"ok":true');
    expectNothing(body, scene, what);
    const to = answer.headers.get("x-action-redirect") ?? answer.headers.get("location") ?? "";
    if (caller === "signed out")
      expect(answer.status === 404 || to.includes("/sign-in"), `${what}: ${answer.status} ${to}`).toBe(true);
    // At another page than its own the guard's refusal is all that comes back.
    else if (answer.status === 200) expect(body, what).toMatch(/^1:E.*NEXT_HTTP_ERROR_FALLBACK;403/m);
    else expect([403, 404], what).toContain(answer.status);
  });
  expect(await stateOf(sql, scene)).toEqual(before);
});

const ROOT = fileURLToPath(new URL("..", import.meta.url));

test("methods that are not offered are refused at every handler, and do nothing at any page", async ({
  watched,
  scene,
  sql,
}) => {
  const admin = await visitor(watched.address, scene.first.admin.email);
  const nobody = await visitor(watched.address);
  const before = await stateOf(sql, scene);
  await each(Object.entries(PLACES), async ([name, door]) => {
    const path = fillIn(door.path, scene.ids);
    const source = readFileSync(join(ROOT, "app", name), "utf8");
    const offered = [
      ...source.matchAll(/export (?:const|async function|function) (GET|HEAD|POST|PUT|PATCH|DELETE)\b/g),
    ];
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      if (
        name.includes("nextauth") ||
        door.who === "nothing" ||
        door.off ||
        offered.some((match) => match[1] === method)
      )
        continue;
      const headers = { origin: watched.address, authorization: `Bearer ${scene.tokens.order}` };
      if (name.endsWith("route.ts")) {
        const answer = await admin.fetch(path, { method, headers });
        expect(answer.status, `${method} ${name}`).toBe(405);
      } else {
        const answer = await nobody.fetch(path, { method, headers: { origin: watched.address } });
        const what = `${method} ${name}`;
        if (door.who !== "anybody") expect([303, 307, 405], what).toContain(answer.status);
        expectNothing(await answer.text(), scene, what);
        await admin.fetch(path, { method, headers });
      }
    }
  });
  expect(await stateOf(sql, scene)).toEqual(before);
});
