// Demoted, removed, password changed, with a live session (faults.md, access): the next request is refused, whichever door it is at.
import { actionsInBuild } from "./doors";
import { expect, type TestOrganization } from "./fixtures";
import { csvOf, runUntil, upload } from "./orders";
import { makeOrganization, PASSWORD } from "./organizations";
import { tokenOf } from "./tokens";
import { act, callAction, fetchData, type Visitor, visitor } from "./visitor";
import { test } from "./watched";

const PAGE = "/authenticate/automate-user-management";
const NEW = "another password of mine";

type Sql = Parameters<Parameters<typeof test>[2]>[0]["sql"];
type Event = {
  what: string;
  does: (organization: TestOrganization, address: string, sql: Sql) => Promise<unknown>;
  /** What becomes of tokens: they end with the role, not with a password. */
  token: 200 | 401;
};

const EVENTS: Event[] = [
  {
    what: "demoted",
    does: ({ admin, admin2 }, address) =>
      act(address, admin.email, "admins/actions.ts#changeRole", { adminId: admin2.id, role: "sub_admin" }),
    token: 401,
  },
  {
    what: "demoted past the product, in the database",
    does: ({ id, admin2 }, _, sql) =>
      sql`update admins set role = 'sub_admin' where organization_id = ${id} and id = ${admin2.id}`,
    token: 401,
  },
  {
    what: "removed",
    does: ({ admin, admin2 }, address) =>
      act(address, admin.email, "admins/actions.ts#removeAdmin", { adminId: admin2.id }),
    token: 401,
  },
  {
    what: "password changed in another session",
    does: ({ admin2 }, address) =>
      act(address, admin2.email, "account/actions.ts#changePassword", { present: PASSWORD, password: NEW }),
    token: 200,
  },
  {
    what: "all sessions ended from another",
    does: ({ admin2 }, address) => act(address, admin2.email, "account/actions.ts#endSessions", "all"),
    token: 200,
  },
];

for (const { what, does, token: tokenAfter } of EVENTS)
  test(`${what}, with a live session: the next request is refused, at a page, an action, a handler, the API`, async ({
    watched,
    sql,
    passwordHash,
  }) => {
    const organization = await makeOrganization(sql, { learners: 6, learningData: false }, passwordHash);
    const { admin, admin2 } = organization;
    const ready = await upload(organization, csvOf(organization.learners.slice(0, 2)));
    await runUntil(watched.cron, organization, ready, "ready");
    const { token } = await tokenOf(sql, organization, "read", admin2);
    // A session a door, so that each is asked by one that has not been refused yet.
    const sessions: Visitor[] = [];
    for (let door = 0; door < 4; door++) sessions.push(await visitor(watched.address, admin2.email));
    const [page, action, handler, router] = sessions as [Visitor, Visitor, Visitor, Visitor];
    const read = actionsInBuild().find(({ name }) => name.endsWith("user-deletion/actions.ts#readPreview"));
    const ask = {
      page: () => page.fetch(PAGE),
      action: () =>
        callAction(action, read?.page ?? "", read?.id ?? "", { args: [ready], headers: { origin: watched.address } }),
      handler: () => handler.fetch("/users/export.csv"),
      router: () => fetchData(router, PAGE, { rsc: "1" }),
      api: () => fetch(`${watched.address}/api/v1/batches`, { headers: { authorization: `Bearer ${token}` } }),
    };
    const marks = [organization.learners[0]?.email ?? "", "leavers.csv"];
    const answers = async () =>
      Object.fromEntries(
        await Promise.all(
          Object.entries(ask).map(async ([door, open]) => {
            const answer = await open();
            const body = await answer.text();
            // To the router a refusal comes as data, with status 200.
            const [, data = ""] = /NEXT_(?:REDIRECT;\w+|HTTP_ERROR_FALLBACK);([^;"]+)/.exec(body) ?? [];
            const inData = door === "router" && answer.status === 200 && data;
            const to = answer.headers.get("location") ?? answer.headers.get("x-action-redirect") ?? (inData || "");
            const status = inData && /^4\d\d$/.test(inData) ? Number(inData) : answer.status;
            return [door, { status, to, tells: marks.some((mark) => body.includes(mark)) }] as const;
          }),
        ),
      );
    const before = await answers();
    for (const door of ["page", "action", "handler", "router", "api"])
      expect(before[door], door).toMatchObject({ status: 200, tells: true });

    await does(organization, watched.address, sql);

    const after = await answers();
    const stays = /database/.test(what);
    for (const door of ["page", "action", "handler", "router"]) {
      expect(after[door]?.tells, door).toBe(false);
      if (stays) expect(after[door]?.status, door).toBe(403);
      else if (door === "handler") expect(after[door]?.status).toBe(401);
      else expect(`${after[door]?.status} ${after[door]?.to}`, door).toMatch(/^(?:30[37]|200) \S*\/sign-in/);
    }
    expect(after.api?.status).toBe(tokenAfter);
    // Nobody else is touched by it.
    expect((await (await visitor(watched.address, admin.email)).fetch(PAGE)).status).toBe(200);
  });
