// A real PgBouncer in transaction mode, Debian's package, before a Postgres server of the tests. Called by outages.spec.ts.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { freePort } from "../launcher";

export type PgBouncer = { url: string; stop: () => Promise<void> };

const PLACES = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer"];
const installed = () => PLACES.find((path) => existsSync(path));

/** Its path; installed where it is missing. @throws Error of one line that names the command to run. */
export function providePgBouncer(): string {
  if (!installed() && process.getuid?.() === 0) {
    const apt = (...args: string[]) =>
      spawnSync("apt-get", args, { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
    // Its package starts a server of its own, which nobody here wants.
    const policy = "/usr/sbin/policy-rc.d";
    if (!existsSync(policy)) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
    apt("update");
    apt("install", "-y", "--no-install-recommends", "pgbouncer");
  }
  const path = installed();
  if (!path) throw new Error("No PgBouncer for the tests: run apt-get install pgbouncer");
  return path;
}

/** @param options go into its [pgbouncer] section. */
export async function startPgBouncer(
  databaseUrl: string,
  folder: string,
  options: Record<string, string | number> = {},
): Promise<PgBouncer> {
  const program = providePgBouncer();
  const target = new URL(databaseUrl);
  const port = await freePort();
  const name = target.pathname.slice(1);
  const file = join(folder, `pgbouncer-${port}.ini`);
  const settings = Object.entries({
    listen_addr: "127.0.0.1",
    listen_port: port,
    unix_socket_dir: "",
    auth_type: "any",
    pool_mode: "transaction",
    max_client_conn: 200,
    default_pool_size: 8,
    server_login_retry: 1,
    // How long it lets a client wait for a server that is away; two minutes unless told otherwise.
    query_wait_timeout: 10,
    ...options,
  }).map(([key, value]) => `${key} = ${value}`);
  writeFileSync(
    file,
    `[databases]\n${name} = host=${target.hostname} port=${target.port} dbname=${name} user=${target.username} password=${target.password}\n[pgbouncer]\n${settings.join("\n")}\n`,
  );
  chmodSync(file, 0o644);
  // It refuses to be root.
  const account = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const child: ChildProcess = spawn(program, [...account, file], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr?.on("data", (bytes: Buffer) => {
    said += bytes.toString();
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  await listening(
    port,
    () => child.exitCode === null,
    () => said,
  );
  const url = new URL(databaseUrl);
  url.port = String(port);
  return {
    url: url.href,
    stop: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function listening(port: number, lives: () => boolean, said: () => string): Promise<void> {
  for (let waited = 0; waited < 30_000 && lives(); waited += 50) {
    const open = await new Promise<boolean>((resolve) => {
      const probe = connect(port, "127.0.0.1")
        .once("connect", () => resolve(true))
        .once("error", () => resolve(false));
      probe.once("close", () => probe.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`PgBouncer did not start: ${said().trim().split("\n").at(-1)}`);
}
