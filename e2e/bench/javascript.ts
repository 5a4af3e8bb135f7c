// JavaScript of a first load, as it travels: what the page itself names. What comes on demand after that stands apart.
// Called by run.ts.
import type { Page } from "@playwright/test";
import { figure } from "./figures";
import { AUM } from "./uploading";

export async function javascript(page: Page): Promise<void> {
  for (const path of ["/users", "/reports", AUM, `${AUM}/batches`, "/mailbox"]) {
    const fresh = await page.context().newPage();
    const session = await fresh.context().newCDPSession(fresh);
    await session.send("Network.enable");
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    const scripts = new Map<string, string>();
    const bytes = { first: 0, onDemand: 0 };
    session.on(
      "Network.responseReceived",
      ({ requestId, type, response }) => type === "Script" && scripts.set(requestId, new URL(response.url).pathname),
    );
    const named = await (await fresh.request.get(path)).text();
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const script = scripts.get(requestId);
      if (script) bytes[named.includes(script) ? "first" : "onDemand"] += encodedDataLength;
    });
    await fresh.goto(path, { waitUntil: "networkidle" });
    figure(`JavaScript of ${path}`, bytes.first / 1000, "kB", 250);
    if (bytes.onDemand > 0) figure("on demand after that", bytes.onDemand / 1000, "kB");
    await fresh.close();
  }
}
