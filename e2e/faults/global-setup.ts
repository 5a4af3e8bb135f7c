// What the tests under faults stand on: the application built, one Postgres server for the databases of all workers, the runner
// bundled. Called by Playwright; what it puts into the environment is read by fixtures.ts.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { planEmbeddedPostgres } from "@/db/embedded";
import { buildIfNeeded } from "@/db/launcher/build";
import { claimDataDir } from "@/db/launcher/data-dir";
import { temporaryFolder } from "../launcher";
import { bundleRunner } from "./runners";

export default async function setUp(): Promise<() => Promise<void>> {
  // Most of them need no server: whoever tries one of those can leave the build out.
  if (!process.env.E2E_NO_BUILD) await buildIfNeeded(undefined, console.log);
  const folder = temporaryFolder("faults");
  const dataDir = join(folder, "data");
  const release = claimDataDir(dataDir);
  const runner = join(folder, "runner.mjs");
  await bundleRunner(runner);
  const postgres = await (await planEmbeddedPostgres(dataDir, console.log)).start();
  const { privateKey } = generateKeyPairSync("ed25519");
  Object.assign(process.env, {
    E2E_CLUSTER_URL: postgres.url,
    E2E_RUNNER: runner,
    E2E_CRON_SECRET: randomBytes(32).toString("hex"),
    E2E_TOMBSTONE_KEY: `1:${randomBytes(32).toString("base64")}`,
    E2E_CERTIFICATE_KEY: privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
  });
  return async () => {
    await postgres.stop();
    release();
    if (!process.env.E2E_KEEP) rmSync(folder, { recursive: true, force: true });
  };
}
