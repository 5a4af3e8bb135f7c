// Brings a database to the current schema; several processes may do it at once. Called by the launcher and `npm run db:migrate`.
import { pathToFileURL } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

const LOCK = 7_246_001;
const FOLDER = new URL("./migrations", import.meta.url).pathname;

/**
 * Applies what is missing, under a lock held by a transaction of its own (works through a transaction pooler).
 * @throws Error of one line where the database's encoding is not UTF8: names and addresses may hold any letter, and files are read
 * and written by lengths in UTF-8.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const holder = postgres(url, { max: 1, prepare: false, onnotice: () => {} });
  const worker = postgres(url, { max: 1, prepare: false, onnotice: () => {} });
  try {
    await holder.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${LOCK})`;
      const [server] = await tx<{ encoding: string }[]>`select current_setting('server_encoding') as encoding`;
      if (server?.encoding !== "UTF8")
        throw new Error(
          `The database's encoding is ${server?.encoding}. Make one with encoding UTF8 and name it in DATABASE_URL.`,
        );
      await migrate(drizzle(worker), { migrationsFolder: FOLDER });
    });
  } finally {
    await Promise.all([worker.end(), holder.end()]);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const url = process.env.DATABASE_URL;
  if (!url) {
    console.error("DATABASE_URL is missing");
    process.exit(1);
  }
  await migrateDatabase(url);
  console.log("Database is up to date.");
}
