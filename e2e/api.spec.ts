// The API from outside (spec 8): tokens made and revoked in the browser; upload, preview, confirm, results over HTTP; what it refuses,
// and that its description says the truth.
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { provideCurl } from "./curl";
import { expectAccessible, PAGE } from "./dialog";
import { expect, PASSWORD, type Page, test } from "./fixtures";
import { confirm as confirmInBrowser, countsOf, csvOf, runUntil, stateOf, upload as uploadInBrowser } from "./orders";
import { type ApiAnswer, client, tokenOf } from "./tokens";

test.describe.configure({ timeout: 240_000 });

const CSV = { "content-type": "text/csv" };
const section = (page: Page) => page.locator("#api-access");
const dialog = (page: Page) => page.locator(".dialog");

test("a token is made in the browser, shown once, used, and revoked; the password is asked for again", async ({
  page,
  app,
  sql,
  organizationWith,
  signIn,
  serverLog,
}) => {
  const organization = await organizationWith({ learners: 3, learningData: false });
  await signIn(page, organization.admin.email);
  await page.goto(`${PAGE}#api-access`);
  await expect(section(page).getByText("No tokens yet.")).toBeVisible();
  await sql`
    update admin_sessions set authenticated_at = authenticated_at - interval '16 minutes' where organization_id = ${organization.id}`;
  await section(page).getByRole("button", { name: "Create token" }).click();
  await dialog(page).getByLabel("What it is for").fill("Payroll");
  await dialog(page).getByRole("button", { name: "Create token" }).click();
  await dialog(page).getByLabel("Password").fill("wrong-password-here");
  await dialog(page).getByRole("button", { name: "Create token" }).click();
  await expect(dialog(page).getByRole("alert")).toBeVisible();
  expect(await sql`select 1 from api_tokens where organization_id = ${organization.id}`).toHaveLength(0);
  await dialog(page).getByLabel("Password").fill(PASSWORD);
  await dialog(page).getByRole("button", { name: "Create token" }).click();
  const token = await dialog(page).getByLabel("Token", { exact: true }).inputValue();
  expect(token).toMatch(/^la_\d+_[0-9a-f]{32}_[\w-]{43}$/);
  await dialog(page).getByRole("button", { name: "Done" }).click();
  await expect(section(page).getByRole("row").filter({ hasText: "Payroll" })).toContainText("Works");
  await page.reload();
  await expect(section(page).getByRole("row").filter({ hasText: "Payroll" })).toContainText("Read");
  expect(await page.content()).not.toContain(token);

  const [kept] = await sql<{ all: string; days: number }[]>`
    select t::text as all, extract(day from expires_at - created_at)::int as days from api_tokens t where organization_id = ${organization.id}`;
  expect(kept?.days).toBe(90);
  const secret = token.split("_").slice(3).join("_");
  expect(kept?.all).not.toContain(secret);

  const call = client(app, token);
  expect((await call("GET", "/batches")).status).toBe(200);
  expect((await call("POST", "/batches", { body: "x", headers: CSV })).body.code).toBe("scope");
  await page.reload();
  await expect(section(page).getByRole("row").filter({ hasText: "Payroll" })).toContainText("Today");

  await section(page).getByRole("button", { name: "Revoke Payroll" }).click();
  await dialog(page).getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(section(page).getByRole("row").filter({ hasText: "Payroll" })).toContainText("Revoked");
  expect((await call("GET", "/batches")).status).toBe(401);
  expect(serverLog()).not.toContain(secret);
  const actions = await sql<{ action: string }[]>`
    select action from audit_entries where organization_id = ${organization.id} and action like 'token.%' order by sequence`;
  expect(actions.map(({ action }) => action)).toEqual(["token.created", "token.revoked"]);
});

