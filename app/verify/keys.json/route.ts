// The public keys that certificates are signed with, as a JSON Web Key Set: whoever checks a signature without us needs no more
// (spec 6). Open to anybody.
import { publicKeySet } from "@/lib/certificate";

export const dynamic = "force-dynamic";

export function GET(): Response {
  return Response.json(publicKeySet(), { headers: { "Cache-Control": "public, max-age=300" } });
}
