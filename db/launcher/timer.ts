// The built-in timer: calls the cron address as any cron would. Called by db/start.ts, unless CRON_TIMER is off.
import { setTimeout as wait } from "node:timers/promises";

/** Longer than any run's time budget: after that the call is given up, not the work. */
const CALL_SECONDS = 280;

/** Calls at once and then every `seconds`, never two at a time. @returns what stops it. */
export function startTimer(address: string, secret: string, seconds: number): () => void {
  const stopped = new AbortController();
  void (async () => {
    while (!stopped.signal.aborted) {
      const began = Date.now();
      const code = await call(`${address}/api/cron/deletion-batches`, secret, stopped.signal);
      if (code && !stopped.signal.aborted) console.error(`The timer's call of the cron address failed: ${code}`);
      const rest = Math.max(0, seconds * 1000 - (Date.now() - began));
      await wait(rest, undefined, { signal: stopped.signal }).catch(() => {});
    }
  })();
  return () => stopped.abort();
}

/** A code when the call failed, never the message. */
async function call(url: string, secret: string, stop: AbortSignal): Promise<string | undefined> {
  try {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(CALL_SECONDS * 1000)]);
    const response = await fetch(url, { headers: { authorization: `Bearer ${secret}` }, signal });
    await response.body?.cancel();
    return response.ok ? undefined : String(response.status);
  } catch (error) {
    const { cause, name } = error as { cause?: { code?: string }; name?: string };
    return cause?.code ?? name ?? "unknown";
  }
}
