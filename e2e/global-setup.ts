// One production server for all browser tests, on a database of its own. Called by Playwright; what it puts into the
// environment is read by fixtures.ts.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { embeddedUrl } from "@/db/embedded";
import { freePort, launch, temporaryFolder } from "./launcher";

export default async function setUp(): Promise<() => Promise<void>> {
  // Whoever runs single specs against a server of their own (breakages.ts) has said all of it already.
  if (process.env.E2E_URL) return async () => {};
  const folder = temporaryFolder("e2e");
  const dataDir = join(folder, "data");
  const log = join(folder, "server.log");
  const port = await freePort();
  const secret = randomBytes(32).toString("hex");
  const tombstoneKey = `1:${randomBytes(32).toString("base64")}`;
  const { privateKey } = generateKeyPairSync("ed25519");
  const certificateKey = privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
  const server = launch(
    {
      DATA_DIR: dataDir,
      PORT: String(port),
      CRON_SECRET: secret,
      TOMBSTONE_KEY: tombstoneKey,
      CERTIFICATE_KEY: certificateKey,
    },
    { logFile: log },
  );
  const stop = async () => {
    server.interrupt();
    await server.ended;
    if (!process.env.E2E_KEEP) rmSync(folder, { recursive: true, force: true });
  };
  try {
    await server.ready;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  Object.assign(process.env, {
    E2E_URL: `http://localhost:${port}`,
    E2E_DATABASE_URL: embeddedUrl(dataDir),
    E2E_CRON_SECRET: secret,
    E2E_TOMBSTONE_KEY: tombstoneKey,
    E2E_CERTIFICATE_KEY: certificateKey,
    E2E_LOG: log,
    E2E_SERVER_PID: String(server.process.pid),
  });
  return stop;
}
