// A server that answers the cron address and nothing else, from the sources as they are: no build. Started by breakages.ts, for
// specs that need no page.
import { createServer } from "node:http";
import type { Runner } from "@/lib/auth";
import { runDueWork } from "@/lib/processing";

const server = createServer(async (request, response) => {
  if (request.url !== "/api/cron/deletion-batches") return void response.writeHead(404).end();
  const summary = await runDueWork({} as Runner).catch(() => undefined);
  response.writeHead(summary ? 200 : 503, { "content-type": "application/json" }).end(JSON.stringify(summary ?? {}));
});
server.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("listening"));
