// Files as large as they come, at a server of their own: minutes, not seconds, so this runs with the long faults. That the dialog
// shows the progress read here is flow.spec's.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { test as base, expect } from "@playwright/test";
import { connect } from "@/db/client";
import { embeddedUrl } from "@/db/embedded";
import { hashPassword } from "@/db/seed/password";
import { serverMemory } from "../bench/server-memory";
import { apiDoor, send } from "../front-doors";
import { freePort, launch, temporaryFolder } from "../launcher";
import { makeOrganization, PASSWORD } from "../organizations";
import { client, tokenOf } from "../tokens";

const ROWS = 2_000_000;
const MEMORY = 512 * 1024 * 1024;
const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Four letters each, so that two million fit into 15 MB. */
const idOf = (number: number) => [3, 2, 1, 0].map((place) => DIGITS[Math.floor(number / 62 ** place) % 62]).join("");

const test = base.extend<{ app: { url: string; pid: number; sql: ReturnType<typeof connect> } }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the braces.
  app: async ({}, use) => {
    const folder = temporaryFolder("files");
    const dataDir = join(folder, "data");
    const port = await freePort();
    const server = launch({ DATA_DIR: dataDir, PORT: String(port), DEMO_LEARNERS: "20" });
    try {
      await server.ready;
      const sql = connect(embeddedUrl(dataDir), 2);
      await use({ url: `http://localhost:${port}`, pid: server.process.pid ?? 0, sql });
      await sql.end();
    } finally {
      server.interrupt();
      await server.ended;
      rmSync(folder, { recursive: true, force: true });
    }
  },
});

test("CSV content: 2 million minimal rows: previewed with progress shown, memory ≤ 512 MB, other requests keep being served", async ({
  app: { url, pid, sql },
}) => {
  test.setTimeout(900_000);
  const learners = Array.from({ length: 1000 }, (_, index) => ({ email: null, userId: idOf(index * 2000) }));
  const organization = await makeOrganization(sql, { learners, learningData: false }, await hashPassword(PASSWORD));
  const { token } = await tokenOf(sql, organization, "order");
  const rows = Array.from({ length: ROWS }, (_, index) => `,${idOf(index)}`);
  const memory = serverMemory(pid);
  const id = await send(apiDoor(url, token), Buffer.from(`primary_email_address,unique_user_id\n${rows.join("\n")}`));

  const shown: number[] = [];
  let served = 0;
  await expect(async () => {
    expect((await fetch(`${url}/api/health`)).status).toBe(200);
    served++;
    const [batch] = await sql<{ state: string; checked: number }[]>`
      select state, checked_bytes::float8 / file_bytes as checked from deletion_batches
      where organization_id = ${organization.id} and id = ${id}`;
    shown.push(batch?.checked ?? -1);
    expect(batch?.state).toBe("ready");
  }).toPass({ timeout: 800_000, intervals: [200] });
  memory.stop();

  // It moved, forwards alone, and others were served meanwhile.
  expect(new Set(shown).size).toBeGreaterThan(5);
  expect(shown).toEqual([...shown].sort((a, b) => a - b));
  expect(served).toBeGreaterThan(10);
  expect(memory.peakBytes()).toBeGreaterThan(50 * 1024 * 1024);
  expect(memory.peakBytes()).toBeLessThan(MEMORY);
  const { body } = await client(url, token)("GET", `/batches/${id}`);
  expect(body).toMatchObject({
    rows: ROWS,
    preview: { users: learners.length, counts: { deleted: learners.length, not_found: ROWS - learners.length } },
  });
  const [left] = await sql`select count(*)::int as count from learners where organization_id = ${organization.id}`;
  expect(left?.count).toBe(learners.length);
});
