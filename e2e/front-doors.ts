// Every door through which a CSV comes in, as anybody reaches it who has a session or a token: the server actions of the four dialogs,
// called by their ids as a browser does, and the API. Used by uploads.spec.ts.
import { createHash } from "node:crypto";
import type { APIRequestContext, BrowserContext } from "@playwright/test";
import type { Sql } from "@/db/client";
import { actionsInBuild } from "./doors";
import { test as base, expect, type TestOrganization } from "./fixtures";
import type { TestAdmin } from "./organizations";
import { client, tokenOf } from "./tokens";

/** What a door says: `ok` with what it gives, or a code. */
export type Answer = { ok: boolean; code?: string | undefined; [more: string]: unknown };
export type Announced = { fileName: string; fileBytes: number; sha256: string };

export type FrontDoor = {
  name: string;
  begin: (file: Announced) => Promise<Answer & { id?: string }>;
  put: (id: string, index: number, content: Uint8Array) => Promise<Answer>;
  complete: (id: string) => Promise<Answer & { missing?: number[] }>;
};

export const SLICE = 3 * 1024 * 1024;
export const LIMIT = 15 * 1024 * 1024;

export const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
export const announce = (bytes: Uint8Array, fileName = "people.csv"): Announced => ({
  fileName,
  fileBytes: bytes.length,
  sha256: sha256(bytes),
});
export const sliceOf = (bytes: Uint8Array, index: number) => bytes.subarray(index * SLICE, (index + 1) * SLICE);

/** The section that each dialog belongs to, and the name of its own of an upload's id. */
export const DIALOGS = {
  "Delete users": { file: "user-deletion", id: "batchId" },
  "Add users": { file: "add-users", id: "id" },
  "Find deleted users": { file: "find-deleted-users", id: "id" },
  "Put users on hold": { file: "safeguards/holds", id: "id" },
} as const;
export type Dialog = keyof typeof DIALOGS;

/** Calls a server action without a browser: what a script with the admin's cookies can do. */
export async function callAction(
  request: APIRequestContext,
  app: string,
  action: string,
  body: object,
): Promise<Answer> {
  const file = `app/(admin)/authenticate/automate-user-management/${action}`;
  const found = actionsInBuild().find(({ name }) => name === file);
  if (!found) throw new Error(`no action ${action}`);
  const headers = { "next-action": found.id, origin: app, accept: "text/x-component" };
  const answer = await request.post(
    found.page,
    body instanceof FormData
      ? { headers, multipart: body }
      : { headers: { ...headers, "content-type": "text/plain;charset=UTF-8" }, data: JSON.stringify(body) },
  );
  const line = /^1:(.*)$/m.exec(await answer.text())?.[1];
  if (answer.status() !== 200 || !line) return { ok: false, code: `http_${answer.status()}` };
  return JSON.parse(line) as Answer;
}

/** The door of one dialog, for whoever's cookies the request carries. */
export function dialogDoor(request: APIRequestContext, app: string, dialog: Dialog): FrontDoor {
  const { file, id: idName } = DIALOGS[dialog];
  const call = (action: string, body: object) => callAction(request, app, `${file}/actions.ts#${action}`, body);
  return {
    name: dialog,
    begin: async (announced) => {
      const answer = await call("beginUpload", [announced]);
      return { ...answer, id: (answer.batchId ?? answer.id) as string };
    },
    put: (id, index, content) => {
      // As React writes a form that is the one argument: its fields first, what they are to be put together to last.
      const form = new FormData();
      form.append(`_1_${idName}`, id);
      form.append("_1_index", String(index));
      form.append("_1_content", new File([Buffer.from(content)], "blob", { type: "text/csv" }));
      form.append("0", '["$K1"]');
      return call("putSlice", form);
    },
    complete: (id) => call("completeUpload", [id]),
  };
}

/** The door of the API, for whoever has the token. */
export function apiDoor(app: string, token: string): FrontDoor {
  const call = client(app, token);
  const answerOf = ({ status, body }: Awaited<ReturnType<typeof call>>): Answer =>
    status < 300 ? { ok: true, ...body } : { ok: false, ...body };
  return {
    name: "the API",
    begin: async ({ fileName, fileBytes, sha256 }) => {
      const answer = await call("POST", "/batches", { body: { file_name: fileName, bytes: fileBytes, sha256 } });
      return { ...answerOf(answer), id: answer.body.batch?.id };
    },
    put: async (id, index, content) => answerOf(await call("PUT", `/batches/${id}/slices/${index}`, { body: content })),
    complete: async (id) => answerOf(await call("POST", `/batches/${id}/complete`)),
  };
}

/** A whole file through a door, as it should go. */
export async function send(door: FrontDoor, bytes: Uint8Array, fileName?: string): Promise<string> {
  const begun = await door.begin(announce(bytes, fileName));
  if (!begun.ok || !begun.id) throw new Error(`${door.name}: ${begun.code}`);
  for (let index = 0; index * SLICE < bytes.length; index++) {
    const put = await door.put(begun.id, index, sliceOf(bytes, index));
    if (!put.ok) throw new Error(`${door.name}: ${put.code}`);
  }
  const done = await door.complete(begun.id);
  if (!done.ok) throw new Error(`${door.name}: ${done.code}`);
  return begun.id;
}

export type Hand = { door: FrontDoor; request: APIRequestContext; organization: TestOrganization };
export const NAMES = [...(Object.keys(DIALOGS) as Dialog[]), "the API"] as const;
export type Name = (typeof NAMES)[number];

export const test = base.extend<{
  atDoor: (name: Name, organization?: TestOrganization, admin?: TestAdmin) => Promise<Hand>;
}>({
  /** An admin at one of the doors; of a new organization, unless one is given. */
  atDoor: async ({ browser, app, sql, organizationWith, signIn }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (name, given, admin) => {
      const organization = given ?? (await organizationWith({ learners: 3, learningData: false }));
      const who = admin ?? organization.admin;
      const context = await browser.newContext({ baseURL: app });
      contexts.push(context);
      if (name === "the API") {
        const { token } = await tokenOf(sql, organization, "order", who);
        return { door: apiDoor(app, token), request: context.request, organization };
      }
      const page = await context.newPage();
      await signIn(page, who.email);
      await page.close();
      return { door: dialogDoor(context.request, app, name), request: context.request, organization };
    });
    for (const context of contexts) await context.close();
  },
});

/** State and reasons of an upload, whatever it is for. */
export async function uploadOf(sql: Sql, { id }: TestOrganization, upload: string) {
  const [row] = await sql<{ state: string; rows: number | null; codes: string[] | null }[]>`
    select state::text, rows, jsonb_path_query_array(refusals::jsonb, '$[*].code') as codes from deletion_batches
    where organization_id = ${id} and id = ${upload}
    union all
    select state::text, rows, jsonb_path_query_array(refusals::jsonb, '$[*].code') from lists
    where organization_id = ${id} and id = ${upload}`;
  return row;
}

/** What became of an upload that was sent whole. */
export async function checked(sql: Sql, cron: () => Promise<unknown>, organization: TestOrganization, upload: string) {
  await expect(async () => {
    await cron();
    expect(["uploading", "checking"]).not.toContain((await uploadOf(sql, organization, upload))?.state);
  }).toPass({ timeout: 60_000 });
  return uploadOf(sql, organization, upload);
}