test("upload, preview, confirm with the expected number, follow, results; the answers are what the description says", async ({
  app,
  sql,
  cron,
  organizationWith,
}) => {
  const organization = await organizationWith({ learners: 40 });
  await sql`update safeguards set brake_percent = 100 where organization_id = ${organization.id}`;
  const { id: tokenId, token } = await tokenOf(sql, organization, "order");
  const call = client(app, token);
  const described = (await (await fetch(`${app}/api/v1/openapi.json`)).json()) as Description;
  const holds = (answer: ApiAnswer, method: string, path: string) => expectDescribed(described, answer, method, path);

  const csv = csvOf([...organization.learners.slice(0, 12), { email: "nobody@people.example" }]);
  const key = { "idempotency-key": "leavers-2026-11" };
  const upload = () => call("POST", "/batches?file_name=leavers.csv", { body: csv, headers: { ...CSV, ...key } });
  const uploaded = await upload();
  expect(uploaded.status).toBe(201);
  holds(uploaded, "post", "/batches");
  const id = uploaded.body.id as string;
  // The same again under the same key is the same batch; another file under it is refused.
  const repeated = await upload();
  expect([repeated.status, repeated.body.id, repeated.headers.get("idempotency-replayed")]).toEqual([201, id, "true"]);
  const other = await call("POST", "/batches?file_name=leavers.csv", { body: `${csv}\n`, headers: { ...CSV, ...key } });
  expect([other.status, other.body.code]).toEqual([422, "idempotency_key_reused"]);
  holds(other, "post", "/batches");
  expect(await sql`select 1 from deletion_batches where organization_id = ${organization.id}`).toHaveLength(1);

  await runUntil(cron, organization, id, "ready");
  const previewed = await call("GET", `/batches/${id}`);
  holds(previewed, "get", "/batches/{id}");
  expect(previewed.body.preview).toMatchObject({ number: 1, users: 12, counts: { deleted: 12, not_found: 1 } });
  const copy = await call("GET", `/batches/${id}/copy.csv`);
  expect(copy.body.trim().split("\n")).toHaveLength(14);

  const confirm = (expected: number, number = 1, headers: Record<string, string> = {}) =>
    call("POST", `/batches/${id}/confirm`, { body: { expected_users: expected, preview_number: number }, headers });
  const differs = await confirm(11);
  expect([differs.status, differs.body.code, differs.body.batch.preview.users]).toEqual([409, "count_differs", 12]);
  holds(differs, "post", "/batches/{id}/confirm");
  expect((await confirm(12, 2)).body.code).toBe("preview_changed");
  const malformed = await call("POST", `/batches/${id}/confirm`, { body: { expected_users: "12", preview_number: 1 } });
  expect([malformed.status, malformed.body.code]).toEqual([422, "malformed"]);
  const nul = { expected_users: 12, preview_number: 1, reference: "HR\0-1" };
  const unkept = await call("POST", `/batches/${id}/confirm`, { body: nul });
  expect([unkept.status, unkept.body.code], "a character that no text can hold").toEqual([422, "malformed"]);
  expect(await stateOf(organization, id)).toBe("ready");

  // Eight at once under one key: one order.
  const confirmed = await Promise.all(
    Array.from({ length: 8 }, () => confirm(12, 1, { "idempotency-key": "order-1" })),
  );
  for (const answer of confirmed) {
    expect([200, 409]).toContain(answer.status);
    if (answer.status === 409) expect(answer.body.code).toBe("request_in_progress");
    holds(answer, "post", "/batches/{id}/confirm");
  }
  const [ordered] = await sql<{ count: number; details: string }[]>`
    select count(*) over () as count, details from audit_entries
    where organization_id = ${organization.id} and action = 'batch.confirmed' and batch_id = ${id}`;
  expect(ordered?.count).toBe(1);
  // The log names the token.
  expect(JSON.parse(ordered?.details ?? "{}")).toMatchObject({ users: 12, tokenId });
  expect((await confirm(12)).body.code).toBe("not_ready");

  await runUntil(cron, organization, id, "completed_with_errors");
  expect(await countsOf(organization, id)).toEqual({ deleted: 12, not_found: 1 });
  const done = await call("GET", `/batches/${id}`);
  holds(done, "get", "/batches/{id}");
  expect(done.body).toMatchObject({ state: "completed_with_errors", counts: { deleted: 12, not_found: 1 }, to_do: 0 });
  // What the run did is nobody's deed.
  const [ended] = await sql<{ details: string }[]>`
    select details from audit_entries where organization_id = ${organization.id} and action = 'batch.completed_with_errors'`;
  expect(ended?.details).not.toContain(tokenId);

  const results = await call("GET", `/batches/${id}/results.csv`);
  expect(results.headers.get("cache-control")).toBe("no-store");
  expect(results.body).toContain("nobody@people.example");
  expect((await call("GET", `/batches/${id}/outcomes.csv`)).status).toBe(200);
  await sql`
    update deletion_batches set ended_at = ended_at - interval '31 days' where organization_id = ${organization.id} and id = ${id}`;
  const gone = await call("GET", `/batches/${id}/results.csv`);
  expect([gone.status, gone.body.code]).toEqual([410, "gone"]);
  holds(gone, "get", "/batches/{id}/results.csv");
  const listed = await call("GET", "/batches?limit=1");
  holds(listed, "get", "/batches");
  expect(listed.body.batches.map((batch: { id: string }) => batch.id)).toEqual([id]);
  expect(Number(listed.headers.get("ratelimit-remaining"))).toBeLessThan(300);
});

