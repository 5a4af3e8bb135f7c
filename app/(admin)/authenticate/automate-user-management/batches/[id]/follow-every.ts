// How often the page of a batch has to be drawn anew, if at all. Pure. Used by the page.
import type { Batch } from "@/lib/batches";
import type { Mail } from "./history";

const RUNNING_MS = 1500;
/** An upload goes on elsewhere, a mail right after the end. */
const SOON_MS = 3000;
/** Nothing moves by itself here, but a run, another admin or a slow provider may move it. */
const WAITING_MS = 15_000;

/** Milliseconds, or null where nothing more will happen. */
export function followEvery(batch: Batch, mails: readonly Pick<Mail, "state" | "errorCode">[]): number | null {
  switch (batch.state) {
    case "checking":
    case "processing":
      return RUNNING_MS;
    case "uploading":
      return SOON_MS;
    case "scheduled":
      return batch.due ? RUNNING_MS : WAITING_MS;
    case "ready":
    case "awaiting_approval":
      return WAITING_MS;
    case "completed":
    case "completed_with_errors":
      if (!mails.some(({ state }) => state === "pending")) return null;
      return mails.some(({ state, errorCode }) => state === "pending" && !errorCode) ? SOON_MS : WAITING_MS;
    default:
      return null;
  }
}
