// The launcher behind `npm start` and `npm run dev`: database, migrations, demo, build, server, timer, in this order, and
// all of it down again on Ctrl-C. Whatever stops the start is one line on stderr.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { env } from "@/lib/env";
import { planEmbeddedPostgres } from "./embedded";
import { buildIfNeeded } from "./launcher/build";
import { claimDataDir } from "./launcher/data-dir";
import { demoPlan, provideDemo, tellOfDemo } from "./launcher/demo";
import { StartRefused } from "./launcher/refusal";
import { keepSecrets } from "./launcher/secrets";
import { refuseTakenPort, serve } from "./launcher/serve";
import { Shutdown } from "./launcher/shutdown";
import { startTimer } from "./launcher/timer";
import { migrateDatabase } from "./migrate";

const say = (line: string) => console.log(line);

async function start(shutdown: Shutdown, development: boolean): Promise<void> {
  if (existsSync(".env")) process.loadEnvFile(".env");
  // `PORT=` in a .env means the default, as leaving it out does.
  for (const name of ["HOST", "PORT", "DATABASE_CONNECTIONS"]) if (!process.env[name]) delete process.env[name];
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  const demo = process.env.DATABASE_URL ? undefined : await embeddedDefault(shutdown);
  const { HOST, PORT, APP_URL, DATABASE_URL, CRON_TIMER, CRON_SECRET } = env();
  await refuseTakenPort(HOST, PORT);

  if (demo) {
    const server = await shutdown.step(demo.start(), ({ stop }) => stop);
    server.gone.then(() => shutdown.begin("Postgres stopped, see postgres.log in DATA_DIR"));
  }
  await shutdown.step(migrateDatabase(DATABASE_URL));
  if (demo) await shutdown.step(provideDemo(DATABASE_URL, demo.dataDir, demo.plan, say));
  if (!development) await shutdown.step(buildIfNeeded(shutdown, say));

  const server = serve({ host: HOST, port: PORT, appUrl: APP_URL, development });
  shutdown.defer(server.stop);
  server.gone.then(() => shutdown.begin("The server stopped"));
  await shutdown.step(server.answers());
  if (CRON_TIMER !== "off") shutdown.defer(startTimer(server.address, CRON_SECRET, CRON_TIMER));
  say(`\nReady: ${APP_URL}`);
  if (demo) tellOfDemo(demo.plan, say);
}

/** Without DATABASE_URL: where everything lies, and secrets that stay the same from start to start. Starts nothing yet. */
async function embeddedDefault(shutdown: Shutdown) {
  const plan = demoPlan(process.env);
  const dataDir = resolve(process.env.DATA_DIR || ".data");
  shutdown.defer(claimDataDir(dataDir));
  keepSecrets(dataDir, process.env);
  const postgres = await shutdown.step(planEmbeddedPostgres(dataDir, say));
  process.env.DATABASE_URL = postgres.url;
  return { plan, dataDir, start: postgres.start };
}

const shutdown = new Shutdown();
try {
  await start(shutdown, process.argv.includes("--dev"));
} catch (error) {
  const { message = "", code } = error as { message?: string; code?: string };
  const line = message.split("\n")[0] || code || "The start failed";
  shutdown.begin(error instanceof StartRefused || !code || line.includes(code) ? line : `${code}: ${line}`);
}
await shutdown.done;