test("a larger file comes in slices, whole or not at all; the guards hold: delay, cancel, brake", async ({
  app,
  sql,
  cron,
  organizationWith,
}) => {
  const organization = await organizationWith({ learners: 8 });
  const call = client(app, (await tokenOf(sql, organization, "order")).token);
  // Padded beyond what one request takes.
  const csv = Buffer.from(`${csvOf(organization.learners.slice(0, 6))}\n${"\n".repeat(4_500_000)}`);
  const whole = await call("POST", "/batches", { body: csv, headers: CSV });
  expect([whole.status, whole.body.code]).toEqual([413, "too_large"]);
  const sha256 = createHash("sha256").update(csv).digest("hex");
  const begun = await call("POST", "/batches", { body: { file_name: "leavers.csv", bytes: csv.length, sha256 } });
  expect([begun.status, begun.body.slices]).toEqual([201, 2]);
  const { id } = begun.body.batch;
  const slice = (index: number) => csv.subarray(index * begun.body.slice_bytes, (index + 1) * begun.body.slice_bytes);
  const put = (index: number, body: Uint8Array) => call("PUT", `/batches/${id}/slices/${index}`, { body });
  expect((await put(1, slice(1))).status).toBe(204);
  expect((await put(0, slice(0).subarray(1))).body.code).toBe("slice_out_of_place");
  const missing = await call("POST", `/batches/${id}/complete`);
  expect([missing.status, missing.body.code, missing.body.missing]).toEqual([409, "slices_missing", [0]]);
  expect((await put(0, slice(0))).status).toBe(204);
  expect((await call("POST", `/batches/${id}/complete`)).status).toBe(202);
  await runUntil(cron, organization, id, "ready");

  // Six of eight is over the brake's half: it waits a day, and until then a call takes it back.
  const order = { body: { expected_users: 6, preview_number: 1, reference: "HR-1" } };
  const confirmed = await call("POST", `/batches/${id}/confirm`, order);
  expect([confirmed.status, confirmed.body.state, confirmed.body.reference]).toEqual([200, "scheduled", "HR-1"]);
  expect(Date.parse(confirmed.body.starts_at) - Date.parse(confirmed.body.confirmed_at)).toBeGreaterThanOrEqual(
    86_400_000,
  );
  expect((await call("POST", `/batches/${id}/cancel`)).body.state).toBe("cancelled");
  expect((await call("POST", `/batches/${id}/cancel`)).body.code).toBe("not_cancellable");
  const left = await sql`select 1 from learners where organization_id = ${organization.id}`;
  expect(left).toHaveLength(8);

  const cut = { file_name: "cut.csv", bytes: 100, sha256 };
  const opened = await call("POST", "/batches", { body: cut });
  await call("PUT", `/batches/${opened.body.batch.id}/slices/0`, { body: csv.subarray(0, 100) });
  await call("POST", `/batches/${opened.body.batch.id}/complete`);
  await runUntil(cron, organization, opened.body.batch.id, "terminated");
  const terminated = await call("GET", `/batches/${opened.body.batch.id}`);
  expect(terminated.body.refusals).toMatchObject([{ code: "upload_damaged" }]);
});

