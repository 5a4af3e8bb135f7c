// A process that does nothing but runs of due work: one after the other until it is killed, or with RUNNER_ASKED one a line of
// its input, answered by a line of JSON. Bundled and started by runners.ts.
import { createInterface } from "node:readline";
import type { Runner } from "@/lib/auth";
import { runDueWork } from "@/lib/processing";
import { type SignalPoint, signalAt } from "./signal-at";

const { SIGNAL_AT, SIGNAL = "SIGKILL", SIGNAL_NTH = "1", RUNNER_ASKED } = process.env;
if (SIGNAL_AT) signalAt(SIGNAL_AT as SignalPoint, SIGNAL as NodeJS.Signals, Number(SIGNAL_NTH));

// As Next's server does it. The driver (postgres 3.4.9) leaves a rejection to nobody where a new connection is cut in its first moments.
process.on("unhandledRejection", (error) => console.error("unhandled", (error as { code?: string } | null)?.code));

const run = (milliseconds: number) =>
  runDueWork({} as Runner, milliseconds).catch((error: unknown) => ({
    error: (error as { code?: string }).code ?? "",
  }));

// Whoever started it is gone: so is this.
const input = createInterface({ input: process.stdin }).on("close", () => process.exit());
console.log("running");
if (RUNNER_ASKED) {
  input.on("line", async (milliseconds) => console.log(JSON.stringify(await run(Number(milliseconds)))));
} else {
  for (;;) {
    // No run begins a request for a mail in its last two seconds.
    await run(20_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
