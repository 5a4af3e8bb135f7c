// Finds a Chromium for the tests, or gets one, and says how it is started. Called by the runner (e2e/run.ts), Playwright's
// configuration and lighthouse.ts.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const ELSEWHERE = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Nothing of its own on the network, no card, no sandbox (which root does not have). */
export const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The path of a browser that is there already, or nothing. */
export function installedBrowser(): string | undefined {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...ELSEWHERE];
  // Asked for its version, for some systems have a stand-in of that name that only says how to install it.
  return [...candidates, chromium.executablePath()].find((path) => isProgram(path) && runs(path, ["--version"]));
}

/** @throws Error of one line that names the command to run. */
export function provideBrowser(): string {
  const given = process.env.CHROMIUM_PATH;
  if (given && !existsSync(given)) throw new Error(`CHROMIUM_PATH names no file: ${given}`);
  const found = installedBrowser();
  if (found) return found;
  console.log("No Chromium found, installing one …");
  if (process.getuid?.() === 0 && runs("apt-get", ["--version"])) {
    runs("apt-get", ["update"]);
    runs("apt-get", ["install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"]);
  }
  if (!installedBrowser()) runs("npx", ["playwright", "install", "chromium"]);
  const installed = installedBrowser();
  if (!installed)
    throw new Error("No browser for the tests: run npx playwright install --with-deps chromium, or set CHROMIUM_PATH");
  return installed;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function runs(program: string, args: string[]): boolean {
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(program, args, { stdio: "ignore", env: environment }).status === 0;
}
