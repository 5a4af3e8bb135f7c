// Follows a file while it is checked, by asking how its batch stands. Used by flow.ts.
import { askPageAgain } from "./failures";

const EVERY_MS = 500;
/** A small file is checked sooner than that. */
const FIRST_MS = 200;

/** Settles when the check is over, or there is nothing to follow any more. `lost` tells of a connection that comes and goes. */
export async function watchCheck(
  batchId: string,
  signal: AbortSignal,
  onProgress: (progress: { checked: number; lost: boolean }) => void,
): Promise<void> {
  let checked = 0;
  for (let wait = FIRST_MS; ; wait = EVERY_MS) {
    await pause(wait, signal);
    const standing = await ask(batchId, signal);
    signal.throwIfAborted();
    if (standing && standing.state !== "checking") return;
    checked = standing?.checked ?? checked;
    onProgress({ checked, lost: standing === undefined });
  }
}

type Standing = { state: string; checked: number };

/** Undefined where no answer came; `gone` where the batch is not there. */
async function ask(batchId: string, signal: AbortSignal): Promise<Standing | undefined> {
  try {
    const response = await fetch(`/authenticate/automate-user-management/batches/${batchId}/status`, {
      signal,
      cache: "no-store",
    });
    if (response.status === 401 || response.status === 403) askPageAgain();
    if (response.status === 404) return { state: "gone", checked: 0 };
    return response.ok ? ((await response.json()) as Standing) : undefined;
  } catch {
    return undefined;
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
