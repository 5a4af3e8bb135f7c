// The built application on a database of the test's choice, with the provider of the test, and an HR system that orders through its API.
// Called by specs of this folder.
import { freePort, type Launched, launch } from "../launcher";
import { csvOf } from "../orders";
import { type ApiAnswer, client } from "../tokens";
import { expect } from "./fixtures";

export type App = { address: string; server: Launched; cron: () => Promise<Response>; stop: () => Promise<void> };

const KEYS = [
  "RESEND_API_KEY",
  "RESEND_BASE_URL",
  "MAIL_FROM",
  "NEXTAUTH_SECRET",
  "CRON_SECRET",
  "TOMBSTONE_KEY",
  "CERTIFICATE_KEY",
];

export async function startApp(databaseUrl: string, environment: Record<string, string> = {}): Promise<App> {
  const port = await freePort();
  const keys = Object.fromEntries(KEYS.map((name) => [name, process.env[name] ?? ""]));
  const server = launch({ ...keys, DATABASE_URL: databaseUrl, PORT: String(port), ...environment });
  await server.ready;
  const address = `http://127.0.0.1:${port}`;
  return {
    address,
    server,
    cron: () =>
      fetch(`${address}/api/cron/deletion-batches`, {
        headers: { authorization: `Bearer ${process.env.CRON_SECRET}` },
        signal: AbortSignal.timeout(100_000),
      }),
    stop: async () => {
      server.interrupt();
      await server.ended;
    },
  };
}

/** From a file to a confirmed batch, by the API alone. */
export async function orderThroughApi(app: App, token: string, people: Parameters<typeof csvOf>[0]): Promise<string> {
  const call = client(app.address, token);
  const uploaded = await call("POST", "/batches?file_name=leavers.csv", {
    body: csvOf(people),
    headers: { "content-type": "text/csv" },
  });
  expect(uploaded.status, JSON.stringify(uploaded.body)).toBe(201);
  const id = uploaded.body.id as string;
  let batch: ApiAnswer | undefined;
  await expect(async () => {
    await app.cron();
    batch = await call("GET", `/batches/${id}`);
    expect(batch.body.state).toBe("ready");
  }).toPass({ timeout: 60_000, intervals: [200] });
  const { users, number } = batch?.body.preview ?? {};
  const confirmed = await call("POST", `/batches/${id}/confirm`, {
    body: { expected_users: users, preview_number: number },
    headers: { "idempotency-key": `confirm-${id}` },
  });
  expect(confirmed.status, JSON.stringify(confirmed.body)).toBe(200);
  return id;
}
