// The server's process: started, waited for, stopped. Called by db/start.ts.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { FOLLOW_PARENT, NEXT } from "./next";
import { StartRefused } from "./refusal";

const ANSWER_SECONDS = 90;
const STOP_SECONDS = 15;

export type Server = {
  /** How the launcher itself reaches it, whatever the public address is. */
  address: string;
  gone: Promise<void>;
  /** Settles when the server answers and its database is in order. */
  answers: () => Promise<void>;
  stop: () => Promise<void>;
};

/** @throws StartRefused when somebody else listens there. */
export function refuseTakenPort(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      const reason = error.code === "EADDRINUSE" ? "is in use: stop what runs there or choose another" : error.code;
      reject(new StartRefused(`PORT ${port} on ${host} ${reason}`));
    });
    probe.listen({ port, host }, () => probe.close(() => resolve()));
  });
}

/** Bounds the server's JavaScript heap: V8 collects by how much memory the machine has, not by how much is needed. The young half as well. */
const HEAP = ["--max-old-space-size=256", "--max-semi-space-size=8"];

export function serve(plan: { host: string; port: number; appUrl: string; development: boolean }): Server {
  const { host, port, appUrl, development } = plan;
  const child = spawn(
    process.execPath,
    [
      ...(development ? [] : HEAP),
      "--import",
      FOLLOW_PARENT,
      NEXT,
      development ? "dev" : "start",
      "-H",
      host,
      "-p",
      String(port),
    ],
    {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      // A process group of its own: Ctrl-C reaches the launcher alone, which takes things down in order.
      detached: process.platform !== "win32",
      env: {
        ...process.env,
        NODE_ENV: development ? "development" : "production",
        NEXTAUTH_URL: appUrl,
        NEXT_TELEMETRY_DISABLED: "1",
      },
    },
  );
  const gone = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const isGone = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const reach = { "0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]" }[host] ?? host;
  const address = `http://${reach}:${port}`;
  return {
    address,
    gone,
    answers: () => answers(address, isGone),
    stop: async () => {
      if (isGone()) return;
      child.kill("SIGTERM");
      await Promise.race([gone, wait(STOP_SECONDS * 1000, undefined, { ref: false })]);
      if (isGone()) return;
      process.kill(process.platform === "win32" ? (child.pid ?? 0) : -(child.pid ?? 0), "SIGKILL");
      await gone;
    },
  };
}

async function answers(address: string, isGone: () => boolean): Promise<void> {
  const deadline = Date.now() + ANSWER_SECONDS * 1000;
  let last = "no answer";
  while (Date.now() < deadline && !isGone()) {
    try {
      const response = await fetch(`${address}/api/health`, { signal: AbortSignal.timeout(10_000) });
      await response.body?.cancel();
      if (response.ok || response.status === 404) return;
      last = String(response.status);
    } catch {
      // Not listening yet.
    }
    await wait(150);
  }
  throw new StartRefused(isGone() ? "The server stopped while starting" : `The server does not get healthy: ${last}`);
}
