// A thousand batches end while the provider misbehaves at three requests of ten (faults.md, cron, mail, links): the real outbox, the
// real run and the real SDK in processes of their own, on a database of their own whose clock is moved instead of waiting.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { connect, type Sql } from "@/db/client";
import { random } from "@/db/seed/random";
import { ownDatabase } from "./database";
import { expect, test } from "./fixtures";
import { makeOrganization, type TestOrganization } from "./organizations";
import { type Misbehaviour, startResendStandIn } from "./resend-stand-in";

const RUNNER = fileURLToPath(new URL("mail-runner-process.ts", import.meta.url));
const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Many small ones: where the provider turns one mail away, it waits with the organization's others. */
const ORGANIZATIONS = 100;
const BATCHES_EACH = 10;
const PROCESSES = 2;
const FAULTY = 0.3;
/** Longer than most waits between tries; twenty of them are far from the 23 hours after which nothing is sent again. */
const MINUTES_A_ROUND = 30;
const RETRY_AFTER_SECONDS = 1500;

const FAULTS: Misbehaviour[] = [
  { do: "rate_limit", retryAfterSeconds: RETRY_AFTER_SECONDS },
  { do: "error", status: 500 },
  { do: "error_after_accept" },
  { do: "reset_before" },
  { do: "reset_after_accept" },
  { do: "busy" },
];
/** Each of these costs a run the rest of its time, so there are few. */
const TIMEOUTS_AT = new Set([7, 150, 420, 800]);

class Runner {
  private readonly child: ChildProcess;
  private readonly lines: Interface;
  private readonly ended: Promise<unknown>;

  constructor(environment: Record<string, string>) {
    this.child = spawn(process.execPath, ["--import", "tsx", RUNNER], {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.ended = once(this.child, "close");
    // pino writes to the same stream; only what is asked for is an answer.
    this.lines = createInterface({ input: this.child.stdout as NodeJS.ReadableStream });
  }

  private answer(like: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const read = (line: string) => {
        if (!like.test(line)) return;
        this.lines.off("line", read);
        resolve(line);
      };
      this.lines.on("line", read);
      void this.ended.then(() => reject(new Error("a runner ended by itself")));
    });
  }

  ready = () => this.answer(/^ready$/);