test("the brake counts orders of the API and of the browser together", async ({ app, sql, cron, organizationWith }) => {
  const organization = await organizationWith({ learners: 10, learningData: false });
  const call = client(app, (await tokenOf(sql, organization, "order")).token);
  const browsers = await uploadInBrowser(organization, csvOf(organization.learners.slice(0, 3)));
  await runUntil(cron, organization, browsers, "ready");
  expect(await confirmInBrowser(organization, browsers)).toMatchObject({ ok: true, startsNow: true });
  const made = await call("POST", "/batches", { body: csvOf(organization.learners.slice(4, 7)), headers: CSV });
  await runUntil(cron, organization, made.body.id, "ready");
  // Three of ten start at once, six of ten do not.
  const order = { body: { expected_users: 3, preview_number: 1 } };
  const { body } = await call("POST", `/batches/${made.body.id}/confirm`, order);
  expect(body.state).toBe("scheduled");
  expect(Date.parse(body.starts_at) - Date.parse(body.confirmed_at)).toBeGreaterThanOrEqual(86_400_000);
});

test("what a token is, and what it can never do", async ({ app, sql, organizationWith, page, signIn }) => {
  const organization = await organizationWith({ learners: 4 });
  const stranger = await organizationWith({ learners: 3 });
  const order = await tokenOf(sql, organization, "order");
  const read = await tokenOf(sql, organization, "read");
  const theirs = await tokenOf(sql, stranger, "order");
  const call = client(app, order.token);
  const made = await call("POST", "/batches", { body: csvOf(organization.learners.slice(0, 1)), headers: CSV });
  const path = `/batches/${made.body.id}`;

  // No token, a changed one, another organization's secret under this id: one answer.
  const bodies = new Set<string>();
  for (const token of [undefined, `${order.token.slice(0, -1)}~`, `${order.token.slice(0, -4)}AAAA`, "la_1_2_3"]) {
    const answer = await client(app, token)("GET", path);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    bodies.add(JSON.stringify(answer.body));
  }
  expect(bodies.size).toBe(1);
  // A cookie counts for nothing.
  await signIn(page, organization.admin.email);
  expect((await page.request.get(`${app}/api/v1${path}`)).status()).toBe(401);
  // Nor is a token a session.
  const headers = { authorization: `Bearer ${order.token}`, accept: "application/json" };
  for (const door of [`${PAGE}/batches/${made.body.id}/status`, "/users/export.csv"])
    expect((await fetch(`${app}${door}`, { headers, redirect: "manual" })).status).toBe(401);

  // Another organization's batch is as if it did not exist.
  const [known, unknown] = [
    await client(app, theirs.token)("GET", path),
    await client(app, theirs.token)("GET", `/batches/${crypto.randomUUID()}`),
  ];
  expect([known.status, known.body]).toEqual([404, unknown.body]);
  for (const deed of ["confirm", "cancel", "complete"]) {
    const body = { expected_users: 1, preview_number: 1 };
    const answer = await client(app, theirs.token)("POST", `${path}/${deed}`, deed === "confirm" ? { body } : {});
    expect([deed, answer.status]).toEqual([deed, 404]);
    expect((await client(app, read.token)("POST", `${path}/${deed}`)).body.code).toBe("scope");
  }
  expect((await client(app, read.token)("GET", path)).status).toBe(200);

  // Past its end; and demoted or removed, its admin takes it along for good.
  await sql`update api_tokens set created_at = created_at - interval '91 days', expires_at = expires_at - interval '91 days' where organization_id = ${organization.id} and id = ${read.id}`;
  expect((await client(app, read.token)("GET", path)).status).toBe(401);
  await sql`update admins set role = 'sub_admin' where organization_id = ${organization.id} and id = ${organization.admin.id}`;
  expect((await call("GET", path)).status).toBe(401);
  await sql`update admins set role = 'full_admin' where organization_id = ${organization.id} and id = ${organization.admin.id}`;
  expect((await call("GET", path)).status).toBe(401);
  await sql`update admins set removed_at = app_now() where organization_id = ${stranger.id} and id = ${stranger.admin.id}`;
  expect((await client(app, theirs.token)("GET", "/batches")).status).toBe(401);
});

