// Whether this instance can serve (spec 10). Called by load balancers and by the launcher; says nothing of anybody's data.
import { health } from "@/lib/health";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const { status, code } = await health();
  return Response.json(
    { status, code },
    { status: status === "ok" ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}
