// An empty, migrated database of a spec's own, beside the one of the running server: for what other tests' runs must not touch, or
// whose clock is moved. Used by the specs of faults.
import { randomBytes } from "node:crypto";
import { connect } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";

export type OwnDatabase = {
  url: string;
  /** Moves app_now() there, for every connection, those that are open included. */
  moveClock: (offset: string) => Promise<void>;
  drop: () => Promise<void>;
};

export async function ownDatabase(): Promise<OwnDatabase> {
  const given = new URL(process.env.E2E_DATABASE_URL ?? "");
  const name = `own_${randomBytes(4).toString("hex")}`;
  const url = new URL(given);
  url.pathname = `/${name}`;
  const ask = async (where: URL, statement: string) => {
    const sql = connect(where.href, 1);
    await sql.unsafe(statement).finally(() => sql.end());
  };
  await ask(given, `create database ${name}`);
  // Nobody pulls this database's plug; a disk that many tests share is slow.
  await ask(given, `alter database ${name} set synchronous_commit = off`);
  await migrateDatabase(url.href);
  // A setting of the database is read by new connections alone; a row is read by all.
  await ask(
    url,
    `create table clock (moved interval); insert into clock values ('0');
     create or replace function app_now() returns timestamptz language sql stable as 'select now() + (select moved from clock)'`,
  );
  return {
    url: url.href,
    moveClock: (offset) => ask(url, `update clock set moved = '${offset}'`),
    drop: () => ask(given, `drop database if exists ${name} with (force)`),
  };
}
