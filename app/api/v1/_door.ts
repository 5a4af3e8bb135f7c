// The door of the API: token, rate, scope, size, idempotency, in this order, then the work, then the answer. Used by every handler
// beside it, which names what it demands and calls lib once.
import { after } from "next/server";
import { z } from "zod";
import { throughToken } from "@/lib/acting";
import { claimKey, type Done, digest, keepAnswer, type ProblemCode, problemOf, type Refused } from "@/lib/api";
import { networkAddress } from "@/lib/auth";
import { countRequest, countTry, networkOf, type Standing } from "@/lib/auth/rate-limits";
import { type TokenHolder, type TokenScope, tokenHolder } from "@/lib/auth/tokens";
import { errorCode, log } from "@/lib/log";
import { runDueWork } from "@/lib/processing";

/** A run started by a request goes on for this long; the cron address takes over from there. */
const BUDGET_MS = 45_000;

export type Asked = {
  holder: TokenHolder;
  request: Request;
  params: Record<string, string>;
  body: Buffer;
  again: boolean;
};
type File = { file: { fileName: string; body: ReadableStream<Uint8Array> } };
type Nothing = { status: 204 };
type Outcome = Done<unknown> | Refused | File | Nothing;

type Demand = {
  scope: TokenScope;
  /** Of the body; none without it. */
  mostBytes?: number;
  /** Begins or orders something: counted more strictly, and repeatable under an idempotency key. */
  orders?: true;
};

/** For the methods that an address does not take; `takes` as its Allow header names them. */
export const notTaken = (takes: string) => (): Response => refusal({ problem: "method" }, { Allow: takes });

/** For addresses that are none. */
export const notHere = (): Response => refusal({ problem: "no_such_address" }, {});

type Context = { params: Promise<Record<string, string>> };

/** A handler of the API. Only the bearer token says who calls: cookies are not looked at. */
export function api(demand: Demand, work: (asked: Asked) => Promise<Outcome>) {
  return async (request: Request, context: Context): Promise<Response> => {
    let headers: Record<string, string> = {};
    try {
      const holder = await tokenHolder(request);
      if (!holder) return await refuseStranger();
      const standing = await countRequest("api", holder.tokenId);
      headers = rateHeaders(standing);
      if (!standing.allowed) return refusal({ problem: "too_many_requests" }, headers, standing.seconds);
      if (demand.scope === "order" && holder.scope !== "order") {
        const { organizationId, adminId } = holder;
        log("warn", "access.refused", { organizationId, adminId, code: 403, at: "token" });
        return refusal({ problem: "scope" }, headers);
      }
      if (demand.orders) {
        const orders = await countRequest("api_order", holder.tokenId);
        if (!orders.allowed) return refusal({ problem: "too_many_requests" }, rateHeaders(orders), orders.seconds);
      }
      const body = await bodyOf(request, demand.mostBytes ?? 0);
      if (!body) return refusal({ problem: "too_large" }, headers);
      const { outcome, response } = await answer(
        { holder, request, params: await context.params, body },
        demand,
        work,
        headers,
      );
      // Begun outside the token's name: what a run does is nobody's deed.
      if (outcome && "work" in outcome && outcome.work) after(() => runDueWork(holder, BUDGET_MS));
      return response;
    } catch (error) {
      log("error", "api failed", { at: "api", code: errorCode(error) });
      return refusal({ problem: "unavailable" }, headers, 5);
    }
  };
}

