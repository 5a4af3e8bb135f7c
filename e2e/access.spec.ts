// Who gets through which door: the matrix of every page, handler and action against everybody who should not pass (spec 1).

import { type APIRequestContext, type Browser, expect, test } from "@playwright/test";
import { ACTIONS, actionsInBuild, actionsInSource, firstAwaited, PLACES, placesInSource, type Who } from "./doors";
import { test as app, PASSWORD, type TestOrganization } from "./fixtures";
import { addingCsv, runListUntil, uploadList } from "./lists";
import { csvOf, order, runUntil, upload } from "./orders";

test("every page, handler and action of the source is in the list, and no other", () => {
  expect(placesInSource()).toEqual(Object.keys(PLACES).sort());
  expect(actionsInSource()).toEqual(Object.keys(ACTIONS).sort());
  // What the build offers to browsers is no more than what the source exports.
  for (const { name } of actionsInBuild()) expect(Object.keys(ACTIONS)).toContain(name);
});

test("every page behind the sign-in proves the caller itself, first of all: a layout around it does not run again", () => {
  // What no request can show: asked for whole, a page is rendered with its layouts, whose guard would hide that it has none.
  for (const [file, { who }] of Object.entries(PLACES)) {
    if (!file.startsWith("(admin)/") || !file.endsWith("page.tsx")) continue;
    const guard = who === "admin" ? "requireAdmin" : "requireFullAdmin";
    expect(firstAwaited(file), file).toBe(guard);
  }
});

type Caller =
  | "signed out"
  | "sub admin"
  | "full admin of another organization"
  | "removed admin"
  | "demoted admin"
  | "full admin";

async function contextOf(browser: Browser, baseURL: string, email?: string): Promise<APIRequestContext> {
  const context = await browser.newContext({ baseURL });
  if (email) {
    const page = await context.newPage();
    await page.goto("/sign-in");
    await page.getByLabel("Email", { exact: true }).fill(email);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
    await page.close();
  }
  return context.request;
}

/** What this caller should be told at a door of this kind. */
function expected(caller: Caller, who: Who, file: boolean | undefined, own: boolean): number[] {
  if (who === "anybody") return [200];
  if (who === "secret" || who === "token") return [401];
  if (who === "nothing") return [404];
  if (who === "signature") return [405];
  if (caller === "signed out" || caller === "removed admin") return file ? [401] : [307, 303];
  if (who === "admin") return own && caller !== "sub admin" ? [404] : [200];
  if (caller === "sub admin" || caller === "demoted admin") return [403];
  return own ? [404] : [200];
}

app(
  "nobody passes a door that is not theirs, and nothing is written",
  async ({ browser, app: baseURL, organizationWith, cron, sql }) => {
    app.setTimeout(180_000);
    const first = await organizationWith({ learners: 12 });
    const other = await organizationWith({ learners: 3 });
    const done = await order(cron, first, csvOf(first.learners.slice(0, 2)));
    await runUntil(cron, first, done, "completed");
    const ready = await upload(first, csvOf(first.learners.slice(4, 6)));
    await runUntil(cron, first, ready, "ready");
    const found = await uploadList(first, csvOf([{ email: "somebody@people.example" }]), {
      purpose: "find_deleted_users",
    });
    const adding = await uploadList(first, addingCsv("somebody@people.example,,,"));
    const holding = await uploadList(
      first,
      "primary_email_address,unique_user_id,reason\nsomebody@people.example,,Why",
      {
        purpose: "hold_users",
      },
    );
    for (const list of [found, adding, holding]) await runListUntil(cron, first, list, "ready");
    const lists = (text: string) =>
      text.replaceAll("{list}", found).replaceAll("{adding}", adding).replaceAll("{holding}", holding);
    const [mail] = await sql<{ id: string }[]>`select id from mails where organization_id = ${first.id} limit 1`;
    const place = (path: string) =>
      lists(path)
        .replace("{batch}", done)
        .replace("{mail}", mail?.id ?? "")
        .replace("{learner}", `${first.learners[8]?.id}`);
    const callers: Record<Exclude<Caller, "full admin">, APIRequestContext> = {
      "signed out": await contextOf(browser, baseURL),
      "sub admin": await contextOf(browser, baseURL, first.subadmin.email),
      "full admin of another organization": await contextOf(browser, baseURL, other.admin.email),
      "removed admin": await contextOf(browser, baseURL, first.admin2.email),
      "demoted admin": await contextOf(browser, baseURL, other.admin2.email),
    };
    await sql`update admins set removed_at = app_now() where organization_id = ${first.id} and id = ${first.admin2.id}`;
    await sql`update admins set role = 'sub_admin' where organization_id = ${other.id} and id = ${other.admin2.id}`;
    const before = await stateOf(sql, first, other);

    for (const [caller, request] of Object.entries(callers) as [Exclude<Caller, "full admin">, APIRequestContext][]) {
      for (const [name, door] of Object.entries(PLACES)) {
        const own = door.path.includes("{");
        const answer = await request.fetch(place(door.path), {
          method: door.method ?? "GET",
          maxRedirects: 0,
          headers: door.file ? { accept: "application/json" } : {},
        });
        const allowed = door.off ? [404] : expected(caller, door.who, door.file, own);
        const redirects = answer.status() === 307 || answer.status() === 303;
        // Whoever may come in may be led on from there; nobody else is led anywhere but to the sign-in page.
        if (redirects && allowed.includes(200)) continue;
        // Softly: what is open to whom shows at once, not door by door.
        expect.soft(allowed, `${caller} at ${name}`).toContain(answer.status());
        if (redirects) expect.soft(answer.headers().location, `${caller} at ${name}`).toContain("/sign-in");
      }
      for (const { name, id, page } of actionsInBuild()) {
        const action = ACTIONS[name];
        if (!action || action.who === "anybody") continue;
        const fill = (text: string) => lists(text).replaceAll("{batch}", ready);
        const answer = await request.post(page, {
          maxRedirects: 0,
          headers: {
            "next-action": id,
            origin: baseURL,
            accept: "text/x-component",
            ...(action.form ? {} : { "content-type": "text/plain;charset=UTF-8" }),
          },
          ...(action.form ? { multipart: formOf(action.form, fill) } : { data: fill(JSON.stringify(action.args)) }),
        });
        const body = await answer.text();
        if (caller === "full admin of another organization") {
          if (action.own) expect.soft(body, name).toContain('"ok":true');
          else expect.soft(body, `${caller} at ${name}`).not.toContain('"ok":true');
        } else if (caller === "signed out" || caller === "removed admin") {
          expect.soft(body, `${caller} at ${name}`).not.toContain('"ok":true');
          const to = answer.headers()["x-action-redirect"] ?? answer.headers().location ?? "";
          expect.soft(`${answer.status()} ${to} ${body.slice(0, 200)}`, `${caller} at ${name}`).toContain("/sign-in");
        } else expect.soft(answer.status(), `${caller} at ${name}`).toBe(action.who === "admin" ? 200 : 403);
      }
    }
    // The other organization's admin may begin uploads and add a user of its own; that is all that may have come of this.
    await sql`delete from due_work where organization_id = ${other.id}`;
    await sql`delete from deletion_batches where organization_id = ${other.id}`;
    await sql`delete from lists where organization_id = ${other.id}`;
    await sql`
      delete from group_memberships m using learners l
      where m.organization_id = ${other.id} and l.organization_id = ${other.id} and l.id = m.learner_id and l.normalized_email = 'new@access.example'`;
    await sql`delete from learners where organization_id = ${other.id} and normalized_email = 'new@access.example'`;
    expect(await stateOf(sql, first, other)).toEqual(before);
  },
);

