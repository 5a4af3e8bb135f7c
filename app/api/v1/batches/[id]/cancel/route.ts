// Cancels what has not started, or stops what runs (spec 5, 8).
import { cancel } from "@/lib/api";
import { api, batchId, notTaken } from "../../../_door";

/** Seconds: a run started here goes on for 45. */
export const maxDuration = 60;

export const POST = api({ scope: "order", orders: true }, async ({ holder, params }) => {
  const id = batchId(params);
  return id ? cancel(holder, id) : { problem: "not_found" };
});

const others = notTaken("POST");

export { others as DELETE, others as GET, others as PATCH, others as PUT };
