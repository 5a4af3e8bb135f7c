// Starts the launcher as its user does and waits for what it prints. Called by global-setup.ts and start.spec.ts.
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, createWriteStream, mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What a developer's own .env or shell must not change. */
const NEUTRAL = {
  DATABASE_URL: "",
  APP_URL: "",
  HOST: "127.0.0.1",
  DEMO_PASSWORD: "",
  DEMO_LEARNERS: "",
  NEXTAUTH_SECRET: "",
  TOMBSTONE_KEY: "",
  CERTIFICATE_KEY: "",
  RESEND_API_KEY: "",
  RESEND_BASE_URL: "",
  MAIL_FROM: "",
  RESEND_WEBHOOK_SECRET: "",
  OIDC_ISSUER: "",
  OIDC_CLIENT_ID: "",
  OIDC_CLIENT_SECRET: "",
  TRUST_PROXY: "",
  BACKUP_RETENTION_DAYS: "",
  CRON_TIMER: "off",
};

export type Launched = {
  process: ChildProcess;
  /** Everything printed so far. */
  output: () => string;
  /** Settles when it says Ready. Fails when it ends before. */
  ready: Promise<void>;
  /** Settles with the exit code when the whole of it is gone. */
  ended: Promise<number | null>;
  /** As Ctrl-C in a terminal: the signal goes to every process of the group. */
  interrupt: () => void;
};

/** `npm start` is the launcher behind npm and a shell, which have a say in signals and exit codes: both ways are tested. */
export function launch(
  environment: Record<string, string>,
  options: { logFile?: string; throughNpm?: boolean } = {},
): Launched {
  const { logFile, throughNpm } = options;
  const inherited = { ...process.env } as Record<string, string>;
  // Playwright's own settings of its workers are none of the product's business.
  for (const name of ["NODE_OPTIONS", "NODE_ENV", "FORCE_COLOR", "CRON_SECRET", "npm_lifecycle_event"])
    delete inherited[name];
  const [program, ...args] = throughNpm
    ? (["npm", "start", "--silent"] as const)
    : ([process.execPath, "--import", "tsx", "db/start.ts"] as const);
  const child = spawn(program, args, {
    cwd: ROOT,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...inherited, ...NEUTRAL, ...environment } as unknown as NodeJS.ProcessEnv,
  });
  const log = logFile ? createWriteStream(logFile, { flags: "a" }) : undefined;
  let output = "";
  let told: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    told = resolve;
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      log?.write(chunk);
      if (/^Ready: /m.test(output)) told();
    });
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  const early = ended.then((code): never => {
    throw new Error(`The launcher ended with ${code}:\n${output.trim().split("\n").slice(-20).join("\n")}`);
  });
  const readyOrEarly = Promise.race([ready, early]);
  // Whoever starts it only to see it refused never looks at this.
  readyOrEarly.catch(() => {});
  return {
    process: child,
    output: () => output,
    ready: readyOrEarly,
    ended,
    interrupt: () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid ?? 0), "SIGINT");
    },
  };
}

/** A folder for one run. As root, Postgres has an account of its own that must be able to pass through. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `learning-admin-${name}-`));
  chmodSync(folder, 0o711);
  return folder;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen({ port: 0, host: "127.0.0.1" }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
