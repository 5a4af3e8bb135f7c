// Somebody at the application's door without a browser: requests as they are written, cookies kept by hand. Used by the specs of access.
import { actionsInBuild } from "./doors";
import { PASSWORD } from "./organizations";

export type Visitor = {
  /** Redirects are answers, not followed. */
  fetch: (
    path: string,
    init?: Omit<RequestInit, "headers"> & { headers?: Record<string, string> },
  ) => Promise<Response>;
  /** As a Cookie header has them. */
  cookies: string;
  /** As the server set them, attributes and all. */
  set: string[];
};

/** A connection that is kept may be closed for being idle just as the next request comes, and that would be no answer of ours. */
const ONCE = { connection: "close" };

const pairs = (lines: string[]) => lines.map((line) => line.split(";")[0]).join("; ");

function visitorWith(address: string, set: string[]): Visitor {
  const cookies = pairs(set);
  return {
    cookies,
    set,
    fetch: (path, init = {}) =>
      fetch(`${address}${path}`, {
        redirect: "manual",
        ...init,
        headers: { ...ONCE, ...(cookies ? { cookie: cookies } : {}), ...init.headers },
      }),
  };
}

/** Nobody; with an address, the admin who has signed in with it through next-auth's own door. */
export async function visitor(address: string, email?: string, password = PASSWORD): Promise<Visitor> {
  const nobody = visitorWith(address, []);
  if (!email) return nobody;
  const { answer, set } = await tryToSignIn(address, email, password);
  if (!set.some((line) => /session=/.test(line))) throw new Error(`${email} could not sign in: ${await answer.text()}`);
  return visitorWith(address, set);
}

/** As Next's router asks for a page's data: its first answer only tells which `_rsc` belongs to these headers. */
export async function fetchData(who: Visitor, path: string, headers: Record<string, string>): Promise<Response> {
  const answer = await who.fetch(path, { headers });
  const to = answer.headers.get("location");
  if (!to || !/[?&]_rsc(?:=|&|$)/.test(to)) return answer;
  await answer.text();
  return who.fetch(to.replace(/^https?:\/\/[^/]+/, ""), { headers });
}

/** One try; `headers` go with it. The answer names an error in its `url`, if there was one. */
export async function tryToSignIn(
  address: string,
  email: string,
  password: string,
  headers: Record<string, string> = {},
): Promise<{ answer: Response; set: string[] }> {
  const csrf = await fetch(`${address}/api/auth/csrf`, { headers: ONCE });
  const set = csrf.headers.getSetCookie();
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const answer = await fetch(`${address}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { ...ONCE, cookie: pairs(set), ...headers },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
  });
  return { answer, set: [...set, ...answer.headers.getSetCookie()] };
}

/** Calls a server action as a browser does: its id, our origin, its arguments. */
export function callAction(
  who: Visitor,
  page: string,
  id: string,
  {
    args = [],
    form,
    headers = {},
  }: { args?: unknown[]; form?: Record<string, string>; headers?: Record<string, string> },
): Promise<Response> {
  const common = { "next-action": id, accept: "text/x-component", ...headers };
  if (!form) {
    const body = JSON.stringify(args);
    return who.fetch(page, {
      method: "POST",
      body,
      headers: { ...common, "content-type": "text/plain;charset=UTF-8" },
    });
  }
  // As React writes a form that is the one argument: its fields first, what they are to be put together to last.
  const body = new FormData();
  for (const [field, value] of Object.entries(form)) body.set(`_1_${field}`, value);
  body.set("_1_content", new Blob(["x"], { type: "text/csv" }), "blob");
  body.set("0", '["$K1"]');
  return who.fetch(page, { method: "POST", body, headers: common });
}

/** Calls an action of ours by its name, as the admin with this address, who must be answered that it is done. */
export async function act(address: string, email: string, name: string, arg: unknown): Promise<void> {
  const found = actionsInBuild().filter((action) => action.name.endsWith(name));
  const [action] = found;
  if (!action || found.length > 1) throw new Error(`${found.length} actions are called ${name}`);
  const who = await visitor(address, email);
  const answer = await callAction(who, action.page, action.id, { args: [arg], headers: { origin: address } });
  const body = await answer.text();
  if (!body.includes('"ok":true')) throw new Error(`${name} answered ${answer.status} ${body.slice(0, 300)}`);
}
