// Files that only their owner may read: passwords, secrets, ports. Written whole or not at all.
// Called by the embedded server and the launcher.
import { renameSync, writeFileSync } from "node:fs";

export function writePrivately(file: string, content: string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, content, { mode: 0o600 });
  renameSync(unfinished, file);
}
