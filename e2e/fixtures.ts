// What every browser test stands on: the running application, its database, an organization of the test's own, sign-in.
// Imported by the specs instead of @playwright/test.
import { readFileSync } from "node:fs";
import { test as base, expect, type Page } from "@playwright/test";
import { connect, type Sql } from "@/db/client";
import { hashPassword } from "@/db/seed/password";
import { makeOrganization, type OrganizationPlan, PASSWORD, type TestOrganization } from "./organizations";

export type { TestOrganization } from "./organizations";
export { PASSWORD } from "./organizations";
export { expect, type Page };

export type Mail = {
  id: string;
  kind: string;
  batchId: string | null;
  recipient: string;
  language: "en" | "id";
  state: string;
  /** The provider's request: from, to, subject, html, text. */
  payload: { from: string; to: string | string[]; subject: string; html: string; text: string };
  createdAt: Date;
};

type Fixtures = {
  /** Where the application answers, without a slash at the end. */
  app: string;
  /** One run of the cron address, with the secret; its JSON. Throws when the answer is not 200. */
  cron: () => Promise<Record<string, unknown>>;
  /** A fresh organization with admins and learners, straight into the database. */
  organizationWith: (plan?: OrganizationPlan) => Promise<TestOrganization>;
  /** Through the form, as a person does. */
  signIn: (page: Page, email: string, password?: string) => Promise<void>;
  /** The organization's mails, oldest first. */
  mailsOf: (organizationId: number) => Promise<Mail[]>;
  /** What the server has printed so far. */
  serverLog: () => string;
};

type WorkerFixtures = { sql: Sql; passwordHash: string };

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: global-setup.ts has not run`);
  return value;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  sql: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the braces.
    async ({}, use) => {
      const sql = connect(given("E2E_DATABASE_URL"), 4);
      await use(sql);
      await sql.end();
    },
    { scope: "worker" },
  ],
  passwordHash: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the braces.
    async ({}, use) => use(await hashPassword(PASSWORD)),
    { scope: "worker" },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the braces.
  baseURL: async ({}, use) => use(given("E2E_URL")),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the braces.
  app: async ({}, use) => use(given("E2E_URL")),
  cron: async ({ app }, use) =>
    use(async () => {
      const headers = { authorization: `Bearer ${given("E2E_CRON_SECRET")}` };
      const response = await fetch(`${app}/api/cron/deletion-batches`, { headers });
      if (!response.ok) throw new Error(`cron answered ${response.status}`);
      return (await response.json()) as Record<string, unknown>;
    }),
  organizationWith: async ({ sql, passwordHash }, use) => use((plan = {}) => makeOrganization(sql, plan, passwordHash)),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the braces.
  signIn: async ({}, use) =>
    use(async (page, email, password = PASSWORD) => {
      if (!new URL(page.url(), "http://none").pathname.startsWith("/sign-in")) await page.goto("/sign-in");
      await page.getByLabel("Email", { exact: true }).fill(email);
      await page.getByLabel("Password", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
    }),
  mailsOf: async ({ sql }, use) =>
    use(async (organizationId) => {
      const rows = await sql<(Omit<Mail, "payload"> & { payload: string })[]>`
        select id, kind, batch_id as "batchId", recipient, language, state, payload, created_at as "createdAt"
        from mails where organization_id = ${organizationId} order by created_at, id`;
      return rows.map((row) => ({ ...row, payload: JSON.parse(row.payload) as Mail["payload"] }));
    }),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the braces.
  serverLog: async ({}, use) => use(() => readFileSync(given("E2E_LOG"), "utf8")),
});
