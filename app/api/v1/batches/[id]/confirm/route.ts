// Confirm of the API (spec 8): with the expected number and the preview that was read, under the organization's safeguards.
import { confirm, Order } from "@/lib/api";
import { api, batchId, JSON_BYTES, notTaken, parsed } from "../../../_door";

/** Seconds: a run started here goes on for 45. */
export const maxDuration = 60;

export const POST = api(
  { scope: "order", mostBytes: JSON_BYTES, orders: true },
  async ({ holder, params, body, again }) => {
    const id = batchId(params);
    if (!id) return { problem: "not_found" };
    const order = parsed(Order, body);
    return order ? confirm(holder, id, order, again) : { problem: "malformed" };
  },
);

const others = notTaken("POST");

export { others as DELETE, others as GET, others as PATCH, others as PUT };
