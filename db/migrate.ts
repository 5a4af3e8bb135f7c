// Brings a database to the current schema; several processes may do it at once. Called by the launcher and `npm run db:migrate`.
import { pathToFileURL } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

const LOCK = 7_246_001;
const FOLDER = new URL("./migrations", import.meta.url).pathname;

/** Applies what is missing, under a lock held by a transaction of its own (works through a transaction pooler). */
export async function migrateDatabase(url: string): Promise<void> {
  const holder = postgres(url, { max: 1, prepare: false, onnotice: () => {} });
  const worker = postgres(url, { max: 1, prepare: false, onnotice: () => {} });
  try {
    await holder.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${LOCK})`;
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
