// How far a batch that is processing has come, how fast, and how long it still takes. Pure, of what readBatch tells.
// Used by the batch page and the lists of batches; duration.ts puts the time left into words.
import type { Batch } from "@/lib/batches";

export type Progress = {
  total: number;
  done: number;
  /** 0 to 1. */
  share: number;
  /** Rows settled a second of late; null until there is a rate to speak of. */
  rowsPerSecond: number | null;
  /** Null too while rows wait to be tried again: nobody knows how long that takes. */
  secondsLeft: number | null;
};

export type Processed = Pick<Batch, "rows" | "toDo" | "rowsPerSecond" | "waiting" | "stopRequestedAt">;

export function progressOf({ rows, toDo, rowsPerSecond, waiting, stopRequestedAt }: Processed): Progress {
  const total = rows ?? 0;
  const done = Math.max(0, total - toDo);
  const going = toDo > waiting && !stopRequestedAt;
  const rate = going && rowsPerSecond > 0 ? rowsPerSecond : null;
  return {
    total,
    done,
    share: total > 0 ? done / total : 0,
    rowsPerSecond: rate,
    secondsLeft: rate !== null && waiting === 0 ? toDo / rate : null,
  };
}

/** A span of time by its two largest units, rounded up: 23 s, 4 min, 2 h 10 min. The words are of messages `batches.time`. */
export function durationParts(seconds: number): {
  form: "seconds" | "minutes" | "hours";
  hours: number;
  count: number;
} {
  if (seconds < 90) return { form: "seconds", hours: 0, count: Math.max(1, Math.ceil(seconds)) };
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return { form: "minutes", hours: 0, count: minutes };
  return { form: "hours", hours: Math.floor(minutes / 60), count: minutes % 60 };
}
