// A second process of the application on the same database, watched from both sides: what it logs, and what it asks the database. It
// believes to be behind https. And a scene: an organization with one of everything that has an address. Used by the specs of access.
import { randomBytes, randomUUID } from "node:crypto";
import type { Sql } from "@/db/client";
import { test as base } from "./fixtures";
import { freePort, launch } from "./launcher";
import { addingCsv, runListUntil, uploadList } from "./lists";
import { csvOf, order, runUntil, upload } from "./orders";
import { makeOrganization, type TestOrganization } from "./organizations";
import { recorder } from "./recorder";
import { tokenOf } from "./tokens";

export type Watched = {
  address: string;
  /** What APP_URL says. */
  publicAddress: string;
  /** Everything printed so far. */
  log: () => string;
  /** Texts of statements, in order. */
  statements: string[];
  nextAuthSecret: string;
  cron: () => Promise<void>;
};

/** Ids of things of the first organization, or of nothing at all. */
export type Ids = {
  batch: string;
  ready: string;
  mail: string;
  learner: string;
  list: string;
  adding: string;
  holding: string;
};

export type Scene = {
  first: TestOrganization;
  other: TestOrganization;
  ids: Ids;
  tokens: { order: string; read: string; theirs: string };
  /** What nobody but the first organization's full admins may read. */
  secrets: string[];
};

/** Ids of the same shape that are nobody's. */
export const nobodys = (): Ids => ({
  batch: randomUUID(),
  ready: randomUUID(),
  mail: randomUUID(),
  learner: String(900_000_000_000 + Math.floor(Math.random() * 1_000_000)),
  list: randomUUID(),
  adding: randomUUID(),
  holding: randomUUID(),
});

/** `{batch}` and the like in a path or in an action's arguments. */
export const fillIn = (text: string, ids: Ids): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => ids[name as keyof Ids] ?? whole);

/** Eight at a time. */
export async function each<T>(list: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = [...list];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
    }),
  );
}

const CSV_NAME = "zanzibar-leavers.csv";

async function makeScene(sql: Sql, passwordHash: string, cron: () => Promise<void>): Promise<Scene> {
  const first = await makeOrganization(sql, { learners: 12 }, passwordHash);
  const other = await makeOrganization(sql, { learners: 3 }, passwordHash);
  const done = await order(cron, first, csvOf(first.learners.slice(0, 2)));
  await runUntil(cron, first, done, "completed");
  const ready = await upload(first, csvOf(first.learners.slice(4, 6)), CSV_NAME);
  await runUntil(cron, first, ready, "ready");
  const list = await uploadList(first, csvOf([{ email: "zanzibar@people.example" }]), {
    purpose: "find_deleted_users",
  });
  const adding = await uploadList(first, addingCsv("zanzibar@people.example,,,"));
  const holding = await uploadList(first, "primary_email_address,unique_user_id,reason\nzanzibar@people.example,,Why", {
    purpose: "hold_users",
  });
  for (const one of [list, adding, holding]) await runListUntil(cron, first, one, "ready");
  const [mail] = await sql<{ id: string }[]>`select id from mails where organization_id = ${first.id} limit 1`;
  return {
    first,
    other,
    ids: { batch: done, ready, mail: mail?.id ?? "", learner: String(first.learners[8]?.id), list, adding, holding },
    tokens: {
      order: (await tokenOf(sql, first, "order")).token,
      read: (await tokenOf(sql, first, "read")).token,
      theirs: (await tokenOf(sql, other, "order")).token,
    },
    secrets: [
      CSV_NAME,
      "zanzibar@people.example",
      ...first.learners.slice(2).flatMap(({ email, userId }) => [email ?? "", userId ?? ""]),
    ].filter(Boolean),
  };
}

export const test = base.extend<object, { watched: Watched; scene: Scene }>({
  watched: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the braces.
    async ({}, use) => {
      const record = await recorder(process.env.E2E_DATABASE_URL ?? "");
      const port = await freePort();
      const publicAddress = "https://learning.example";
      const cronSecret = randomBytes(32).toString("hex");
      const nextAuthSecret = randomBytes(32).toString("hex");
      const server = launch({
        DATABASE_URL: record.url,
        DATABASE_CONNECTIONS: "6",
        PORT: String(port),
        APP_URL: publicAddress,
        NEXTAUTH_SECRET: nextAuthSecret,
        CRON_SECRET: cronSecret,
        TOMBSTONE_KEY: process.env.E2E_TOMBSTONE_KEY ?? "",
        CERTIFICATE_KEY: process.env.E2E_CERTIFICATE_KEY ?? "",
        // The tests come from as many networks as they say.
        TRUST_PROXY: "1",
      });
      const address = `http://localhost:${port}`;
      try {
        await server.ready;
        await use({
          address,
          publicAddress,
          log: server.output,
          statements: record.statements,
          nextAuthSecret,
          cron: async () => {
            const headers = { authorization: `Bearer ${cronSecret}` };
            const answer = await fetch(`${address}/api/cron/deletion-batches`, { headers });
            if (!answer.ok) throw new Error(`cron answered ${answer.status}`);
          },
        });
      } finally {
        server.interrupt();
        await server.ended;
        await record.close();
      }
    },
    { scope: "worker", timeout: 120_000 },
  ],
  scene: [
    async ({ sql, passwordHash, watched }, use) => use(await makeScene(sql, passwordHash, watched.cron)),
    { scope: "worker", timeout: 120_000 },
  ],
});
