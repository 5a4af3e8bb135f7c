// The address the mail provider calls with what became of a mail (spec 10). Checked by its signature, which covers the exact bytes.
import { receiveEvent } from "@/lib/notifications";

/** Events are some hundred bytes; whatever is much longer is none. */
const MOST_BYTES = 256 * 1024;
const NO_STORE = { "Cache-Control": "no-store" };
const STATUS = { received: 200, unsigned: 401, malformed: 400 } as const;

export async function POST(request: Request): Promise<Response> {
  const body = await bodyOf(request);
  if (body === undefined) return Response.json({ error: "too_large" }, { status: 413, headers: NO_STORE });
  const header = (name: string) => request.headers.get(name);
  const outcome = await receiveEvent({
    id: header("svix-id"),
    timestamp: header("svix-timestamp"),
    signature: header("svix-signature"),
    body,
  });
  return Response.json(outcome === "received" ? { received: true } : { error: outcome }, {
    status: STATUS[outcome],
    headers: NO_STORE,
  });
}

/** Never more than the most, whatever was announced. */
async function bodyOf(request: Request): Promise<string | undefined> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += piece.length;
    if (bytes > MOST_BYTES) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}
