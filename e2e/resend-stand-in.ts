// Owns a stand-in for Resend's POST /emails on a local port, which misbehaves on order (faults.md, cron, mail, links).
// Called by specs that run the product with RESEND_BASE_URL pointing here; by hand: npx tsx e2e/resend-stand-in.ts [port].
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pathToFileURL } from "node:url";

/**
 * `reset_after_accept` and `reset_before`: the connection breaks after or before the mail was taken. `timeout`: taken, never
 * answered. `busy`: 409, another request with this key is under way. `error_after_accept`: taken, answered 500.
 */
export type Misbehaviour =
  | { do: "rate_limit"; retryAfterSeconds?: number }
  | { do: "error"; status: number; name?: string }
  | { do: "error_after_accept" | "timeout" | "reset_after_accept" | "reset_before" | "busy" };

/** A mail as the provider took it: the one logical mail behind any number of requests with its key. */
export type TakenMail = {
  id: string;
  key: string | undefined;
  body: string;
  from: string;
  to: string[];
  subject: string;
  html: string;
  text: string;
  tags: { name: string; value: string }[];
};

export type ResendStandIn = {
  url: string;
  /** Each logical mail once. */
  mails: TakenMail[];
  /** Every request that reached the door, answered or not. */
  requests: {
    key: string | undefined;
    body: string;
    status: number | undefined;
    order: Misbehaviour["do"] | undefined;
  }[];
  /** What the next requests get instead of an honest answer, one each. */
  misbehave(...orders: Misbehaviour[]): void;
  /** What every request gets from now on, until called without an argument. Comes after the orders above. */
  misbehaveAlways(order?: Misbehaviour): void;
  /** Asked for each request, with its number from 0, from now on: what it gets instead of an honest answer. */
  misbehaveBy(choose: (request: number) => Misbehaviour | undefined): void;
  /** Only this key is right; at first any is. */
  expectKey(apiKey: string): void;
  clear(): void;
  close(): Promise<void>;
};

export async function startResendStandIn(port = 0): Promise<ResendStandIn> {
  const mails: TakenMail[] = [];
  const requests: ResendStandIn["requests"] = [];
  const orders: Misbehaviour[] = [];
  let always: Misbehaviour | undefined;
  let choose: ((request: number) => Misbehaviour | undefined) | undefined;
  let rightKey: string | undefined;

  function take(key: string | undefined, body: string): { status: number; answer: object } {
    const earlier = key === undefined ? undefined : mails.find((mail) => mail.key === key);
    if (earlier && earlier.body !== body)
      return failure(409, "invalid_idempotent_request", "Same idempotency key used with a different request payload");
    if (earlier) return { status: 200, answer: { id: earlier.id } };
    const sent = parse(body);
    if (!sent) return failure(422, "missing_required_field", "Missing `from`, `to`, `subject` or content");
    const mail = { id: randomUUID(), key, body, ...sent };
    mails.push(mail);
    return { status: 200, answer: { id: mail.id } };
  }

  async function handle(request: IncomingMessage, response: ServerResponse) {
    const body = await bodyOf(request);
    const key = request.headers["idempotency-key"]?.toString();
    const seen: ResendStandIn["requests"][number] = { key, body, status: undefined, order: undefined };
    const number = requests.push(seen) - 1;
    const send = (status: number, answer: object, headers: Record<string, string> = {}) => {
      seen.status = status;
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(answer));
    };
    const fail = (status: number, name: string, headers = {}) =>
      send(status, failure(status, name, name).answer, headers);
    if (request.method !== "POST" || request.url !== "/emails") return fail(404, "not_found");
    const given = request.headers.authorization?.replace(/^Bearer /, "");
    if (!given) return fail(401, "missing_api_key");
    if (rightKey !== undefined && given !== rightKey) return fail(403, "invalid_api_key");
    const order = orders.shift() ?? choose?.(number) ?? always;
    seen.order = order?.do;
    switch (order?.do) {
      case "rate_limit":
        return fail(429, "rate_limit_exceeded", { "retry-after": String(order.retryAfterSeconds ?? 1) });
      case "error":
        return fail(order.status, order.name ?? "internal_server_error");
      case "busy":
        return fail(409, "concurrent_idempotent_requests");
      case "error_after_accept":
        take(key, body);
        return fail(500, "internal_server_error");
      case "reset_before":
        return request.socket.resetAndDestroy();
      case "reset_after_accept":
        take(key, body);
        return request.socket.resetAndDestroy();
      case "timeout":
        take(key, body);
        return;
      default: {
        const { status, answer } = take(key, body);
        return send(status, answer);
      }
    }
  }

  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    requests,
    misbehave: (...more) => void orders.push(...more),
    misbehaveAlways: (order) => {
      always = order;
    },
    misbehaveBy: (chooser) => {
      choose = chooser;
    },
    expectKey: (apiKey) => {
      rightKey = apiKey;
    },
    clear: () => {
      for (const list of [mails, requests, orders]) list.length = 0;
      always = undefined;
      choose = undefined;
    },
    close: () => close(server),
  };
}

const failure = (status: number, name: string, message: string) => ({
  status,
  answer: { statusCode: status, name, message },
});

/** What Resend demands of a request, or undefined. */
function parse(body: string): Omit<TakenMail, "id" | "key" | "body"> | undefined {
  try {
    const { from, to, subject, html = "", text = "", tags = [] } = JSON.parse(body);
    if (typeof from !== "string" || !from || !to || typeof subject !== "string" || !(html || text)) return undefined;
    return { from, to: Array.isArray(to) ? to : [to], subject, html, text, tags };
  } catch {
    return undefined;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString("utf8");
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { url } = await startResendStandIn(Number(process.argv[2] ?? 0));
  console.log(`Stand-in for Resend on ${url}`);
}
