// Follows a list while it is checked or processed, by asking how it stands. Used by list-flow.ts and by the sections' lists.
import { askPageAgain } from "../user-deletion/dialog/failures";

const EVERY_MS = 700;
/** A small file is done sooner than that. */
const FIRST_MS = 200;

export type ListStanding = { state: string; checked: number; done: number };

/** Settles when the list is no longer in `state`, or is gone. `lost` tells of a connection that comes and goes. */
export async function watchList(
  listId: string,
  state: "checking" | "processing",
  signal: AbortSignal,
  onProgress: (progress: { checked: number; done: number; lost: boolean }) => void,
): Promise<void> {
  let last = { checked: 0, done: 0 };
  for (let wait = FIRST_MS; ; wait = EVERY_MS) {
    await pause(wait, signal);
    const standing = await askHow(listId, signal);
    signal.throwIfAborted();
    if (standing && standing.state !== state) return;
    last = standing ?? last;
    onProgress({ checked: last.checked, done: last.done, lost: standing === undefined });
  }
}

/** Undefined where no answer came; state `gone` where the list is not there. */
export async function askHow(listId: string, signal: AbortSignal): Promise<ListStanding | undefined> {
  try {
    const response = await fetch(`/authenticate/automate-user-management/lists/${listId}/status`, {
      signal,
      cache: "no-store",
    });
    if (response.status === 401 || response.status === 403) askPageAgain();
    if (response.status === 404) return { state: "gone", checked: 0, done: 0 };
    return response.ok ? ((await response.json()) as ListStanding) : undefined;
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
