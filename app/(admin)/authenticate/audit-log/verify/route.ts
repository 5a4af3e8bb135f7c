// Walks the chain and tells how far it is, line by line, then how it ended (spec 8): JSON Lines, Walk of lib/audit. Full admins
// only. Called by Verify on the page.
import { z } from "zod";
import { walkChain } from "@/lib/audit";
import { requireFullAdminForApi } from "@/lib/auth";
import { errorCode, log } from "@/lib/log";

/** Seconds: a million entries took 112 on two cores that had seven times too much else to do. */
export const maxDuration = 300;

const asked = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .optional();

export async function GET(request: Request): Promise<Response> {
  const admin = await requireFullAdminForApi(request);
  if (admin instanceof Response) return admin;
  const hash = asked.safeParse(new URL(request.url).searchParams.get("hash") ?? undefined);
  if (!hash.success) return Response.json({ error: "hash" }, { status: 400 });
  const walk = walkChain(admin, hash.data);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    // One portion a pull: whoever goes away stops the walk.
    async pull(controller) {
      try {
        const { value, done } = await walk.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
      } catch (error) {
        log("error", "audit.walk_failed", { organizationId: admin.organizationId, code: errorCode(error) });
        controller.error(error);
      }
    },
    async cancel() {
      await walk.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "Content-Type": "application/jsonl; charset=utf-8",
      "Cache-Control": "no-store",
      "X-Accel-Buffering": "no",
    },
  });
}
