// Starts processes that run due work (runner-process.ts), to be killed, stopped, cut off. They are bundled once, so that a start costs
// a quarter of a second and not three. Called by global-setup.ts and fixtures.ts.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { SignalPoint } from "./signal-at";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export async function bundleRunner(outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL("runner-process.ts", import.meta.url))],
    outfile,
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    platform: "node",
    format: "esm",
    jsx: "automatic",
    tsconfig: `${ROOT}/tsconfig.json`,
    loader: { ".node": "file" },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: "warning",
  });
}

export type RunnerPlan = {
  databaseUrl?: string;
  /** Where it sends itself `signal` (SIGKILL unless told otherwise), the first time or the nth. */
  at?: SignalPoint;
  signal?: "SIGKILL" | "SIGSTOP";
  nth?: number;
  environment?: Record<string, string>;
};

export type RunSummary = {
  turns: number;
  chunks: number;
  finished: number;
  mails: number;
  failures: number;
  error?: string;
};

export class Runner {
  readonly child: ChildProcess;
  /** It says that it is up; or it has ended. */
  readonly running: Promise<void>;
  readonly ended: Promise<NodeJS.Signals | number | null>;
  /** What it has logged. */
  readonly log: string[] = [];
  private readonly answers: ((summary: RunSummary) => void)[] = [];

  constructor(plan: RunnerPlan, asked = false) {
    this.child = spawn(process.execPath, [process.env.E2E_RUNNER ?? ""], {
      stdio: ["pipe", "pipe", "pipe"],
      env: {
        ...process.env,
        NODE_OPTIONS: "",
        NODE_ENV: "production",
        DATABASE_URL: plan.databaseUrl ?? process.env.E2E_DATABASE_URL,
        ...(plan.at && { SIGNAL_AT: plan.at, SIGNAL: plan.signal ?? "SIGKILL", SIGNAL_NTH: String(plan.nth ?? 1) }),
        ...(asked && { RUNNER_ASKED: "1" }),
        ...plan.environment,
      },
    });
    this.child.stdin?.on("error", () => {});
    this.ended = new Promise((resolve) => this.child.once("close", (code, signal) => resolve(signal ?? code)));
    let up: () => void = () => {};
    this.running = Promise.race([new Promise<void>((resolve) => (up = resolve)), this.ended.then(() => {})]);
    if (this.child.stderr) createInterface({ input: this.child.stderr }).on("line", (line) => this.log.push(line));
    if (this.child.stdout)
      createInterface({ input: this.child.stdout }).on("line", (line) => {
        if (line === "running") up();
        else if (line.startsWith('{"turns"') || line.startsWith('{"error"')) this.answers.shift()?.(JSON.parse(line));
        else this.log.push(line);
      });
  }

  /** One run, of a process that was started to be asked. */
  async run(milliseconds = 20_000): Promise<RunSummary> {
    await this.running;
    const gone = this.ended.then((how): never => {
      throw new Error(`the runner ended (${how}): ${this.log.slice(-30).join("\n").slice(-3000)}`);
    });
    const answer = new Promise<RunSummary>((resolve) => this.answers.push(resolve));
    this.child.stdin?.write(`${milliseconds}\n`);
    const first = Promise.race([answer, gone]);
    // Whoever looks at it only later is told then.
    first.catch(() => {});
    return first;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
  }

  /** Settles when the process is stopped (SIGSTOP). Fails when it ends instead. */
  async stopped(): Promise<void> {
    for (let waited = 0; waited < 60_000; waited += 50) {
      const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(this.child.pid)], { encoding: "utf8" });
      if (stdout.trim().startsWith("T")) return;
      if (this.child.exitCode !== null || this.child.signalCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("the runner was never stopped at the point named");
  }

  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.ended;
  }
}
