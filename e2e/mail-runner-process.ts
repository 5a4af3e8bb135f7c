// A process that does one run for each line it is sent, and answers each with how many turns that took. Short runs: a provider
// that never answers is given up when the run's time is over. Started by faults-mail.spec.ts.
import { createInterface } from "node:readline";
import type { Runner } from "@/lib/auth";
import { runDueWork } from "@/lib/processing";

const RUN_MS = 4000;

console.log("ready");
for await (const _ of createInterface({ input: process.stdin })) {
  const { turns, failures } = await runDueWork({} as Runner, RUN_MS);
  console.log(JSON.stringify({ turns, failures }));
}
process.exit(0);
