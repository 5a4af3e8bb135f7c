// A full admin without a browser: signs in, opens pages, posts server actions as the browser would. Called by working-day.ts.
import { createHash } from "node:crypto";
import { ACTIONS, actionsInBuild } from "../doors";

const AUM = "app/(admin)/authenticate/automate-user-management";

export type HttpAdmin = Awaited<ReturnType<typeof signedIn>>;

/** Through next-auth's own address, which takes what the form takes. */
export async function signedIn(app: string, email: string, password: string) {
  const cookies = new Map<string, string>();
  const actions = actionsInBuild();

  async function send(path: string, options: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...(options.headers as Record<string, string>), cookie };
    const answer = await fetch(`${app}${path}`, { redirect: "manual", ...options, headers });
    for (const set of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (set.split(";")[0] ?? "").split(/=(.*)/s);
      cookies.set(name, value);
    }
    return answer;
  }

  const { csrfToken } = (await (await send("/api/auth/csrf")).json()) as { csrfToken: string };
  const form = new URLSearchParams({ csrfToken, email, password, json: "true" });
  await send("/api/auth/callback/credentials", { method: "POST", body: form });
  if (![...cookies.keys()].some((name) => name.endsWith("session"))) throw new Error(`${email} could not sign in`);

  /** Posts a server action; `form` for those that take one. Gives the answer as it came. */
  async function act(action: string, args: unknown[], form?: Record<string, string>): Promise<string> {
    const name = action.startsWith("app/") ? action : `${AUM}/${action.replace("#", "/actions.ts#")}`;
    const found = actions.find((each) => each.name === name);
    if (!found) throw new Error(`no such action: ${name}`);
    const headers = { "next-action": found.id, origin: app, accept: "text/x-component" };
    if (!form) {
      const body = JSON.stringify(args);
      const answer = await send(found.page, {
        method: "POST",
        body,
        headers: { ...headers, "content-type": "text/plain;charset=UTF-8" },
      });
      return answer.text();
    }
    const body = new FormData();
    const { content = "x", ...fields } = form;
    for (const [field, value] of Object.entries(fields)) body.append(`_1_${field}`, value);
    body.append("_1_content", new Blob([content], { type: "text/csv" }), "blob");
    body.append("0", '["$K1"]');
    return (await send(found.page, { method: "POST", body, headers })).text();
  }

  /** A whole file, into a section below *Automate user management*; its id. */
  async function upload(section: string, csv: string): Promise<string> {
    const sha256 = createHash("sha256").update(csv).digest("hex");
    const begun = await act(`${section}#beginUpload`, [{ fileName: "people.csv", fileBytes: csv.length, sha256 }]);
    const id = /"(?:batchId|listId|id)":"([0-9a-f-]{36})"/.exec(begun)?.[1];
    if (!id) throw new Error(`${section} began no upload: ${begun.slice(0, 300)}`);
    const [field = "id"] = Object.keys(ACTIONS[`${AUM}/${section}/actions.ts#putSlice`]?.form ?? {});
    const slice = await act(`${section}#putSlice`, [], { [field]: id, index: "0", content: csv });
    if (!slice.includes('"ok":true')) throw new Error(`${section} took no slice: ${slice.slice(0, 300)}`);
    const sent = await act(`${section}#completeUpload`, [id]);
    if (!sent.includes('"ok":true')) throw new Error(`${section} took no upload: ${sent.slice(0, 300)}`);
    return id;
  }

  return { send, act, upload };
}
