// What another organization has is as if it did not exist (faults.md, access): the same body, and the same time, which is shown by the
// same statements asked of the database, for a thing of somebody else's and for one that never was. And signing in a hundred times.
import { limitKey } from "@/lib/auth/rate-limits";
import { ACTIONS, actionsInBuild, PLACES } from "./doors";
import { expect } from "./fixtures";
import { makeOrganization } from "./organizations";
import { tokenOf } from "./tokens";
import { callAction, tryToSignIn, visitor } from "./visitor";
import { fillIn, type Ids, nobodys, type Scene, test, type Watched } from "./watched";

/** The statements of one request. Those by which a new connection learns the database's types are nobody's. */
async function asked<T>(watched: Watched, request: () => Promise<T>): Promise<{ answer: T; statements: string[] }> {
  await quiet(watched);
  const from = watched.statements.length;
  const answer = await request();
  const statements = watched.statements.slice(from).map((text) => text.replace(/\s+/g, " ").trim());
  return { answer, statements: statements.filter((text) => text !== "" && !/pg_catalog\.pg_type/.test(text)) };
}

/** Waits until nothing is asked any more: a run, or what is noted once an answer is out. */
async function quiet({ statements }: Watched): Promise<void> {
  for (let last = -1, still = 0; still < 3; still = statements.length === last ? still + 1 : 0) {
    last = statements.length;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

/** What was said, without what is this request's alone, and with the ids that were asked for by their names. */
async function said(answer: Response, ids: Ids): Promise<string> {
  const body = await answer.text();
  const nonce = /'nonce-([^']+)'/.exec(answer.headers.get("content-security-policy") ?? "")?.[1];
  // Titles and names of files have the first eight characters of the id that was asked for.
  const plain = (text: string) =>
    Object.entries(ids).reduce(
      (sofar, [name, id]) =>
        sofar.replace(new RegExp(`(?<![\\w-])(?:${id}|${id.slice(0, 8)})(?![\\w-])`, "g"), `{${name}}`),
      nonce ? text.replaceAll(nonce, "{nonce}") : text,
    );
  const ours =
    /^(?:date|connection|keep-alive|content-security-policy|ratelimit-(?:remaining|reset)|content-length|etag)$/;
  const headers = [...answer.headers]
    .filter(([name]) => !ours.test(name))
    .map(([name, value]) => `${name}: ${plain(value)}`);
  // The pieces of a page's data come as they are ready, cut anywhere and numbered as they come: joined, what they say is the same.
  const data = [...body.matchAll(/self\.__next_f\.push\(\[1,(".*?")\]\)<\/script>/gs)]
    .map((match) => JSON.parse(match[1] ?? '""') as string)
    .join("");
  const page = plain(body.replace(/<script\b[\s\S]*?<\/script>/g, "").replace(/<template[^>]*>|<!--.*?-->/g, ""));
  const words = [...new Set(plain(data).match(/[A-Za-z{][\w/.@{}-]{3,}/g))].sort();
  return [answer.status, ...headers.sort(), page, ...words].join("\n");
}

test("another organization's batch, results, certificate, list, learner, mail: as if it did not exist, body and statements alike", async ({
  watched,
  scene,
}) => {
  test.setTimeout(120_000);
  const stranger = await visitor(watched.address, scene.other.admin.email);
  const doors = Object.entries(PLACES).filter(([, { path }]) => path.includes("{"));
  expect(doors.length).toBeGreaterThan(18);
  for (const [name, door] of doors) {
    const tokens = door.who === "token" ? { authorization: `Bearer ${scene.tokens.theirs}` } : undefined;
    const body = /confirm/.test(name) ? JSON.stringify({ expected_users: 2, preview_number: 1 }) : undefined;
    const open = async (ids: Ids) => {
      const { answer, statements } = await asked(watched, async () => {
        const headers = { ...tokens, ...(body ? { "content-type": "application/json" } : {}) };
        const init = { method: door.method ?? "GET", headers, ...(body ? { body } : {}) };
        const opened = await stranger.fetch(fillIn(door.path, ids), init);
        return { status: opened.status, said: await said(opened, ids) };
      });
      return { ...answer, statements };
    };
    const nothing = nobodys();
    await open(nothing);
    const never = await open(nothing);
    expect(never.status, name).toBe(404);
    expect(never.statements.length, name).toBeGreaterThan(0);
    for (const batch of [scene.ids.batch, scene.ids.ready]) {
      const theirs = await open({ ...scene.ids, batch });
      expect(theirs.said, name).toBe(never.said);
      expect(theirs.statements, name).toEqual(never.statements);
    }
  }
});

/** Actions whose list of doors has no id of the scene in it, with what is the first organization's and what never was. */
async function moreActions(sql: Parameters<Parameters<typeof test>[2]>[0]["sql"], { first }: Scene) {
  const [recipient] = await sql<{ id: number }[]>`
    insert into mail_recipients (organization_id, email, normalized_email) values (${first.id}, 'a@hr.example', 'a@hr.example') returning id`;
  const [invitation] = await sql<{ id: string }[]>`
    insert into admin_invitations (organization_id, name, email, normalized_email, role, language, link_hash, invited_by, expires_at)
    values (${first.id}, 'N', 'n@hr.example', 'n@hr.example', 'sub_admin', 'en', ${"0".repeat(64)}, ${first.admin.id}, app_now() + interval '1 day')
    returning id`;
  const token = await tokenOf(sql, first, "read");
  const nothing = nobodys();
  const learner = [Number(first.learners[9]?.id), Number(nothing.learner)];
  const admin = [first.admin2.id, Number(nothing.learner)];
  const invited = [invitation?.id, nothing.batch];
  const hr = [recipient?.id, Number(nothing.learner)];
  const list: [string, [unknown, unknown]][] = [];
  const add = (name: string, [theirs, nobodysOne]: unknown[], args: (id: unknown) => unknown) =>
    list.push([name, [args(theirs), args(nobodysOne)]]);
  add("#changeRole", admin, (adminId) => ({ adminId, role: "sub_admin" }));
  add("#removeAdmin", admin, (adminId) => ({ adminId }));
  add("#sendInvitationAgain", invited, (id) => ({ id }));
  add("#withdrawInvitation", invited, (id) => ({ id }));
  add("#sendLinkAgain", hr, (id) => ({ id }));
  add("#setRecipientLanguage", hr, (id) => ({ id, language: "id" }));
  add("#removeRecipient", hr, (id) => ({ id }));
  add("#putOnHold", learner, (learnerId) => ({ learnerId, reason: "Not these", lastDay: null }));
  add("#liftHold", learner, (learnerId) => ({ learnerId }));
  add("#revokeToken", [token.id, nothing.batch], (id) => ({ id }));
  add("#lookUp", [first.learners[0]?.email, "nobody-at-all@people.example"], (typed) => typed);
  return list;
}

test("another organization's things named in an action: as if they did not exist, answer and statements alike", async ({
  watched,
  scene,
  sql,
}) => {
  test.setTimeout(120_000);
  const stranger = await visitor(watched.address, scene.other.admin.email);
  const nothing = nobodys();
  const withIds = Object.entries(ACTIONS)
    .filter(([, action]) => /\{(batch|list|adding|holding)\}/.test(JSON.stringify(action)))
    .map(([name, { args, form }]) => {
      const fill = (ids: Ids) => JSON.parse(fillIn(JSON.stringify({ args, form }), ids)) as (typeof ACTIONS)[string];
      return [name, [fill({ ...scene.ids, batch: scene.ids.ready }), fill(nothing)]] as const;
    });
  const more = (await moreActions(sql, scene)).map(
    ([name, pair]) => [name, pair.map((arg) => ({ args: [arg] }))] as const,
  );
  expect(withIds.length).toBeGreaterThan(15);
  for (const [name, pair] of [...withIds, ...more]) {
    const found = actionsInBuild().filter((action) => action.name.endsWith(name));
    expect(found, name).toHaveLength(1);
    const { id = "", page = "" } = found[0] ?? {};
    const call = async (what: { args?: unknown[]; form?: Record<string, string> }) =>
      asked(watched, async () => {
        const headers = { origin: watched.address };
        const answer = await callAction(stranger, page, id, { ...what, headers });
        const body = await answer.text();
        // The answer itself: what comes beside it is the caller's own page, drawn anew.
        return `${answer.status} ${/^1:(.*)$/m.exec(body)?.[1] ?? body.slice(0, 200)}`;
      });
    const [theirs = {}, nobodysOne = {}] = pair;
    await call(nobodysOne);
    const never = await call(nobodysOne);
    const told = await call(theirs);
    const plain = (text: string) =>
      [...Object.entries(scene.ids), ...Object.entries(nothing)].reduce(
        (sofar, [of, one]) => sofar.replaceAll(one, of),
        text,
      );
    expect(plain(told.answer), name).toBe(plain(never.answer));
    // A run may have begun once the answer was out; what it asks is not this caller's.
    const own = (statements: string[]) => statements.filter((text) => !/due_work/.test(text)).slice(0, 12);
    expect(own(told.statements), name).toEqual(own(never.statements));
  }
});

/** What next-auth's door said: nothing, or the name of an error. */
const outcome = async (answer: Response) =>
  new URL(((await answer.json()) as { url: string }).url).searchParams.get("error") ?? "in";

test("sign-in tried 100 times, for an unknown and a known address: slowed per account and address, same answer, same work", async ({
  watched,
  sql,
  passwordHash,
}) => {
  test.setTimeout(120_000);
  const organization = await makeOrganization(sql, { learners: 1, learningData: false }, passwordHash);
  const known = organization.admin.email;
  const unknown = `nobody@${organization.domain}`;
  let network = 0;
  /** From a network of its own each, unless one is given. */
  const attempt = async (email: string, password = "wrong", from = `10.20.${network >> 8}.${network++ & 255}`) => {
    const { answer, set } = await tryToSignIn(watched.address, email, password, { "x-forwarded-for": from });
    return {
      said: await outcome(answer),
      cookies: set
        .map((line) => line.split("=")[0])
        .sort()
        .join(),
    };
  };
  const told: string[] = [];
  for (const email of [known, unknown]) {
    const answers = [];
    for (let round = 0; round < 20; round++)
      answers.push(...(await Promise.all(Array.from({ length: 5 }, () => attempt(email)))));
    expect(
      answers.filter(({ said }) => said === "CredentialsSignin"),
      email,
    ).toHaveLength(10);
    expect(
      answers.filter(({ said }) => said === "TooManyAttempts"),
      email,
    ).toHaveLength(90);
    told.push([...new Set(answers.map((answer) => JSON.stringify(answer)))].sort().join());
  }
  expect(told[0]).toBe(told[1]);
  // Not even the right password, until the quarter of an hour is over.
  expect((await attempt(known, "Learning-Tests-2026")).said).toBe("TooManyAttempts");
  const [session] =
    await sql`select count(*)::int as count from admin_sessions where organization_id = ${organization.id}`;
  expect(session?.count).toBe(0);
  // Each wrong one is noted, and once that there were too many.
  await expect
    .poll(async () => {
      const noted = await sql`
        select 1 from audit_entries where organization_id = ${organization.id} and action = 'sign_in.refused'`;
      return noted.length;
    })
    .toBe(11);

  // Sixty addresses from one network: fifty tries, then none, known or not.
  const office = "10.99.1.1";
  const others: string[] = [];
  for (let round = 0; round < 12; round++)
    others.push(
      ...(await Promise.all(
        Array.from(
          { length: 5 },
          async (_, index) => (await attempt(`n${round}-${index}@people.example`, "x", office)).said,
        ),
      )),
    );
  expect(others.filter((said) => said === "CredentialsSignin")).toHaveLength(50);
  expect(others.filter((said) => said === "TooManyAttempts")).toHaveLength(10);
  expect((await attempt(organization.admin2.email, "Learning-Tests-2026", office)).said).toBe("TooManyAttempts");
  expect((await attempt(organization.admin2.email, "Learning-Tests-2026")).said).toBe("in");

  // The same work: one verification at the same cost (lib/auth/passwords.test.ts), and the same statements until the answer is out.
  const work = async (email: string) => (await asked(watched, () => attempt(email))).statements;
  await work(`warm@${organization.domain}`);
  const [ofUnknown, ofKnown] = [await work(`new@${organization.domain}`), await work(organization.subadmin.email)];
  expect(ofUnknown.some((text) => /sign_in_addresses/.test(text))).toBe(true);
  expect(ofKnown.slice(0, ofUnknown.length)).toEqual(ofUnknown);

  // The counts are kept under keyed hashes.
  const [counted] = await sql`
    select count(*)::int as count from rate_limits
    where key in (${`account:${limitKey(watched.nextAuthSecret, known)}`}, ${`account:${limitKey(watched.nextAuthSecret, unknown)}`})`;
  expect(counted?.count).toBe(2);
});