/** As React writes a form that is the one argument: its fields first, what they are to be put together to last. */
function formOf(fields: Record<string, string>, fill: (text: string) => string): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(`_1_${field}`, fill(value));
  form.append("_1_content", new File(["x"], "blob", { type: "text/csv" }));
  form.append("0", '["$K1"]');
  return form;
}

/** What a door could have changed. Audit entries of refused calls are no harm. */
async function stateOf(sql: Parameters<Parameters<typeof app>[2]>[0]["sql"], ...organizations: TestOrganization[]) {
  const ids = organizations.map((organization) => organization.id);
  return {
    batches: [
      ...(await sql`select organization_id, id, state, preview_number from deletion_batches where organization_id = any(${ids}::bigint[]) order by 1, 2`),
    ],
    lists: [
      ...(await sql`select organization_id, id, state, counts from lists where organization_id = any(${ids}::bigint[]) order by 1, 2`),
    ],
    learners: [
      ...(await sql`select organization_id, count(*)::int as count from learners where organization_id = any(${ids}::bigint[]) group by 1 order by 1`),
    ],
    slices: [
      ...(await sql`select organization_id, count(*)::int as count from upload_slices where organization_id = any(${ids}::bigint[]) group by 1 order by 1`),
    ],
    outcomes: [
      ...(await sql`select organization_id, count(*)::int as count from outcomes where organization_id = any(${ids}::bigint[]) group by 1 order by 1`),
    ],
  };
}

app(
  "a request from elsewhere is refused: foreign and null origin, forged headers, page data",
  async ({ browser, app: baseURL, organizationWith, sql }) => {
    const organization = await organizationWith({ learners: 3 });
    const request = await contextOf(browser, baseURL, organization.admin.email);
    const begin = actionsInBuild().find(({ name }) => name.endsWith("#beginUpload"));
    const send = (headers: Record<string, string>) =>
      request.post(begin?.page ?? "", {
        maxRedirects: 0,
        headers: { "next-action": begin?.id ?? "", "content-type": "text/plain;charset=UTF-8", ...headers },
        data: JSON.stringify([{ fileName: "a.csv", fileBytes: 10, sha256: "0".repeat(64) }]),
      });
    for (const origin of ["https://evil.example", "null", undefined]) {
      const answer = await send(origin ? { origin } : {});
      expect(await answer.text(), origin ?? "no origin").not.toContain('"ok":true');
    }
    const [made] =
      await sql`select count(*)::int as count from deletion_batches where organization_id = ${organization.id}`;
    expect(made?.count).toBe(0);

    const nobody = await contextOf(browser, baseURL);
    for (const headers of [
      { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
      { rsc: "1" },
      { rsc: "1", "next-router-prefetch": "1" },
    ] as Record<string, string>[]) {
      const answer = await nobody.get("/authenticate/automate-user-management", { maxRedirects: 0, headers });
      expect(await answer.text()).not.toContain(organization.name);
      expect([303, 307]).toContain(answer.status());
    }
  },
);