test("malformed requests are refused with a code, and too many are slowed", async ({ app, sql, organizationWith }) => {
  const organization = await organizationWith({ learners: 3, learningData: false });
  const call = client(app, (await tokenOf(sql, organization, "order")).token);
  const refusals: [string, number, Promise<ApiAnswer>][] = [
    ["media_type", 415, call("POST", "/batches", { body: "x", headers: { "content-type": "text/plain" } })],
    ["malformed", 422, call("POST", "/batches", { body: { file_name: "a.csv" } })],
    ["malformed", 422, call("POST", "/batches", { body: "{", headers: { "content-type": "application/json" } })],
    ["not_csv_name", 422, call("POST", "/batches?file_name=a.xlsx", { body: "x", headers: CSV })],
    [
      "too_large",
      413,
      call("POST", "/batches", { body: { file_name: "a.csv", bytes: 15_728_640, sha256: "0".repeat(64) } }),
    ],
    [
      "idempotency_key_malformed",
      422,
      call("POST", "/batches", { body: "x", headers: { ...CSV, "idempotency-key": "a b" } }),
    ],
    ["malformed", 422, call("GET", "/batches?limit=1000")],
    ["not_found", 404, call("GET", "/batches/none")],
    ["not_found", 404, call("GET", `/batches/${crypto.randomUUID()}/results.csv`)],
  ];
  for (const [code, status, answer] of refusals) {
    const { body, headers, status: given } = await answer;
    expect([code, given, body.code, typeof body.message]).toEqual([code, status, code, "string"]);
    expect(headers.get("content-type")).toBe("application/problem+json");
  }
  // A method that an address does not take, and an address that is none: for anybody, in the same form.
  const batch = `/batches/${crypto.randomUUID()}`;
  const doors: [string, string, string][] = [
    ["DELETE", "/batches", "GET, HEAD, POST"],
    ["POST", batch, "GET, HEAD"],
    ["GET", `${batch}/confirm`, "POST"],
    ["PATCH", `${batch}/cancel`, "POST"],
    ["PUT", `${batch}/complete`, "POST"],
    ["POST", `${batch}/slices/0`, "PUT"],
    ...["results", "outcomes", "copy"].map((file): [string, string, string] => [
      "PUT",
      `${batch}/${file}.csv`,
      "GET, HEAD",
    ]),
    ["POST", "/openapi.json", "GET, HEAD"],
  ];
  for (const [method, path, allow] of doors) {
    const { body, headers, status } = await client(app, undefined)(method, path, method === "GET" ? {} : { body: {} });
    expect([path, status, headers.get("allow"), body.code]).toEqual([path, 405, allow, "method"]);
    expect(headers.get("content-type")).toBe("application/problem+json");
  }
  for (const path of ["", "/batch", `${batch}/approve`, "/settings"])
    for (const method of ["GET", "POST", "DELETE"]) {
      const { body, headers, status } = await call(method, path);
      expect([path, status, body.code]).toEqual([path, 404, "no_such_address"]);
      expect(headers.get("content-type")).toBe("application/problem+json");
    }
  expect(await sql`select 1 from deletion_batches where organization_id = ${organization.id}`).toHaveLength(0);

  // Sixty requests an hour may begin or order something.
  let slowed: ApiAnswer | undefined;
  for (let times = 0; times < 61 && !slowed; times++) {
    const answer = await call("POST", `/batches/${crypto.randomUUID()}/cancel`);
    if (answer.status === 429) slowed = answer;
  }
  expect(slowed?.body.code).toBe("too_many_requests");
  expect(Number(slowed?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await call("GET", "/batches")).status).toBe(200);
});

