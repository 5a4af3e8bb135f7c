// `npm test`: unit tests, then browser tests; the last line counts both. With arguments the browser tests alone, filtered
// by them (npm test -- catalog). `npm run test:faults`: those of e2e/faults. TEST_COUNTS: a file over which several add up.
import { spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { provideBrowser } from "./browser";

type Count = { passed: number; failed: number };

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "learning-admin-results-"));
const faults = process.argv[2] === "--faults";
const only = process.argv.slice(faults ? 3 : 2);

function run(program: string, args: string[], environment: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, program), ...args], {
      cwd: ROOT,
      stdio: "inherit",
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...environment },
    });
    // Ctrl-C reaches the child as well: it stops its server, and then this ends too.
    const pass = (signal: NodeJS.Signals) => child.kill(signal);
    process.on("SIGTERM", pass);
    process.on("SIGINT", () => {});
    child.once("error", () => resolve(1));
    child.once("close", (code) => {
      process.off("SIGTERM", pass);
      resolve(code ?? 1);
    });
  });
}

/** A runner that ended badly without a failed test (it crashed, a file did not load) counts as one failure. */
function count(file: string, code: number, read: (results: never) => Count): Count {
  const counted = existsSync(file) ? read(JSON.parse(readFileSync(file, "utf8")) as never) : { passed: 0, failed: 0 };
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

async function unitTests(): Promise<Count> {
  const file = join(folder, "unit.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const code = await run("node_modules/vitest/vitest.mjs", ["run", "--config", "e2e/vitest.config.ts", ...reporters]);
  type Results = {
    numPassedTests: number;
    numFailedTests: number;
    testResults: { status: string; assertionResults: unknown[] }[];
  };
  return count(file, code, ({ numPassedTests, numFailedTests, testResults }: Results) => {
    const unloaded = testResults.filter((result) => result.status === "failed" && result.assertionResults.length === 0);
    return { passed: numPassedTests, failed: numFailedTests + unloaded.length };
  });
}

async function browserTests(): Promise<Count> {
  let browser: string;
  try {
    browser = faults ? "" : provideBrowser();
  } catch (error) {
    console.error((error as Error).message);
    return { passed: 0, failed: 1 };
  }
  const file = join(folder, "browser.json");
  const args = ["test", "--config", "e2e/playwright.config.ts", ...only];
  const code = await run("node_modules/@playwright/test/cli.js", args, {
    E2E_RESULTS: file,
    ...(browser && { CHROMIUM_PATH: browser }),
    E2E_ONLY: only.join(" "),
    E2E_SUITE: faults ? "faults" : "",
  });
  type Results = { stats: { expected: number; unexpected: number; flaky: number }; errors: unknown[] };
  return count(file, code, ({ stats, errors }: Results) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
  }));
}

const counts = [faults || only.length > 0 ? { passed: 0, failed: 0 } : await unitTests(), await browserTests()];
rmSync(folder, { recursive: true, force: true });
const sum = (what: keyof Count) => counts.reduce((total, each) => total + each[what], 0);
process.exitCode = sum("failed") > 0 || sum("passed") === 0 ? 1 : 0;
const { TEST_COUNTS } = process.env;
if (TEST_COUNTS) {
  const earlier = existsSync(TEST_COUNTS) ? readFileSync(TEST_COUNTS, "utf8").split("\n").filter(Boolean) : [];
  appendFileSync(TEST_COUNTS, `${JSON.stringify({ passed: sum("passed"), failed: sum("failed") })}\n`);
  counts.push(...earlier.map((line) => JSON.parse(line) as Count));
}
const passed = sum("passed");
const failed = sum("failed");
console.log(`${passed} passed, ${failed} failed`);
