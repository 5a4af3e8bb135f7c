// A server whose launcher was killed goes on running: postmaster.pid says which it is. Here it is found and stopped.
// Called by db/embedded.ts before a start.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { commandOf, isAlive } from "./processes";

/** Whether a server runs on this data. A process that merely has the number of one that is gone does not count. */
export function isRunning(cluster: string): boolean {
  const pid = postmaster(cluster);
  return pid !== undefined && isAlive(pid) && commandOf(pid).includes(cluster);
}

/** Stops the server that a killed launcher left behind; its open transactions are rolled back. */
export async function stopOrphan(cluster: string): Promise<void> {
  const pid = postmaster(cluster);
  if (pid === undefined) return;
  if (!isRunning(cluster)) {
    // Left by a server that was killed. Postgres itself would stumble where its number now belongs to somebody else.
    rmSync(join(cluster, "postmaster.pid"), { force: true });
    return;
  }
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let waited = 0; waited < 10_000 && isRunning(cluster); waited += 50) await wait(50);
    if (!isAlive(pid)) return;
  }
}

function postmaster(cluster: string): number | undefined {
  const file = join(cluster, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}
