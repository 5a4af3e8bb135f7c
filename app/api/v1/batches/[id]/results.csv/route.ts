// The results file of a batch, for the API (spec 6, 8). The audit log records that it was fetched.
import { openBatchFile } from "@/lib/results";
import { api, batchId, notTaken } from "../../../_door";

export const GET = api({ scope: "read" }, async ({ holder, params }) => {
  const id = batchId(params);
  const file = id ? await openBatchFile(holder, id, "results", holder.language ?? "en") : "not_found";
  return typeof file === "string" ? { problem: file } : { file };
});

const others = notTaken("GET, HEAD");

export { others as DELETE, others as PATCH, others as POST, others as PUT };
