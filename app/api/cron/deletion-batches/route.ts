// The cron address (spec 10): checks the bearer secret, does what is due, answers what it did. Called by Vercel's cron or the
// launcher's built-in timer, any number of times.

import { requireRunner } from "@/lib/auth";
import { errorCode, log } from "@/lib/log";
import { runDueWork } from "@/lib/processing";

export const maxDuration = 300;

const NO_STORE = { "Cache-Control": "no-store" };

export async function GET(request: Request): Promise<Response> {
  const runner = requireRunner(request);
  if (!runner) return Response.json({ error: "unauthorized" }, { status: 401, headers: NO_STORE });
  try {
    return Response.json(await runDueWork(runner), { headers: NO_STORE });
  } catch (error) {
    log("error", "run failed", { at: "cron", code: errorCode(error) });
    return Response.json({ error: "unavailable" }, { status: 503, headers: NO_STORE });
  }
}
