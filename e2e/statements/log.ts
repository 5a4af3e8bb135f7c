// The statement log of a Postgres that was told to write down what it is asked and what it understood. Switched on for one
// role, so that what the test asks itself stays out. Called by single-organization.spec.ts.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Sql } from "@/db/client";
import { type Finding, recognise, type Table, type Tables } from "./recogniser";

const ROLE = "application";

/** Statement, values and the parse tree of each; terse errors would leave the values out. */
const SETTINGS = {
  log_statement: "all",
  log_min_messages: "log",
  log_min_error_statement: "log",
  log_error_verbosity: "default",
  log_parameter_max_length: "100",
  debug_print_parse: "on",
  debug_pretty_print: "off",
};

/** Makes a role whose every statement is written down, and gives the address by which it comes. */
export async function writeDownStatements(sql: Sql, url: string): Promise<string> {
  const password = "only on this machine, only for this test";
  await sql.unsafe(`create role ${ROLE} superuser login password '${password}'`);
  for (const [name, value] of Object.entries(SETTINGS)) await sql.unsafe(`alter role ${ROLE} set ${name} = '${value}'`);
  await sql.unsafe("alter system set log_line_prefix = '%p %u|'");
  await sql.unsafe("select pg_reload_conf()");
  const address = new URL(url);
  address.username = ROLE;
  address.password = password;
  return address.href;
}

export async function tablesOf(sql: Sql, exempt: string[]): Promise<Tables> {
  const rows = await sql<(Table & { oid: number })[]>`
    select t.oid::int as oid, t.relname as name, a.attnum::int as column, t.relname <> all(${`{${exempt}}`}::text[]) as keyed
    from pg_class t join pg_attribute a on a.attrelid = t.oid
      and a.attname = case t.relname when 'organizations' then 'id' else 'organization_id' end
    where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p')`;
  return new Map(rows.map(({ oid, ...table }) => [oid, table]));
}

export type Statement = Finding & {
  text: string;
  /** The tree, as the server printed it. */
  printed: string;
  /** Asked by a trigger or a foreign key, of what a statement of the application did. */
  within: boolean;
  times: number;
  /** What its anchors were, each time it was executed; more than one at a time is more than one organization. */
  organizations: Set<string>;
};

type Entry = { pid: string; level: string; text: string };

/** Every different statement in the log, with what it was about. */
export async function statementsIn(logFile: string, tables: Tables): Promise<Statement[]> {
  const statements = new Map<string, Statement[]>();
  let entries: Entry[] = [];
  const take = () => {
    const [first] = entries;
    const of = (level: string) => entries.find((entry) => entry.level === level)?.text;
    if (first?.level === "LOG" && first.text.trim() === "parse tree:") {
      const context = /SQL (?:statement|expression) "([\s\S]*)"/.exec(of("CONTEXT") ?? "")?.[1];
      const text = context ?? of("STATEMENT") ?? "";
      if (of("DETAIL") && !(of("CONTEXT") && !context)) note(text, of("DETAIL") ?? "", context !== undefined);
    }
    const executed = /^(?:execute (?:fetch from )?\S+|statement): ([\s\S]*)$/.exec(
      first?.level === "LOG" ? first.text : "",
    );
    if (executed) count(executed[1] ?? "", of("DETAIL"));
    entries = [];
  };
  const note = (text: string, tree: string, within: boolean) => {
    const key = `${within} ${text}`;
    const known = statements.get(key) ?? [];
    // The same text may hold several statements; the same tree again says nothing new.
    if (known.some((statement) => statement.printed === tree)) return;
    known.push({ ...recognise(tree, tables), printed: tree, text, within, times: 0, organizations: new Set() });
    statements.set(key, known);
  };
  const count = (text: string, detail: string | undefined) => {
    const values = valuesOf(detail);
    for (const statement of statements.get(`false ${text}`) ?? []) {
      statement.times++;
      const named = statement.anchors.map((anchor) =>
        anchor.startsWith("$") ? (values.get(anchor) ?? "none") : anchor,
      );
      if (named.length > 0) statement.organizations.add([...new Set(named)].sort().join(" and "));
    }
  };
  for await (const line of createInterface({ input: createReadStream(logFile), crlfDelay: Number.POSITIVE_INFINITY })) {
    const begins = /^(\d+) (\S*)\|([A-Z]+): {2}(.*)$/.exec(line);
    const last = entries.at(-1);
    if (!begins) {
      if (last) last.text += `\n${line.replace(/^\t/, "")}`;
      continue;
    }
    const [, pid = "", role, level = "", text = ""] = begins;
    if (!/^(DETAIL|HINT|CONTEXT|STATEMENT|QUERY)$/.test(level) || pid !== last?.pid) take();
    if (role === ROLE) entries.push({ pid, level, text });
  }
  take();
  return [...statements.values()].flat();
}

function valuesOf(detail: string | undefined): Map<string, string> {
  const given = detail?.matchAll(/(\$\d+) = (?:NULL|'((?:[^']|'')*)')/g) ?? [];
  return new Map([...given].map(([, name = "", value]) => [name, value ?? "NULL"]));
}
