// A process that does nothing but runs, one after the other, until it is stopped. Started by processes.ts.
import type { Runner } from "@/lib/auth";
import { runDueWork } from "@/lib/processing";

console.log("running");
for (;;) {
  await runDueWork({} as Runner, 2000).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 20));
}
