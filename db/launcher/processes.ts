// What the system says about a process by its number: whether it lives, what it runs, when it began.
// Called by the embedded server (orphans) and the launcher (one at a time).
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return state(pid) !== "Z";
}

/** The command line, or nothing where it cannot be read. */
export function commandOf(pid: number): string {
  if (existsSync("/proc/self/cmdline")) return read(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
  return ask(pid, "command");
}

/** Number and beginning: together they name one process for ever, though its number is given out again. */
export function identityOf(pid: number): string {
  const began = existsSync("/proc/self/stat") ? fields(pid)[19] : ask(pid, "lstart");
  return `${pid} ${began ?? ""}`;
}

/** Who started us: our parent, or its parent where the parent is a shell that runs us for npm. */
export function starter(): number {
  const parent = process.ppid;
  if (!/sh -c /.test(commandOf(parent))) return parent;
  return Number(existsSync("/proc/self/stat") ? fields(parent)[1] : ask(parent, "ppid")) || parent;
}

const state = (pid: number): string | undefined => fields(pid)[0];

/** /proc/<pid>/stat from its third field on: the second is the name, in brackets, and may hold anything. */
function fields(pid: number): string[] {
  const text = read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function ask(pid: number, column: string): string {
  return spawnSync("ps", ["-o", `${column}=`, "-p", String(pid)], { encoding: "utf8" }).stdout?.trim() ?? "";
}
