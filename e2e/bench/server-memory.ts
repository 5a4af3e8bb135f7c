// Peak memory of the server: the largest sum of the resident sets of the Next processes below a launcher, sampled.
// Called by e2e/bench/run.ts. Linux only (it reads /proc).
import { readdirSync, readFileSync } from "node:fs";

export type Memory = { peakBytes: () => number; stop: () => void };

const PAGE_BYTES = 4096;

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** The process and all below it that run Next's server. */
function serverProcesses(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const parent = /\) \S (\d+)/.exec(read(`/proc/${name}/stat`))?.[1];
    if (/^\d+$/.test(name) && parent) parents.set(Number(name), Number(parent));
  }
  const below = (pid: number): boolean => pid === root || (parents.has(pid) && below(parents.get(pid) ?? 0));
  return [...parents.keys()].filter((pid) => below(pid) && read(`/proc/${pid}/cmdline`).startsWith("next-server"));
}

export function serverMemory(root: number): Memory {
  let peak = 0;
  const sample = () => {
    const now = serverProcesses(root).reduce(
      (sum, pid) => sum + Number(read(`/proc/${pid}/statm`).split(" ")[1] ?? 0) * PAGE_BYTES,
      0,
    );
    peak = Math.max(peak, now);
  };
  const timer = setInterval(sample, 100);
  return {
    peakBytes: () => peak,
    stop: () => clearInterval(timer),
  };
}