  async run(): Promise<{ turns: number; failures: number }> {
    const answered = this.answer(/^\{"turns":/);
    this.child.stdin?.write("run\n");
    return JSON.parse(await answered);
  }

  stop(): Promise<unknown> {
    this.child.stdin?.end();
    return this.ended;
  }
}

/** Batches of two rows that name nobody, all but ended: the next run ends each and has its mails to send. */
async function endingBatches(sql: Sql, { id, admin }: TestOrganization): Promise<void> {
  await sql`
    with made as (
      insert into deletion_batches (organization_id, state, file_name, file_bytes, file_sha256, slices, rows, preview,
        uploaded_by, confirmed_by, uploaded_at, previewed_at, confirmed_at, starts_at, started_at)
      select ${id}, 'processing', 'leavers.csv', 60, ${"0".repeat(64)}, 1, 2, '{}',
        ${admin.id}, ${admin.id}, app_now(), app_now(), app_now(), app_now(), app_now()
      from generate_series(1, ${BATCHES_EACH}) returning id
    ), rows as (
      insert into outcomes (organization_id, batch_id, row_number, outcome)
      select ${id}, made.id, n, 'not_found' from made, generate_series(2, 3) n
    ) insert into due_work (organization_id, work_id, due_at) select ${id}, made.id, app_now() from made`;
}

test("provider: 429 with retry-after, 500, timeout, reset after it took the mail, 409, at 30 % of the requests of 1,000 batches: same key, same bytes, one logical mail a recipient", async ({
  passwordHash,
}) => {
  test.setTimeout(600_000);
  const provider = await startResendStandIn();
  const { url, moveClock, drop } = await ownDatabase();
  const chance = random(5);
  let faults = 0;
  provider.misbehaveBy((request) => {
    if (TIMEOUTS_AT.has(request)) return { do: "timeout" };
    return chance.next() < FAULTY ? FAULTS[faults++ % FAULTS.length] : undefined;
  });
  const sql = connect(url, 1);
  const environment = {
    NODE_ENV: "production",
    DATABASE_URL: url,
    DATABASE_CONNECTIONS: "5",
    TOMBSTONE_KEY: process.env.E2E_TOMBSTONE_KEY ?? "",
    CERTIFICATE_KEY: process.env.E2E_CERTIFICATE_KEY ?? "",
    CRON_SECRET: process.env.E2E_CRON_SECRET ?? "",
    NEXTAUTH_SECRET: "of no use to a process without pages",
    RESEND_API_KEY: "re_right",
    RESEND_BASE_URL: provider.url,
    MAIL_FROM: "Learning Admin <mail@learning.example>",
  };
  const runners = Array.from({ length: PROCESSES }, () => new Runner(environment));
  try {
    await Promise.all(runners.map((runner) => runner.ready()));
    const organizations: TestOrganization[] = [];
    for (let made = 0; made < ORGANIZATIONS; made++) {
      const organization = await makeOrganization(sql, { learners: 1, learningData: false }, passwordHash);
      organizations.push(organization);
      // Every fourth has somebody else to tell as well.
      if (made % 4 === 0)
        await sql`
          insert into mail_recipients (organization_id, email, normalized_email, language, confirmed_at)
          values (${organization.id}, 'hr@people.example', 'hr@people.example', 'id', app_now())`;
      await endingBatches(sql, organization);
    }

    let rounds = 0;
    for (; rounds < 40; rounds++) {
      await moveClock(`${rounds * MINUTES_A_ROUND} minutes`);
      const before = provider.requests.length;
      for (;;) {
        const runs = await Promise.all(runners.map((runner) => runner.run()));
        expect(runs.map(({ failures }) => failures)).toEqual(runs.map(() => 0));
        if (runs.every(({ turns }) => turns === 0)) break;
      }
      // Whoever was told to wait waited: the clock of a round is still, but for the seconds it takes.
      const told = new Set<string | undefined>();
      for (const { key, status } of provider.requests.slice(before)) {
        expect(told.has(key), `${key} came back too soon`).toBe(false);
        if (status === 429) told.add(key);
      }
      const [left] = await sql<{ count: number }[]>`
        select (select count(*)::int from mails where state = 'pending')
          + (select count(*)::int from deletion_batches where state = 'processing') as count`;
      if (left?.count === 0) break;
    }
    console.log(`${rounds} rounds, ${provider.requests.length} requests, ${provider.mails.length} mails`);

    const faulty = provider.requests.filter(({ order }) => order);
    expect(faulty.length / provider.requests.length).toBeGreaterThan(0.25);
    for (const { do: kind } of [...FAULTS, { do: "timeout" }])
      expect(faulty.filter(({ order }) => order === kind).length, kind).toBeGreaterThanOrEqual(TIMEOUTS_AT.size);

    const [batches] = await sql<{ ended: number }[]>`
      select count(*)::int as ended from deletion_batches where state = 'completed_with_errors'`;
    expect(batches?.ended).toBe(ORGANIZATIONS * BATCHES_EACH);
    // Who is to get one mail each, from the batches and not from the outbox.
    const expected = await sql<{ reader: string }[]>`
      select b.id || ' ' || a.email as reader from deletion_batches b
      join admins a on a.organization_id = b.organization_id and a.id = b.uploaded_by
      union all
      select b.id || ' ' || r.email from deletion_batches b join mail_recipients r on r.organization_id = b.organization_id
      order by 1`;
    const readers = (list: { key: string | undefined; to: string[] }[]) =>
      list.map(({ key, to }) => `${key?.split("/")[1]} ${to.join()}`).sort();
    expect(readers(provider.mails)).toEqual(expected.map(({ reader }) => reader).sort());

    const bytesOf = new Map<string | undefined, string>();
    for (const { key, body } of provider.requests) {
      expect(key).toMatch(/^batch-result\/[0-9a-f-]{36}\/(admin|recipient)-\d+$/);
      expect(body, `the bytes of ${key}`).toBe(bytesOf.get(key) ?? body);
      bytesOf.set(key, body);
    }

    // What is marked sent is what the provider took, and everything is.
    const sent = await sql<{ key: string; providerId: string; state: string }[]>`
      select idempotency_key as key, provider_id as "providerId", state from mails order by 1`;
    const taken = provider.mails.map(({ key = "", id }) => ({ key, providerId: id, state: "sent" }));
    const byKey = (one: { key: string }, other: { key: string }) => (one.key < other.key ? -1 : 1);
    expect([...sent].sort(byKey)).toEqual(taken.sort(byKey));
  } finally {
    await Promise.all(runners.map((runner) => runner.stop()));
    await sql.end();
    await provider.close();
    await drop();
  }
});