async function answer(
  asked: Omit<Asked, "again">,
  demand: Demand,
  work: (asked: Asked) => Promise<Outcome>,
  headers: Record<string, string>,
): Promise<{ outcome?: Outcome; response: Response }> {
  const { holder, request, body } = asked;
  const key = demand.orders ? request.headers.get("idempotency-key") : null;
  const refuse = (problem: ProblemCode) => ({ response: refusal({ problem }, headers) });
  if (key === null) {
    const outcome = await throughToken(holder, () => work({ ...asked, again: false }));
    return { outcome, response: respond(outcome, headers) };
  }
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) return refuse("idempotency_key_malformed");
  const { pathname, search } = new URL(request.url);
  const type = request.headers.get("content-type") ?? "";
  const claim = await claimKey(holder, key, digest(request.method, pathname + search, type, body));
  if (claim.kind === "other_request") return refuse("idempotency_key_reused");
  if (claim.kind === "in_progress") return { response: refusal({ problem: "request_in_progress" }, headers, 2) };
  if (claim.kind === "answered") {
    const kind = claim.status < 400 ? JSON_TYPE : PROBLEM_TYPE;
    return { response: text(claim.status, claim.answer, { ...headers, ...kind, "Idempotency-Replayed": "true" }) };
  }
  let outcome: Outcome;
  try {
    outcome = await throughToken(holder, () => work({ ...asked, again: claim.again }));
  } catch (error) {
    await keepAnswer(holder, key, 503, "");
    throw error;
  }
  const response = respond(outcome, headers);
  await keepAnswer(holder, key, response.status, await response.clone().text());
  return { outcome, response };
}

const NO_STORE = { "Cache-Control": "no-store" };
const JSON_TYPE = { "Content-Type": "application/json" };
const PROBLEM_TYPE = { "Content-Type": "application/problem+json" };

const text = (status: number, body: string | null, headers: Record<string, string>) =>
  new Response(body, { status, headers: { ...NO_STORE, ...headers } });

function respond(outcome: Outcome, headers: Record<string, string>): Response {
  if ("problem" in outcome) return refusal(outcome, headers);
  if ("file" in outcome) {
    return new Response(outcome.file.body, {
      headers: {
        ...NO_STORE,
        ...headers,
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": `attachment; filename="${outcome.file.fileName}"`,
      },
    });
  }
  if (outcome.status === 204) return text(204, null, headers);
  return text(outcome.status, JSON.stringify(outcome.body), { ...headers, ...JSON_TYPE });
}

function refusal(refused: Refused, headers: Record<string, string>, retryAfter?: number): Response {
  const body = problemOf(refused);
  return text(body.status, JSON.stringify(body), {
    ...headers,
    ...PROBLEM_TYPE,
    ...(body.status === 401 ? { "WWW-Authenticate": 'Bearer realm="Learning Admin API"' } : {}),
    ...(retryAfter ? { "Retry-After": String(retryAfter) } : {}),
  });
}

/** Counted by network, so that nobody tries out tokens without an end. */
async function refuseStranger(): Promise<Response> {
  log("warn", "access.refused", { code: 401, at: "token" });
  const address = await networkAddress();
  const minutes = address ? await countTry("api_refused", networkOf(address)) : undefined;
  return minutes
    ? refusal({ problem: "too_many_requests" }, {}, minutes * 60)
    : refusal({ problem: "unauthorized" }, {});
}

const rateHeaders = ({ limit, remaining, seconds }: Standing) => ({
  "RateLimit-Limit": String(limit),
  "RateLimit-Remaining": String(remaining),
  "RateLimit-Reset": String(seconds),
});

/** Never more than the most, whatever was announced. */
async function bodyOf(request: Request, most: number): Promise<Buffer | undefined> {
  if (Number(request.headers.get("content-length") ?? 0) > most) return undefined;
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += piece.length;
    if (bytes > most) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** The body as JSON by a schema, or nothing. */
export function parsed<S extends z.ZodType>(schema: S, body: Buffer): z.infer<S> | undefined {
  try {
    const read = schema.safeParse(JSON.parse(body.toString("utf8")));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/** The batch that the address names, or nothing: what is no id leads nowhere. */
export const batchId = (params: Record<string, string>): string | undefined => {
  const read = z.uuid().safeParse(params.id);
  return read.success ? read.data : undefined;
};

/** Of bodies that are JSON. */
export const JSON_BYTES = 16 * 1024;
