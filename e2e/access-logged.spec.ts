// Every refusal is in the server's log, with codes and ids and nobody's data (faults.md, access): each door of the list, by everybody who
// should not pass, on a server whose log nobody else writes to.
import { ACTIONS, actionsInBuild, PLACES } from "./doors";
import { expect } from "./fixtures";
import { makeOrganization, PASSWORD } from "./organizations";
import { callAction, type Visitor, visitor } from "./visitor";
import { fillIn, test, type Watched } from "./watched";

type Line = { msg: string; code?: number; organizationId?: number; adminId?: number; at?: string; level: number };

/** What a line about a refusal may say (lib/log.ts). */
const FIELDS = ["level", "time", "msg", "code", "organizationId", "adminId", "at", "batchId"];

const linesOf = (text: string): Line[] =>
  text.split("\n").flatMap((line) => {
    if (!line.startsWith("{")) return [];
    try {
      return [JSON.parse(line) as Line];
    } catch {
      return [];
    }
  });

/** The lines about refusals that one request makes; waits for the first, as the log comes through a pipe, at most a minute. */
async function noted(watched: Watched, request: () => Promise<unknown>): Promise<Line[]> {
  const from = watched.log().length;
  await request();
  for (let wait = 0; wait < 12_000; wait++) {
    const lines = linesOf(watched.log().slice(from)).filter(({ msg }) => /^access\./.test(msg));
    if (lines.length > 0) return lines;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return [];
}

test("every refusal is logged: pages, files, actions × {signed out, sub admin, full admin of another organization, removed admin}, without personal data", async ({
  watched,
  scene,
  sql,
  passwordHash,
}) => {
  test.setTimeout(180_000);
  const { first, other, ids } = scene;
  const removedFrom = await makeOrganization(sql, { learners: 1, learningData: false }, passwordHash);
  const callers: [string, Visitor, { organizationId?: number; adminId?: number }][] = [
    ["signed out", await visitor(watched.address), {}],
    [
      "sub admin",
      await visitor(watched.address, first.subadmin.email),
      { organizationId: first.id, adminId: first.subadmin.id },
    ],
    [
      "full admin of another organization",
      await visitor(watched.address, other.admin.email),
      { organizationId: other.id, adminId: other.admin.id },
    ],
    ["removed admin", await visitor(watched.address, removedFrom.admin.email), {}],
  ];
  await sql`update admins set removed_at = app_now() where organization_id = ${removedFrom.id} and id = ${removedFrom.admin.id}`;
  const from = watched.log().length;
  let refusals = 0;
  const unnoted: string[] = [];
  const expectNoted = async (what: string, code: number, who: object, request: () => Promise<unknown>) => {
    const [line] = await noted(watched, request);
    if (line) expect(line, what).toMatchObject({ code, level: 40, ...who });
    else unnoted.push(what);
    refusals++;
  };

  for (const [caller, who, named] of callers) {
    const nobody = caller === "signed out" || caller === "removed admin";
    const stranger = caller === "full admin of another organization";
    for (const [name, door] of Object.entries(PLACES)) {
      const guarded = door.who === "full_admin" || (door.who === "admin" && caller !== "sub admin");
      // Without a token, secret or signature everybody is nobody.
      const keyed = ["token", "secret", "signature"].includes(door.who);
      if (!guarded && !keyed) continue;
      if (stranger && guarded && !door.path.includes("{")) continue;
      // The first page leads on to another without asking who is there.
      if (name === "page.tsx") continue;
      const method = door.who === "signature" ? "POST" : (door.method ?? "GET");
      const code = keyed || nobody ? 401 : stranger ? 404 : 403;
      await expectNoted(`${caller} at ${name}`, code, keyed ? {} : named, async () =>
        (await who.fetch(fillIn(door.path, ids), { method })).text(),
      );
    }
    for (const { name, id, page } of actionsInBuild()) {
      const action = ACTIONS[name];
      if (!action || action.who === "anybody" || (stranger && !/\{\w+\}/.test(JSON.stringify(action)))) continue;
      if (caller === "sub admin" && action.who === "admin") continue;
      const { args, form } = JSON.parse(fillIn(JSON.stringify(action), { ...ids, batch: ids.ready })) as typeof action;
      await expectNoted(`${caller} calls ${name}`, nobody ? 401 : stranger ? 404 : 403, named, async () =>
        (
          await callAction(who, page, id, { args, ...(form ? { form } : {}), headers: { origin: watched.address } })
        ).text(),
      );
    }
  }
  expect(unnoted).toEqual([]);
  expect(refusals).toBeGreaterThan(250);

  // What was written about all of this names codes and ids alone.
  const written = watched.log().slice(from);
  for (const line of linesOf(written).filter(({ msg }) => /^access\./.test(msg)))
    expect(Object.keys(line).filter((field) => !FIELDS.includes(field))).toEqual([]);
  const personal = [
    ...scene.secrets,
    ...[first, other, removedFrom].flatMap(({ admin, admin2, subadmin, name, domain }) => [
      name,
      domain,
      ...[admin, admin2, subadmin].flatMap((one) => [one.email, one.name]),
    ]),
    PASSWORD,
    ...Object.values(scene.tokens),
    "127.0.0.1",
  ];
  // An employee number of three digits stands in the time of any line.
  for (const value of personal.filter(({ length }) => length > 5))
    expect(written.includes(value), `the log tells ${value}`).toBe(false);
});

test("a token that is refused for its scope or another organization's batch is logged by its admin's id, never by itself", async ({
  watched,
  scene,
}) => {
  const { ids, tokens, first, other } = scene;
  const nobody = await visitor(watched.address);
  for (const [token, path, method, code, organization] of [
    [tokens.read, `/batches/${ids.ready}/cancel`, "POST", 403, first],
    [tokens.theirs, `/batches/${ids.ready}`, "GET", 404, other],
    [tokens.theirs, `/batches/${ids.ready}/cancel`, "POST", 404, other],
    [tokens.theirs, `/batches/${ids.ready}/results.csv`, "GET", 404, other],
  ] as const) {
    const from = watched.log().length;
    const [line] = await noted(watched, async () => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await nobody.fetch(`/api/v1${path}`, { method, headers });
      expect(answer.status, path).toBe(code);
      await answer.text();
    });
    expect(line, path).toMatchObject({ code, organizationId: organization.id, adminId: organization.admin.id });
    expect(watched.log().slice(from)).not.toContain(token.slice(-43));
  }
});
