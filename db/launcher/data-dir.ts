// DATA_DIR belongs to one launcher at a time. Called by db/start.ts and the runner of the benchmark.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identityOf, isAlive } from "./processes";
import { StartRefused } from "./refusal";

/**
 * Makes DATA_DIR and claims it. A claim whose process is gone, killed perhaps, does not count.
 * @returns what gives it up again. @throws StartRefused
 */
export function claimDataDir(dataDir: string): () => void {
  // As root, Postgres's own account must be able to pass through.
  mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const file = join(dataDir, "launcher.pid");
  for (;;) {
    try {
      writeFileSync(file, identityOf(process.pid), { flag: "wx", mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = readFileSync(file, "utf8");
    const pid = Number.parseInt(holder, 10);
    if (pid > 0 && isAlive(pid) && identityOf(pid) === holder)
      throw new StartRefused(
        `Already running on ${dataDir} (process ${pid}): stop it, or set another DATA_DIR and PORT`,
      );
    rmSync(file, { force: true });
  }
}
