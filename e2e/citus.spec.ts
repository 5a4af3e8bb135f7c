// db/citus.sql against the schema (README, "Growing"): run for real, on a database of its own, with functions in the place of
// Citus's that refuse what Citus refuses. A new table, key or trigger fails here until the file knows of it.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect, type Sql } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { EXEMPT } from "./exempt-tables";
import { expect, test } from "./fixtures";

const FILE = readFileSync(new URL("../db/citus.sql", import.meta.url), "utf8");

/** Refusals of create_distributed_table and create_reference_table, as their source has them (EnsureRelationCanBeDistributed). */
const STAND_INS = `
  create table stand_in_placed (name text primary key, by text, beside text);
  create function create_distributed_table(relation regclass, distribution_column text, colocate_with text default 'default')
  returns void language plpgsql as $$
  begin
    perform stand_in_refuse(relation);
    if exists (select 1 from pg_index x join pg_attribute a on a.attrelid = relation and a.attname = distribution_column
        where x.indrelid = relation and x.indisunique and not a.attnum = any(x.indkey::int2[])) then
      raise exception 'cannot create constraint on %: must include the distribution column', relation;
    end if;
    if not exists (select 1 from pg_attribute where attrelid = relation and attname = distribution_column and attnotnull and attgenerated = '') then
      raise exception '% has no such column', relation;
    end if;
    insert into stand_in_placed values (relation::text, distribution_column, colocate_with);
  end $$;
  create function create_reference_table(relation regclass) returns void language plpgsql as $$
  begin
    perform stand_in_refuse(relation);
    insert into stand_in_placed values (relation::text, null, null);
  end $$;
  create function stand_in_refuse(relation regclass) returns void language plpgsql as $$
  begin
    if exists (select 1 from pg_trigger where tgrelid = relation and not tgisinternal) then
      raise exception 'cannot distribute relation % because it has triggers', relation;
    end if;
    if exists (select 1 from pg_constraint where contype = 'f' and relation in (conrelid, confrelid)) then
      raise exception '% still has foreign keys', relation;
    end if;
    if exists (select 1 from pg_attribute where attrelid = relation and attidentity <> '' and atttypid <> 'bigint'::regtype) then
      raise exception '% has an identity column that is no bigint', relation;
    end if;
  end $$;
  create function run_command_on_all_nodes(command text) returns void language sql as $$ select $$;`;

test("db/citus.sql places every table, and every key and trigger is there again afterwards", async ({ sql }) => {
  const name = `citus_${randomBytes(4).toString("hex")}`;
  await sql.unsafe(`create database ${name}`);
  const url = (process.env.E2E_DATABASE_URL ?? "").replace(/[^/]+$/, name);
  await migrateDatabase(url);
  const own = connect(url, 1);
  try {
    const before = { keys: await foreignKeys(own), triggers: await triggers(own) };
    await own.unsafe(STAND_INS);
    await runFile(own, FILE);

    const placed = await own<
      { name: string; by: string | null; beside: string | null }[]
    >`select * from stand_in_placed`;
    const tables = await own<{ name: string }[]>`
      select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> 'stand_in_placed'`;
    expect(placed.map((table) => table.name).sort()).toEqual(tables.map((table) => table.name).sort());
    for (const table of placed.filter((each) => !(each.name in EXEMPT)))
      expect(table, table.name).toMatchObject({
        by: "organization_id",
        beside: table.name === "admins" ? "default" : "admins",
      });

    const kept = await foreignKeys(own);
    expect(kept.map(({ key }) => key)).toEqual(
      before.keys
        .filter(({ from }) => !["sign_in_addresses", "sign_in_identities"].includes(from))
        .map(({ key }) => key),
    );
    const reference = placed.filter(({ by }) => by === null).map((table) => table.name);
    for (const { key, from, to, both } of kept) {
      expect(reference, `${key} comes from a table that is on every node`).not.toContain(from);
      // Between two distributed tables it must begin with the column that both are distributed by.
      expect(reference.includes(to) || both, key).toBe(true);
    }
    expect(await triggers(own)).toEqual(before.triggers.filter(({ truncate }) => !truncate));
    expect(before.triggers.filter(({ truncate }) => truncate).length).toBeGreaterThan(0);
  } finally {
    await own.end();
    await sql.unsafe(`drop database ${name}`);
  }
});

/** As psql does: statement by statement, and with `\gexec` each value of the answer as a statement. */
async function runFile(sql: Sql, file: string): Promise<void> {
  const text = file.replace(/^(\\set .*|\s*--.*)$/gm, "");
  for (const [, statement = "", end] of text.matchAll(/([\s\S]*?)(;|\\gexec)\s*$/gm)) {
    const rows = await sql.unsafe(statement);
    if (end !== ";") for (const row of rows) await sql.unsafe(String(Object.values(row)[0]));
  }
}

type ForeignKey = { key: string; from: string; to: string; both: boolean };
function foreignKeys(sql: Sql): Promise<ForeignKey[]> {
  return sql<ForeignKey[]>`
    select t.relname || ' ' || c.conname || ' ' || pg_get_constraintdef(c.oid) as key, t.relname as from, there.relname as to,
      one.attname = 'organization_id' and other.attname = 'organization_id' as both
    from pg_constraint c
    join pg_class t on t.oid = c.conrelid
    join pg_class there on there.oid = c.confrelid
    join pg_attribute one on one.attrelid = c.conrelid and one.attnum = c.conkey[1]
    join pg_attribute other on other.attrelid = c.confrelid and other.attnum = c.confkey[1]
    where c.contype = 'f' and c.connamespace = 'public'::regnamespace order by 1`.then((rows) => [...rows]);
}

type Trigger = { definition: string; truncate: boolean };
function triggers(sql: Sql): Promise<Trigger[]> {
  return sql<Trigger[]>`
    select pg_get_triggerdef(oid) as definition, tgtype & 32 <> 0 as truncate from pg_trigger
    where not tgisinternal and tgrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
    order by 1`.then((rows) => [...rows]);
}
