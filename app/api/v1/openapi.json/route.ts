// The API's description (spec 8, OpenAPI 3.1). Open to anybody: it says what the product can do, and nothing of anybody.
import { openApi } from "@/lib/api";
import { env } from "@/lib/env";
import { notTaken } from "../_door";

export const dynamic = "force-dynamic";

export function GET(): Response {
  return Response.json(openApi(env().APP_URL), { headers: { "Cache-Control": "no-store" } });
}

const others = notTaken("GET, HEAD");

export { others as DELETE, others as PATCH, others as POST, others as PUT };
