// Gets curl where it is missing, for the test that pastes README's example. Called by api.spec.ts.
import { spawnSync } from "node:child_process";

const runs = (program: string, ...args: string[]) =>
  spawnSync(program, args, { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } }).status ===
  0;

/** @throws Error of one line that says what to install. */
export function provideCurl(): void {
  if (runs("curl", "--version")) return;
  if (process.getuid?.() === 0 && runs("apt-get", "update"))
    runs("apt-get", "install", "-y", "--no-install-recommends", "curl");
  if (!runs("curl", "--version")) throw new Error("No curl for the test of README's example: install curl");
}
