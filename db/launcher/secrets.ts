// The embedded default makes its own secrets and keeps them, so that sessions, tombstones and certificates outlive a restart.
// Called by db/start.ts.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writePrivately } from "./private-file";
import { StartRefused } from "./refusal";

const MAKERS = {
  NEXTAUTH_SECRET: () => randomBytes(32).toString("base64"),
  CRON_SECRET: () => randomBytes(32).toString("hex"),
  TOMBSTONE_KEY: () => `1:${randomBytes(32).toString("base64")}`,
  CERTIFICATE_KEY: () =>
    generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
};

/** Puts into `environment` what it lacks: the kept secret, or a new one that is kept from now on. */
export function keepSecrets(dataDir: string, environment: NodeJS.ProcessEnv): void {
  const file = join(dataDir, "secrets.json");
  const kept = existsSync(file) ? parse(file) : {};
  const missing = Object.entries(MAKERS).filter(([name]) => !kept[name]);
  for (const [name, make] of missing) kept[name] = make();
  if (missing.length > 0) writePrivately(file, `${JSON.stringify(kept, null, 2)}\n`);
  for (const name of Object.keys(MAKERS)) environment[name] ||= kept[name];
}

function parse(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  } catch {
    throw new StartRefused(`${file} is damaged: put the file back, or remove its folder to begin anew`);
  }
}
