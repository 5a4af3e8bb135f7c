// Builds the application when the sources are not those of the last build. Called by db/start.ts and the runner of the tests.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NEXT } from "./next";
import { StartRefused } from "./refusal";
import type { Shutdown } from "./shutdown";

/** What a build depends on. tsconfig.json is not here: the build itself may rewrite it. */
const SOURCES = ["app", "lib", "db", "public", "next.config.ts", "proxy.ts", "instrumentation.ts", "package-lock.json"];
const NOT_BUILT = /\.test\.tsx?$|^db\/(seed\/|launcher\/|embedded|start|admin-create)/;

export async function buildIfNeeded(shutdown: Shutdown | undefined, say: (line: string) => void): Promise<void> {
  const folder = process.env.NEXT_DIST_DIR || ".next";
  const note = join(folder, "sources.sha256");
  const sources = fingerprint();
  if (existsSync(join(folder, "BUILD_ID")) && existsSync(note) && readFileSync(note, "utf8") === sources) return;
  rmSync(note, { force: true });
  say("Building, about a minute …");
  await build(shutdown);
  writeFileSync(note, sources);
}

/** By content: a fresh checkout of the same sources needs no new build. */
function fingerprint(): string {
  const hash = createHash("sha256").update(process.version);
  for (const file of SOURCES.flatMap(filesBelow).sort()) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest("hex");
}

function filesBelow(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat || NOT_BUILT.test(path)) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesBelow(`${path}/${name}`));
}

function build(shutdown: Shutdown | undefined): Promise<void> {
  const child = spawn(process.execPath, [NEXT, "build"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  return new Promise((resolve, reject) => {
    shutdown?.defer(() => void child.kill("SIGTERM"));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) return resolve();
      if (signal !== "SIGTERM") process.stderr.write(output);
      reject(new StartRefused("The build failed, as said above"));
    });
  });
}
