// `npm run mutation [group or file …]`: changes the pure files one place at a time and sees whether their tests notice. Says
// for each group how many of the changes were noticed, and which were not; less than 85 % of a group fails. Not in CI.
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Stryker } from "@stryker-mutator/core";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
process.chdir(ROOT);

const TO_REACH = 85;

/** A file, whole, or of a file with more in it the declarations named. */
type Pure = string | { file: string; only: readonly string[] };
type Group = { files: readonly Pure[]; tests: readonly string[] };

const GROUPS: Record<string, Group> = {
  csv: {
    files: ["lib/csv/index.ts", "lib/csv/scan.ts", "lib/csv/encoding.ts", "lib/csv/spreadsheet.ts"],
    tests: [
      "lib/csv/encoding.test.ts",
      "lib/csv/spreadsheet.test.ts",
      "lib/csv/shape.test.ts",
      "lib/csv.test.ts",
      "lib/csv/refusals.test.ts",
      "lib/csv.property.test.ts",
    ],
  },
  outcomes: {
    files: ["lib/outcomes.ts", "lib/explanations.ts", "lib/typed-count.ts"],
    tests: ["lib/outcomes.test.ts", "lib/explanations.test.ts"],
  },
  identifiers: {
    files: ["lib/identifiers.ts", "lib/learner-text.ts"],
    tests: ["lib/identifiers.test.ts", "lib/learner-text.test.ts"],
  },
  tombstones: { files: ["lib/tombstones/fingerprint.ts"], tests: ["lib/tombstones/*.test.ts"] },
  "audit chain": {
    files: [
      { file: "lib/audit/chain.ts", only: ["chainHash", "CHAIN_START", "canonicalJson"] },
      { file: "lib/audit/verifying.ts", only: ["breakAt", "disagreement"] },
    ],
    tests: ["lib/audit/*.test.ts"],
  },
  access: {
    files: [
      "lib/auth/access.ts",
      "lib/auth/links.ts",
      { file: "lib/auth/proof.ts", only: ["isFullAdmin", "requireRunner", "cronSecret"] },
      { file: "lib/auth/network-address.ts", only: ["callerOf", "plainAddress", "trustedNetworks", "isTrusted"] },
      { file: "lib/auth/rate-limits.ts", only: ["limitKey", "networkOf"] },
      { file: "lib/auth/passwords.ts", only: ["passwordProblem"] },
    ],
    tests: ["lib/auth/*.test.ts"],
  },
  certificate: {
    files: [
      "lib/certificate/canonical.ts",
      "lib/certificate/keys.ts",
      { file: "lib/certificate/verify.ts", only: ["schema", "isGenuine"] },
    ],
    tests: ["lib/certificate/*.test.ts"],
  },
};

const nameOf = (pure: Pure) => (typeof pure === "string" ? pure : pure.file);

/** What Stryker is to change: the file, or the lines of its declarations (from the name to the line that closes it). */
function places(pure: Pure): string[] {
  if (typeof pure === "string") return [pure];
  const lines = readFileSync(pure.file, "utf8").split("\n");
  return pure.only.map((name) => {
    const from = lines.findIndex((line) => new RegExp(`^(export )?(async )?(function|const) ${name}\\b`).test(line));
    if (from === -1) throw new Error(`${pure.file} has no ${name}`);
    // The line that closes it, or the end of one that has no braces.
    const to = lines.findIndex(
      (line, i) =>
        i >= from &&
        (/^[})\]].*(?<!\{)$/.test(line) || (/;$/.test(line) && !/^( {2}|[})\]])/.test(lines[i + 1] ?? ""))),
    );
    return `${pure.file}:${from + 1}-${to + 1}`;
  });
}

async function mutate(pure: Pure, tests: readonly string[]) {
  process.env.MUTATION_TESTS = JSON.stringify(tests);
  const folder = join(tmpdir(), `learning-admin-mutation-${process.pid}`);
  const stryker = new Stryker({
    mutate: places(pure),
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner"],
    vitest: { configFile: "e2e/mutation.vitest.ts" },
    coverageAnalysis: "perTest",
    concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 1),
    // The compiler has no programming interface any more for Stryker to rewrite the file with; nothing in it needs that.
    tsconfigFile: "none",
    ignorePatterns: [".next*", ".data", "test-results", "public", "app", "e2e/bench", "*.tsbuildinfo"],
    tempDirName: folder,
    reporters: process.env.MUTATION_PROGRESS ? ["progress-append-only"] : [],
    allowConsoleColors: false,
    logLevel: "warn" as never,
    checkers: [],
    timeoutMS: 10_000,
    thresholds: { break: null },
  } as never);
  try {
    return await stryker.runMutationTest();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const asked = process.argv.slice(2);
let failed = false;
for (const [name, { files, tests }] of Object.entries(GROUPS)) {
  const chosen = files.filter(
    (pure) => asked.length === 0 || asked.some((word) => name === word || nameOf(pure) === word),
  );
  let all = 0;
  let noticed = 0;
  for (const pure of chosen) {
    const results = (await mutate(pure, tests)).filter(({ status }) => !["Ignored", "CompileError"].includes(status));
    const left = results.filter(({ status }) => !["Killed", "Timeout", "RuntimeError"].includes(status));
    all += results.length;
    noticed += results.length - left.length;
    const inTime = results.filter(({ status }) => status === "Timeout").length;
    console.log(`${nameOf(pure)}: ${results.length - left.length} of ${results.length}, ${inTime} of them by time`);
    const source = readFileSync(nameOf(pure), "utf8").split("\n");
    for (const { location, replacement = "", mutatorName, status } of left) {
      const { start, end } = location;
      const was =
        start.line === end.line
          ? source[start.line - 1]?.slice(start.column - 1, end.column - 1)
          : `${source[start.line - 1]?.slice(start.column - 1)} …`;
      const line = `${nameOf(pure)}:${start.line} ${mutatorName}${status === "NoCoverage" ? " (no test comes here)" : ""}: ${was} → ${replacement.replace(/\s+/g, " ")}`;
      console.log(`  ${line}`);
    }
  }
  if (all === 0) continue;
  const share = (100 * noticed) / all;
  failed ||= share < TO_REACH;
  console.log(`${name}: ${noticed} of ${all} noticed, ${share.toFixed(1)} % (to reach: ${TO_REACH} %)\n`);
}
process.exitCode = failed ? 1 : 0;
