// How a batch stands, as icon and word (look: "State of a batch"). Used by the batch page, the lists of batches and the dialog;
// it imports no value of lib, so a client component that has the words of `batches` may draw it too.
import { useTranslations } from "next-intl";
import { State, type StateKind } from "@/app/_components/state";
import type { Batch } from "@/lib/batches";

const KINDS: Record<Batch["state"], StateKind> = {
  uploading: "run",
  checking: "run",
  ready: "wait",
  awaiting_approval: "wait",
  scheduled: "wait",
  processing: "run",
  completed: "done",
  completed_with_errors: "warn",
  terminated: "bad",
  cancelled: "off",
  declined: "off",
  expired: "off",
};

export type BatchStanding = Pick<Batch, "state" | "checked" | "rows" | "toDo" | "stopRequestedAt">;

export function BatchState({ batch }: { batch: BatchStanding }) {
  const t = useTranslations("batches.states");
  const stopping = batch.state === "processing" && batch.stopRequestedAt !== null;
  return (
    <State kind={KINDS[batch.state]} share={shareDone(batch)}>
      {t(stopping ? "stopping" : batch.state)}
    </State>
  );
}

/** The ring of what runs: how much is done, in percent; nothing where nobody knows yet. */
function shareDone({ state, checked, rows, toDo }: BatchStanding): number | undefined {
  if (state === "checking") return checked > 0 ? checked * 100 : undefined;
  if (state === "processing" && rows) return ((rows - toDo) / rows) * 100;
  return undefined;
}