test("with approval on, an order of the API waits for a second admin, whom no token can stand in for", async ({
  app,
  sql,
  cron,
  organizationWith,
}) => {
  const organization = await organizationWith({ learners: 20 });
  await sql`update safeguards set approval_required = true where organization_id = ${organization.id}`;
  const call = client(app, (await tokenOf(sql, organization, "order")).token);
  const second = client(app, (await tokenOf(sql, organization, "order", organization.admin2)).token);
  const made = await call("POST", "/batches", { body: csvOf(organization.learners.slice(0, 2)), headers: CSV });
  await runUntil(cron, organization, made.body.id, "ready");
  const order = { body: { expected_users: 2, preview_number: 1 } };
  expect((await second("POST", `/batches/${made.body.id}/confirm`, order)).body.code).toBe("not_uploader");
  // So few that nobody would have to type the number in the browser: here another one is always refused.
  const differs = await call("POST", `/batches/${made.body.id}/confirm`, {
    body: { ...order.body, expected_users: 1 },
  });
  expect([differs.status, differs.body.code]).toEqual([409, "count_differs"]);
  expect(await stateOf(organization, made.body.id)).toBe("ready");
  const confirmed = await call("POST", `/batches/${made.body.id}/confirm`, order);
  expect([confirmed.status, confirmed.body.state, confirmed.body.starts_at]).toEqual([200, "awaiting_approval", null]);
  for (const deed of ["approve", "confirm"])
    expect([404, 403, 409]).toContain((await second("POST", `/batches/${made.body.id}/${deed}`, order)).status);
  expect(await stateOf(organization, made.body.id)).toBe("awaiting_approval");
});

test("an order whose answer nobody saw is not given twice", async ({ app, sql, cron, organizationWith }) => {
  const organization = await organizationWith({ learners: 20 });
  const { id: tokenId, token } = await tokenOf(sql, organization, "order");
  const call = client(app, token);
  const made = await call("POST", "/batches", { body: csvOf(organization.learners.slice(0, 2)), headers: CSV });
  await runUntil(cron, organization, made.body.id, "ready");
  await sql`update safeguards set start_delay_hours = 1 where organization_id = ${organization.id}`;
  const key = randomBytes(8).toString("hex");
  const confirm = () =>
    call("POST", `/batches/${made.body.id}/confirm`, {
      body: { expected_users: 2, preview_number: 1 },
      headers: { "idempotency-key": key },
    });
  expect((await confirm()).status).toBe(200);
  // As if the process had been killed between the order and its answer.
  await sql`
    update api_requests set status = null, answer = null, lease_until = now() - interval '1 second'
    where organization_id = ${organization.id} and token_id = ${tokenId}`;
  const again = await confirm();
  expect([again.status, again.body.state]).toEqual([200, "scheduled"]);
  const orders = await sql`
    select 1 from audit_entries where organization_id = ${organization.id} and action = 'batch.confirmed'`;
  expect(orders).toHaveLength(1);
});

