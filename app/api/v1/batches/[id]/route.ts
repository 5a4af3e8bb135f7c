// One batch of the API: state, preview, progress (spec 8).
import { readOne } from "@/lib/api";
import { api, batchId } from "../../_door";

export const GET = api({ scope: "read" }, async ({ holder, params }) => {
  const id = batchId(params);
  return id ? readOne(holder, id) : { problem: "not_found" };
});
