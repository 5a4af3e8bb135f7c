// A server and a database of a test's own, whose Postgres writes down every statement of the server. Called by
// single-organization.spec.ts.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { connect, type Sql } from "@/db/client";
import { planEmbeddedPostgres } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { freePort, launch, temporaryFolder } from "../launcher";
import { writeDownStatements } from "./log";

/** The provider of single sign-on that is configured, and does not exist. */
export const ISSUER = "https://provider.invalid";

export type LoggedDatabase = {
  /** By this address everything is written down. */
  url: string;
  /** As another role, which is not. */
  sql: Sql;
  logFile: string;
  stop: () => Promise<void>;
};

export type LoggedServer = LoggedDatabase & {
  app: string;
  cron: () => Promise<void>;
  /** Sets the application's clock: its connections are cut, and it opens new ones. */
  daysLater: (days: number) => Promise<void>;
  output: () => string;
};

/** Migrated and empty. */
export async function startLoggedDatabase(): Promise<LoggedDatabase> {
  const folder = temporaryFolder("statements");
  const dataDir = join(folder, "data");
  mkdirSync(dataDir);
  const postgres = await (await planEmbeddedPostgres(dataDir, () => {})).start();
  await migrateDatabase(postgres.url);
  const sql = connect(postgres.url, 2);
  return {
    url: await writeDownStatements(sql, postgres.url),
    sql,
    logFile: join(dataDir, "postgres.log"),
    stop: async () => {
      await sql.end();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function startLoggedServer(database: LoggedDatabase): Promise<LoggedServer> {
  const { sql, url } = database;
  const port = await freePort();
  const app = `http://localhost:${port}`;
  const secret = randomBytes(32).toString("hex");
  const { privateKey } = generateKeyPairSync("ed25519");
  const server = launch({
    DATABASE_URL: url,
    PORT: String(port),
    CRON_SECRET: secret,
    NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
    TOMBSTONE_KEY: `1:${randomBytes(32).toString("base64")}`,
    CERTIFICATE_KEY: privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
    // Nobody goes there: what the pages and settings of single sign-on ask of the database is what counts.
    OIDC_ISSUER: ISSUER,
    OIDC_CLIENT_ID: "learning-admin",
    OIDC_CLIENT_SECRET: "only for this test",
  });
  await server.ready;

  async function answers(): Promise<boolean> {
    const headers = { authorization: `Bearer ${secret}` };
    return (await fetch(`${app}/api/cron/deletion-batches`, { headers })).ok;
  }
  return {
    ...database,
    app,
    cron: async () => {
      if (!(await answers())) throw new Error(`cron failed: ${server.output().slice(-1000)}`);
    },
    daysLater: async (days) => {
      await sql.unsafe(`alter database learning_admin set app.clock_offset = '${days} days'`);
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'application'`;
      // The first to use a connection that was cut hears of it.
      for (let tries = 0; tries < 20 && !(await answers()); tries++);
    },
    output: server.output,
    stop: async () => {
      server.interrupt();
      await server.ended;
      await database.stop();
    },
  };
}
