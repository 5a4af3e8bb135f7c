// Batches of the API (spec 8): listed, and begun by a file or by its announcement.
import { Announcement, announce, ListQuery, list, uploadWhole, WHOLE_BYTES } from "@/lib/api";
import { api, JSON_BYTES, notTaken, parsed } from "../_door";

/** Seconds: a run started by an upload goes on for 45. */
export const maxDuration = 60;

export const GET = api({ scope: "read" }, async ({ holder, request }) => {
  const query = ListQuery.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  return query.success ? list(holder, query.data) : { problem: "malformed" };
});

export const POST = api({ scope: "order", mostBytes: WHOLE_BYTES, orders: true }, async ({ holder, request, body }) => {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type === "text/csv") {
    const name = new URL(request.url).searchParams.get("file_name") ?? "upload.csv";
    return name.length > 4096 ? { problem: "malformed" } : uploadWhole(holder, name, body);
  }
  if (type !== "application/json") return { problem: "media_type" };
  const file = body.length > JSON_BYTES ? undefined : parsed(Announcement, body);
  return file ? announce(holder, file) : { problem: "malformed" };
});

const others = notTaken("GET, HEAD, POST");

export { others as DELETE, others as PATCH, others as PUT };