test("the example works as pasted, and stands on the page of the API, which says what the description says", async ({
  page,
  app,
  sql,
  signIn,
  organizationWith,
}) => {
  const organization = await organizationWith({ learners: 3, learningData: false });
  const { token } = await tokenOf(sql, organization, "order");
  await signIn(page, organization.admin.email);
  await page.goto(`${PAGE}#api-access`);
  await section(page).getByRole("link", { name: "API reference" }).click();
  await expect(page.getByRole("heading", { name: "API reference", exact: true })).toBeVisible();
  await expectAccessible(page, "main");
  const example = (await page.locator("pre").textContent()) ?? "";
  const described = (await (await fetch(`${app}/api/v1/openapi.json`)).json()) as Described;
  for (const [path, methods] of Object.entries(described.paths))
    for (const [method, { operationId, summary, responses }] of Object.entries(methods)) {
      const shown = page.locator(`#${operationId}`);
      await expect(shown).toContainText(summary);
      await expect(shown).toContainText(`${method.toUpperCase()} ${path}`);
      for (const status of Object.keys(responses)) await expect(shown).toContainText(status);
    }
  for (const code of ["count_differs", "idempotency_key_reused", "too_many_requests", "gone"])
    await expect(page.locator(`#problem-${code}`)).toBeVisible();
  await expect(page.locator("#schema-Batch")).toContainText("preview.goes_with_them.seconds_viewed");

  // As pasted, but for the token. The check of so small a file is over within its three seconds, or its preview is null.
  provideCurl();
  const folder = mkdtempSync(join(tmpdir(), "api-example-"));
  const script = example.replace("la_…", token).replace("sleep 3", "sleep 8");
  expect(script).not.toBe(example);
  const { stdout, stderr, status } = await run("sh", script, folder);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("users: 0");
  expect(stdout).toContain("counts: { not_found: 1 }");
  expect(stdout).toContain("2,nobody@people.example,,not_found");
  expect(stdout.trim().split("\n").at(-1)).toContain("The number of users is not the expected one.");

  // In Indonesian, but for what programs read.
  await page.context().addCookies([{ name: "language", value: "id", url: app }]);
  await page.reload();
  await expect(page.locator("#confirmBatch")).toContainText("Memerintahkan penghapusan yang ditunjukkan pratinjau");
  await expect(page.locator("#problem-count_differs")).toContainText("Tidak ada yang diperintahkan");
});

/** A script through a shell, in a folder of its own. Not synchronously: the server may be this process's to serve. */
async function run(shell: string, script: string, folder: string) {
  // Colours are for terminals: what is set for the tests' own output would put them among the words.
  const { FORCE_COLOR: _, ...env } = process.env;
  const child = spawn(shell, ["-e"], { cwd: folder, env: { ...env, NO_COLOR: "1" } });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => (said.stdout += text));
  child.stderr.on("data", (text) => (said.stderr += text));
  child.stdin.end(script);
  const [status] = (await once(child, "close")) as [number];
  return { ...said, status };
}

type Described = {
  paths: Record<string, Record<string, { operationId: string; summary: string; responses: object }>>;
};

type Description = {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: object }> }> }>
  >;
  components: object;
};

/** The answer's status and body are among those the description names for this operation. */
function expectDescribed(description: Description, answer: ApiAnswer, method: string, path: string) {
  const response = description.paths[path]?.[method]?.responses[String(answer.status)];
  expect(response, `${method} ${path} describes ${answer.status}`).toBeDefined();
  const type = (answer.headers.get("content-type") ?? "").split(";")[0] ?? "";
  const schema = response?.content?.[type]?.schema;
  expect(schema, `${method} ${path} describes ${answer.status} ${type}`).toBeDefined();
  const whole = JSON.parse(
    JSON.stringify({ ...schema, $defs: (description.components as { schemas: object }).schemas }).replaceAll(
      "#/components/schemas/",
      "#/$defs/",
    ),
  );
  const checked = z.fromJSONSchema(whole).safeParse(answer.body);
  expect(checked.success ? [] : checked.error.issues).toEqual([]);
}
