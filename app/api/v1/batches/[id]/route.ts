// One batch of the API: state, preview, progress (spec 8).
import { readOne } from "@/lib/api";
import { api, batchId, notTaken } from "../../_door";

export const GET = api({ scope: "read" }, async ({ holder, params }) => {
  const id = batchId(params);
  return id ? readOne(holder, id) : { problem: "not_found" };
});

const others = notTaken("GET, HEAD");

export { others as DELETE, others as PATCH, others as POST, others as PUT };
