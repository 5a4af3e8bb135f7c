// How Playwright runs: one production server for all tests (global-setup.ts), Chromium, no second tries.
// Read by Playwright; `npm test` runs it through e2e/run.ts.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, devices } from "@playwright/test";
import { installedBrowser, QUIET } from "./browser";

const KILLERS = "**/faults*.spec.ts";
const FAULTS = "**/faults/*.spec.ts";
/** `npm run test:faults`: processes killed, stopped, cut off, on databases of their own; no server is shared. */
const faults = process.env.E2E_SUITE === "faults";
const desktop = { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 900 } };

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  outputDir: "../test-results",
  globalSetup: faults ? "./faults/global-setup.ts" : "./global-setup.ts",
  // Those under faults wait more than they work: for leases, for what was stopped.
  workers: faults ? 3 : 2,
  fullyParallel: false,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [
    ["line"],
    ["json", { outputFile: process.env.E2E_RESULTS ?? join(tmpdir(), "learning-admin-playwright.json") }],
  ],
  use: {
    locale: "en-GB",
    timezoneId: "Asia/Jakarta",
    // Drawing what moves takes a core from the server that is tested.
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    launchOptions: { executablePath: installedBrowser(), args: QUIET },
  },
  projects: faults
    ? [{ name: "faults", testMatch: FAULTS }]
    : [
        { name: "chromium", use: desktop, testIgnore: [KILLERS, FAULTS] },
        // It looks at what all the others have left in the log.
        {
          name: "killed processes",
          use: desktop,
          testMatch: KILLERS,
          dependencies: process.env.E2E_ONLY ? [] : ["chromium"],
        },
      ],
});
