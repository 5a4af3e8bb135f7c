// One slice of an announced file (spec 3, 8). Sent again after a failure; the same slice replaces itself.
import { putSlice } from "@/lib/api";
import { SLICE_BYTES } from "@/lib/batches";
import { api, batchId, notTaken } from "../../../../_door";

export const PUT = api({ scope: "order", mostBytes: SLICE_BYTES }, async ({ holder, params, body }) => {
  const id = batchId(params);
  if (!id || !/^\d{1,2}$/.test(params.index ?? "")) return { problem: "not_found" };
  return (await putSlice(holder, id, Number(params.index), body)) ?? { status: 204 };
});

const others = notTaken("PUT");

export { others as DELETE, others as GET, others as PATCH, others as POST };
