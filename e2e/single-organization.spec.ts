// Every statement names one organization, as the server's own log has it: what Citus needs to send it to one machine, and what
// keeps customers apart (README, "Growing"). What the server understood is read, so aliases and joins are no guesswork.
import { connect } from "@/db/client";
import { EXEMPT } from "./exempt-tables";
import { expect, type Page, test } from "./fixtures";
import { makeOrganization } from "./organizations";
import { type Statement, statementsIn, tablesOf } from "./statements/log";
import { type LoggedServer, startLoggedDatabase, startLoggedServer } from "./statements/server";
import { workingDay } from "./statements/working-day";

/** Statements of keyed tables that name none, and why. */
const NAME_NONE = [
  // How the organization is found, from an address that only sign_in_addresses knows; one look-up whether it is known or not.
  /from sign_in_addresses s join admins a on a\.organization_id = s\.organization_id and a\.id = s\.admin_id .* where s\.normalized_email = \$1$/,
  // What a run reads to know where to go: organizations, ids and times, over all organizations.
  /^select organization_id, work_id, kind, due_at from due_work where due_at <= app_now\(\)/,
  /^select work_id, due_at from due_work where due_at <= app_now\(\)/,
];
/** Statements that read and write no table. A COPY carries the organization in each row; its column must be the first. */
const NO_TABLES =
  /^(begin|commit|create (schema|table) if not exists "drizzle"|rollback|savepoint|release|set local|fetch|close|deallocate|analyze|drop table|create (temporary table|index)|copy \w+ ?\(organization_id,|copy "\w+" ?\(organization_id,)/i;
const flat = (text: string) =>
  text
    .replace(/--[^\n]*/g, " ")
    .replace(/\s+/g, " ")
    .trim();

test("every statement of a whole working day names exactly one organization", async ({ page, passwordHash }) => {
  test.setTimeout(240_000);
  const database = await startLoggedDatabase();
  let server: LoggedServer | undefined;
  try {
    server = await startLoggedServer(database);
    const products = ["talent_solutions" as const];
    const organization = await makeOrganization(database.sql, { learners: 60, products }, passwordHash);
    await makeOrganization(database.sql, { learners: 5 }, passwordHash);
    await workingDay(server, organization);
    await newPassword(page, server, organization.admin2.email);
    const tables = await tablesOf(database.sql, Object.keys(EXEMPT));
    const statements = await statementsIn(database.logFile, tables);

    const wrong = statements.filter(
      (statement) => faults(statement).length > 0 && !NAME_NONE.some((known) => known.test(flat(statement.text))),
    );
    expect(wrong.map((statement) => [faults(statement), flat(statement.text)])).toEqual([]);
    // Otherwise it would prove little: all that there is was asked.
    const asked = new Set(statements.flatMap((statement) => statement.tables));
    expect([...tables.values()].map(({ name }) => name).filter((name) => !asked.has(name))).toEqual([]);
    expect(statements.filter(({ tables }) => tables.length > 0).length).toBeGreaterThan(200);
    expect(statements.filter(({ within }) => within).length).toBeGreaterThan(5);
    // The last is asked by a run alone that is woken while something rests: by no working day for certain.
    for (const known of NAME_NONE.slice(0, -1))
      expect(
        statements.some(({ text }) => known.test(flat(text))),
        `${known}`,
      ).toBe(true);
    // A run that met a mistake would be tried again, and its statements be missing here.
    expect(
      server
        .output()
        .split("\n")
        .filter((line) => /"code":"42/.test(line)),
    ).toEqual([]);
  } finally {
    await (server ?? database).stop();
  }
});

test("a statement that names no organization, or two, is found", async () => {
  const database = await startLoggedDatabase();
  const asked = connect(database.url, 1);
  try {
    await database.sql`insert into organizations (name) values ('One'), ('Two')`;
    const right = [
      "select 1 from learners where organization_id = $1 and $2::bigint > 0",
      "select 1 from learners l join group_memberships m using (organization_id) where organization_id = $1 and $2::bigint > 0",
      "select 1 from learners l left join holds h on h.organization_id = l.organization_id and h.learner_id = l.id where l.organization_id = $1 and $2::bigint > 0",
      "with gone as (delete from learners where organization_id = $1 returning organization_id, id) select 1 from gone g join holds h on h.organization_id = g.organization_id where $2::bigint > 0",
      "insert into groups (organization_id, name) select organization_id, $2::bigint::text from safeguards where organization_id = $1",
      "select 1 from (select organization_id from learners where organization_id = $1 union all select organization_id from groups where organization_id = $1) x join courses c on c.organization_id = x.organization_id where $2::bigint > 0",
    ];
    const wrong: [string, ...string[]][] = [
      ["select 1 from learners where id = $1 and $2::bigint > 0", "learners"],
      [
        "select 1 from learners l join group_memberships m on m.learner_id = l.id where l.organization_id = $1 and $2::bigint > 0",
        "group_memberships",
      ],
      // On this side a condition of the join takes no row away.
      [
        "select 1 from learners l left join holds h on h.organization_id = $1 and l.organization_id = $1 where $2::bigint > 0",
        "learners",
      ],
      ["select 1 from learners where (organization_id = $1 or id = $2)", "learners"],
      ["select 1 from learners where organization_id = any(array[$1::bigint, $2::bigint])", "learners"],
      ["select 1 from learners where organization_id <> $1 and $2::bigint > 0", "learners"],
      [
        "select 1 from (select * from learners order by id limit 5) l where l.organization_id = $1 and $2::bigint > 0",
        "learners",
      ],
      [
        "update learners l set name = 'x' where exists (select 1 from holds h where h.organization_id = $1 and h.learner_id = l.id) and $2::bigint > 0",
        "learners",
      ],
      [
        "delete from learners l using holds h where h.organization_id = l.organization_id and h.learner_id = $1 and $2::bigint > 0",
        "learners",
        "holds",
      ],
      [
        "insert into groups (organization_id, name) select o, 'x' from unnest(array[$1::bigint, $2::bigint]) o",
        "groups",
      ],
      [
        "select 1 from (select organization_id from learners where organization_id = $1 union all select organization_id from groups) x join courses c on c.organization_id = x.organization_id where $2::bigint > 0",
        "groups",
        "courses",
      ],
      ["update groups set organization_id = $2 where organization_id = $1", "groups"],
      ["select 1 from learners l, groups g where l.organization_id = $1 and g.organization_id = $2", "1 and 2"],
      ["insert into groups (organization_id, name) select $2, name from groups where organization_id = $1", "1 and 2"],
    ];
    const texts = [...right, ...wrong.map(([text]) => text)];
    for (const text of texts) {
      // What it writes is taken back; what the server understood of it stands in the log.
      await asked.unsafe("begin");
      await asked.unsafe(text, [1, 2]);
      await asked.unsafe("rollback");
    }
    await asked.end();
    const statements = await statementsIn(database.logFile, await tablesOf(database.sql, Object.keys(EXEMPT)));
    const found = texts.map((text) => {
      const statement = statements.find((each) => each.text === text);
      return [text, ...(statement ? faults(statement).sort() : ["not in the log"])];
    });
    expect(found).toEqual([
      ...right.map((text) => [text]),
      ...wrong.map(([text, ...names]) => [text, ...names.sort()]),
    ]);
  } finally {
    await asked.end();
    await database.stop();
  }
});

/** Through the link of a mail. */
async function newPassword(page: Page, { app, sql, cron }: LoggedServer, email: string): Promise<void> {
  await page.goto(`${app}/sign-in/forgot`);
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByRole("button", { name: "Send the link", exact: true }).click();
  let link: string | undefined;
  await expect(async () => {
    await cron();
    const [mail] = await sql<{ payload: string }[]>`select payload from mails where kind = 'password_reset'`;
    link = /http\S+\/sign-in\/reset\?link=[\w-]+/.exec(JSON.parse(mail?.payload ?? "{}").text ?? "")?.[0];
    expect(link).toBeTruthy();
  }).toPass({ timeout: 30_000 });
  await page.goto(link ?? "");
  for (const label of ["New password", "New password again"])
    await page.getByLabel(label, { exact: true }).fill("Another-Password-2026");
  await page.getByRole("button", { name: "Set password", exact: true }).click();
  await page.waitForURL(/set=password/);
}

/** What is wrong with a statement: tables without an organization, several organizations at once, or nothing that we know. */
function faults({ text, tables, unbound, organizations, within, times }: Statement): string[] {
  if (tables.length === 0 && !within && !/^(select|with|insert|update|delete)\b/i.test(flat(text)))
    return NO_TABLES.test(flat(text)) ? [] : ["a statement of no known kind"];
  const several = [...organizations].filter((named) => !/^\d+$/.test(named));
  return [...unbound, ...several, ...(within || times > 0 || tables.length === 0 ? [] : ["never seen executed"])];
}
