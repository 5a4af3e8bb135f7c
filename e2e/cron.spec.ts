// The cron address after days without a call, and called twice over (faults.md, cron, mail, links): it catches up, and nothing happens
// twice. Two processes of the application on a database of the test's own, whose clock is moved; its orders come by the API.
import { randomBytes } from "node:crypto";
import { connect, type Sql } from "@/db/client";
import { type OwnDatabase, ownDatabase } from "./database";
import { expect, test } from "./fixtures";
import { freePort, type Launched, launch } from "./launcher";
import { csvOf } from "./orders";
import { makeOrganization, type TestOrganization } from "./organizations";
import { client, tokenOf } from "./tokens";

test.describe("with a clock of its own", () => {
  test.describe.configure({ mode: "serial", timeout: 180_000 });

  const secret = randomBytes(32).toString("hex");
  const servers: Launched[] = [];
  const addresses: string[] = [];
  let own: OwnDatabase;
  let sql: Sql;

  test.beforeAll(async () => {
    own = await ownDatabase();
    sql = connect(own.url, 2);
    const sessions = randomBytes(32).toString("hex");
    for (let number = 0; number < 2; number++) {
      const port = await freePort();
      addresses.push(`http://localhost:${port}`);
      const server = launch({
        DATABASE_URL: own.url,
        DATABASE_CONNECTIONS: "6",
        PORT: String(port),
        CRON_SECRET: secret,
        NEXTAUTH_SECRET: sessions,
        TOMBSTONE_KEY: process.env.E2E_TOMBSTONE_KEY ?? "",
        CERTIFICATE_KEY: process.env.E2E_CERTIFICATE_KEY ?? "",
      });
      servers.push(server);
      await server.ready;
    }
  });
  test.afterAll(async () => {
    for (const server of servers) server.interrupt();
    await Promise.all(servers.map((server) => server.ended));
    await sql?.end();
    await own?.drop();
  });

  /** Eight calls at once to each process. */
  const callAll = async () => {
    const headers = { authorization: `Bearer ${secret}` };
    const calls = addresses.flatMap((address) =>
      Array.from({ length: 8 }, () => fetch(`${address}/api/cron/deletion-batches`, { headers })),
    );
    for (const answer of await Promise.all(calls)) {
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ failures: 0 });
    }
  };
  const stateOf = async ({ id }: TestOrganization, batchId: string) =>
    (await sql`select state from deletion_batches where organization_id = ${id} and id = ${batchId}`)[0]?.state;

  const reached = (organization: TestOrganization, batchId: string, state: string) =>
    expect
      .poll(
        async () => {
          await callAll();
          return stateOf(organization, batchId);
        },
        { timeout: 60_000 },
      )
      .toBe(state);

  async function uploaded(call: ReturnType<typeof client>, organization: TestOrganization, csv: string) {
    const made = await call("POST", "/batches?file_name=leavers.csv", {
      body: csv,
      headers: { "content-type": "text/csv" },
    });
    expect(made.status).toBe(201);
    const id = made.body.id as string;
    await reached(organization, id, "ready");
    return id;
  }

  test("runs missed for days, doubled: it catches up, nothing twice", async ({ passwordHash }) => {
    const organization = await makeOrganization(sql, { learners: 40 }, passwordHash);
    const { id, learners } = organization;
    const call = client(addresses[0] ?? "", (await tokenOf(sql, organization, "order")).token);
    const confirm = async (batchId: string, users: number) => {
      const body = { expected_users: users, preview_number: 1 };
      expect((await call("POST", `/batches/${batchId}/confirm`, { body })).status).toBe(200);
    };
    // One that ended, with rows that failed; one that is to begin in two days; one nobody confirms; one to be approved by nobody.
    const ended = await uploaded(call, organization, csvOf([learners[0] ?? {}, { email: "nobody@people.example" }]));
    await confirm(ended, 1);
    await reached(organization, ended, "completed_with_errors");
    await sql`update safeguards set start_delay_hours = 48 where organization_id = ${id}`;
    const waiting = await uploaded(call, organization, csvOf(learners.slice(1, 9)));
    await confirm(waiting, 8);
    const unconfirmed = await uploaded(call, organization, csvOf(learners.slice(10, 12)));
    await sql`update safeguards set approval_required = true where organization_id = ${id}`;
    const unapproved = await uploaded(call, organization, csvOf(learners.slice(12, 14)));
    await confirm(unapproved, 2);
    for (const [batchId, state] of [
      [waiting, "scheduled"],
      [unconfirmed, "ready"],
      [unapproved, "awaiting_approval"],
    ] as const)
      expect(await stateOf(organization, batchId)).toBe(state);

    // Thirty-one days in which nobody called.
    await own.moveClock("31 days");
    await callAll();
    await callAll();
    for (const [batchId, state] of [
      [ended, "completed_with_errors"],
      [waiting, "completed"],
      [unconfirmed, "expired"],
      [unapproved, "expired"],
    ] as const)
      expect([batchId, await stateOf(organization, batchId)]).toEqual([batchId, state]);
    const gone = learners.slice(0, 9).map((learner) => learner.id);
    const left = await sql<{ id: number }[]>`select id from learners where organization_id = ${id} order by id`;
    expect(left.map((learner) => learner.id)).toEqual(
      learners
        .map((learner) => learner.id)
        .filter((one) => !gone.includes(one))
        .sort((one, other) => one - other),
    );
    const [counts] = await sql`
      select (select count(*)::int from tombstones where organization_id = ${id}) as tombstones,
        (select count(*)::int from outcomes where organization_id = ${id} and batch_id = ${waiting}) as outcomes,
        (select count(*)::int from outcomes where organization_id = ${id} and batch_id = ${waiting} and outcome = 'deleted') as deleted,
        (select count(*)::int from staged_rows where organization_id = ${id}) as values,
        (select count(*)::int from pinned_learners where organization_id = ${id}) as pinned,
        (select count(*)::int from certificates where organization_id = ${id}) as certificates`;
    expect(counts).toEqual({ tombstones: 9, outcomes: 8, deleted: 8, values: 0, pinned: 0, certificates: 2 });
    const mails = await sql<{ batchId: string; kind: string; state: string; count: number }[]>`
      select batch_id as "batchId", kind, state, count(*)::int as count from mails where organization_id = ${id} group by 1, 2, 3`;
    const told = (batchId: string) =>
      mails
        .filter((mail) => mail.batchId === batchId)
        .map(({ kind, state, count }) => [kind, state, count])
        .sort();
    expect(told(waiting)).toEqual([
      ["batch_result", "kept", 1],
      ["batch_started", "kept", 1],
    ]);
    expect(told(ended)).toEqual([["batch_result", "kept", 1]]);
    const entries = await sql<{ action: string; count: number }[]>`
      select action, count(*)::int as count from audit_entries
      where organization_id = ${id} and action in ('batch.started', 'batch.completed', 'batch.completed_with_errors', 'batch.expired') group by 1 order by 1`;
    expect(entries.map(({ action, count }) => [action, count])).toEqual([
      ["batch.completed", 1],
      ["batch.completed_with_errors", 1],
      ["batch.expired", 2],
      ["batch.started", 2],
    ]);
    // And once more nothing.
    const before = await sql`select max(sequence) as last from audit_entries where organization_id = ${id}`;
    await callAll();
    expect(await sql`select max(sequence) as last from audit_entries where organization_id = ${id}`).toEqual(before);
    expect((await call("GET", `/batches/${ended}/results.csv`)).status).toBe(410);
  });
});
