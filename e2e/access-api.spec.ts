// The API's doors with every kind of token that should not open them (issue 5, access): the list of operations is the description's
// own, so a new one is tried as well.
import type { Sql } from "@/db/client";
import { expect } from "./fixtures";
import { makeOrganization } from "./organizations";
import { tokenOf } from "./tokens";
import { type Visitor, visitor } from "./visitor";
import { nobodys, test } from "./watched";

type Operation = { method: string; path: string; orders: boolean };

async function operationsOf(nobody: Visitor): Promise<Operation[]> {
  const description = (await (await nobody.fetch("/api/v1/openapi.json")).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  return Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => /^(get|post|put|patch|delete)$/.test(method))
      .map((method) => ({ method: method.toUpperCase(), path, orders: method !== "get" })),
  );
}

/** A request that would do something, if its token could. */
async function ask(who: Visitor, { method, path }: Operation, batch: string, headers: Record<string, string>) {
  const body = path.endsWith("/confirm")
    ? JSON.stringify({ expected_users: 2, preview_number: 1 })
    : path === "/batches"
      ? JSON.stringify({ file_name: "a.csv", bytes: 10, sha256: "0".repeat(64) })
      : path.includes("/slices/")
        ? "x".repeat(10)
        : undefined;
  const answer = await who.fetch(`/api/v1${path.replace("{id}", batch).replace("{index}", "0")}`, {
    method,
    headers: { ...headers, ...(body ? { "content-type": "application/json" } : {}) },
    ...(method === "GET" || body === undefined ? {} : { body }),
  });
  return { status: answer.status, code: codeOf(await answer.text()), headers: answer.headers };
}

const codeOf = (body: string): string | undefined => {
  try {
    return (JSON.parse(body) as { code?: string }).code;
  } catch {
    return undefined;
  }
};

const batchesOf = async (sql: Sql, ids: number[]) =>
  JSON.stringify(
    await sql`select organization_id, id, state, preview_number from deletion_batches where organization_id = any(${ids}::bigint[]) order by 1, 2`,
  );

test("every operation × {no token, malformed, wrong secret, other id, revoked, past its end, demoted admin's, removed admin's, a session's cookie}: 401, the same answer, no write", async ({
  watched,
  scene,
  sql,
  passwordHash,
}) => {
  const nobody = await visitor(watched.address);
  const operations = await operationsOf(nobody);
  expect(operations.length).toBeGreaterThanOrEqual(10);
  const gone = await makeOrganization(sql, { learners: 1, learningData: false }, passwordHash);
  const { first } = scene;
  const [revoked, past, demoted, removed] = [
    await tokenOf(sql, first, "order"),
    await tokenOf(sql, first, "order"),
    await tokenOf(sql, gone, "order", gone.admin),
    await tokenOf(sql, gone, "order", gone.admin2),
  ];
  await sql`update api_tokens set revoked_at = app_now() where organization_id = ${first.id} and id = ${revoked.id}`;
  await sql`
    update api_tokens set created_at = created_at - interval '91 days', expires_at = expires_at - interval '91 days'
    where organization_id = ${first.id} and id = ${past.id}`;
  await sql`update admins set role = 'sub_admin' where organization_id = ${gone.id} and id = ${gone.admin.id}`;
  await sql`update admins set removed_at = app_now() where organization_id = ${gone.id} and id = ${gone.admin2.id}`;
  const { order, theirs } = scene.tokens;
  const bearers: Record<string, string | undefined> = {
    none: undefined,
    malformed: "la_1_2_3",
    undefined: "undefined",
    empty: "",
    "wrong secret": `${order.slice(0, -6)}AAAAAA`,
    "other organization's secret under this id": order.slice(0, -43) + theirs.slice(-43),
    "this secret under another organization": order.replace(/^la_\d+/, `la_${scene.other.id}`),
    revoked: revoked.token,
    "past its end": past.token,
    "demoted admin's": demoted.token,
    "removed admin's": removed.token,
    "a quote in the id": order.replace(/^(la_\d+_[0-9a-f]{31})./, "$1'"),
  };
  const before = await batchesOf(sql, [first.id, scene.other.id, gone.id]);
  const cookie = (await visitor(watched.address, first.admin.email)).cookies;
  const answers = new Set<string>();
  let network = 0;
  for (const operation of operations) {
    const tries: [string, Record<string, string>][] = [
      ...Object.entries(bearers).map(([kind, token]): [string, Record<string, string>] => [
        kind,
        token === undefined ? {} : { authorization: `Bearer ${token}` },
      ]),
      ["a session's cookie", { cookie, origin: watched.address }],
      ["the token as Basic", { authorization: `Basic ${order}` }],
      ["the token in a cookie", { cookie: `authorization=Bearer ${order}` }],
    ];
    for (const [kind, headers] of tries) {
      // From many networks: three hundred refusals of one are the limit.
      const from = { "x-forwarded-for": `10.1.${Math.floor(network / 200)}.${(network++ % 200) + 1}` };
      const answer = await ask(nobody, operation, scene.ids.ready, { ...from, ...headers });
      const what = `${operation.method} ${operation.path}: ${kind}`;
      expect([answer.status, answer.code], what).toEqual([401, "unauthorized"]);
      expect(answer.headers.get("www-authenticate"), what).toContain("Bearer");
      answers.add(JSON.stringify([answer.status, answer.code, [...answer.headers.keys()].sort()]));
    }
  }
  expect(answers.size).toBe(1);
  expect(await batchesOf(sql, [first.id, scene.other.id, gone.id])).toBe(before);
});

test("a token to read at every door that orders: 403, nothing ordered; another organization's token: 404, as of nobody's", async ({
  watched,
  scene,
  sql,
}) => {
  const nobody = await visitor(watched.address);
  const before = await batchesOf(sql, [scene.first.id]);
  const authorization = (token: string) => ({ authorization: `Bearer ${token}` });
  for (const operation of await operationsOf(nobody)) {
    const what = `${operation.method} ${operation.path}`;
    if (operation.orders) {
      const answer = await ask(nobody, operation, scene.ids.ready, authorization(scene.tokens.read));
      expect([answer.status, answer.code], what).toEqual([403, "scope"]);
    }
    if (!operation.path.includes("{id}")) continue;
    const [theirs, nobodysBatch] = [
      await ask(nobody, operation, scene.ids.ready, authorization(scene.tokens.theirs)),
      await ask(nobody, operation, nobodys().batch, authorization(scene.tokens.theirs)),
    ];
    expect([theirs.status, theirs.code], what).toEqual([404, "not_found"]);
    expect([nobodysBatch.status, nobodysBatch.code], what).toEqual([404, "not_found"]);
  }
  expect(await batchesOf(sql, [scene.first.id])).toBe(before);
});

test("tokens tried out without an end from one network are slowed", async ({ watched }) => {
  const nobody = await visitor(watched.address);
  const from = { "x-forwarded-for": "10.7.7.7" };
  const answers: number[] = [];
  for (let round = 0; round < 32; round++)
    answers.push(
      ...(await Promise.all(
        Array.from({ length: 10 }, async () => {
          const answer = await nobody.fetch("/api/v1/batches", {
            headers: { ...from, authorization: "Bearer la_1_2_3" },
          });
          await answer.text();
          return answer.status;
        }),
      )),
    );
  expect(answers.filter((status) => status === 401)).toHaveLength(300);
  expect(answers.filter((status) => status === 429)).toHaveLength(20);
  const elsewhere = await nobody.fetch("/api/v1/batches", { headers: { "x-forwarded-for": "10.7.7.8" } });
  expect(elsewhere.status).toBe(401);
});
