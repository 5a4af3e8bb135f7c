// `npm run breakages [round or words …]`: breaks guards and rules of the product on purpose, in a copy of the tree, and sees that a test
// says so. Prints which test caught which. Slow, and so not in CI. What is broken stands in breakages-list.ts and rules-list.ts.
import { spawn, spawnSync } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { planEmbeddedPostgres } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { BREAKAGES, type Breakage, type Round } from "./breakages-list";
import { freePort, temporaryFolder } from "./launcher";
import { RULES, type Rule } from "./rules-list";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
type Edit = Pick<Breakage, "name" | "file" | "from" | "to">;
/** Each broken file as it was copied: the tree beside it may have changed meanwhile. */
const whole = new Map<string, string>();

/** The tree as it stands, changes not committed included; packages as hard links, or copied where the disk is another. */
function copyOfTree(folder: string): void {
  const listed = spawnSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: ROOT, encoding: "utf8" });
  for (const file of listed.stdout.split("\0").filter(Boolean)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
  if (spawnSync("cp", ["-al", join(ROOT, "node_modules"), join(folder, "node_modules")]).status === 0) return;
  rmSync(join(folder, "node_modules"), { recursive: true, force: true });
  cpSync(join(ROOT, "node_modules"), join(folder, "node_modules"), { recursive: true, verbatimSymlinks: true });
}

/** @throws where the source no longer has what is to be broken, or has it twice: then the list is to be mended. */
function breakIn(folder: string, { name, file, from, to }: Edit): void {
  const source = readFileSync(join(folder, file), "utf8");
  if (!whole.has(file)) whole.set(file, source);
  const times = source.split(from).length - 1;
  if (times !== 1) throw new Error(`${name}: ${file} has “${from}” ${times} times`);
  writeFileSync(
    join(folder, file),
    source.replace(from, () => to),
  );
}

const restore = (folder: string, { file }: Edit) => writeFileSync(join(folder, file), whole.get(file) ?? "");

/** What a command prints in the broken copy. */
function printed(folder: string, [program = "", ...args]: string[], environment: Record<string, string> = {}): string {
  const { stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1", ...environment } as unknown as NodeJS.ProcessEnv,
  });
  return stdout + stderr;
}

type Line = { what: string; caught: string };

/** Guards: all of a round in one build, each with the line that tells of it. */
function breakGuards(folder: string, name: string, { specs, breakages }: Round): Line[] {
  for (const breakage of breakages) breakIn(folder, breakage);
  const output = printed(folder, specs === "types" ? ["npm", "run", "types"] : ["npm", "test", "--", ...specs]);
  for (const breakage of breakages) restore(folder, breakage);
  writeFileSync(join(dirname(folder), `${name}.txt`), output);
  return breakages.map(({ name: what, caught }) => ({
    what,
    caught: output.split("\n").find((line) => caught.test(line)) ?? "",
  }));
}

/** Rules: one at a time, without a build, against a database and a cron address of their own. */
async function breakRules(folder: string, rules: readonly Rule[]): Promise<Line[]> {
  const dataDir = join(dirname(folder), "data");
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const { privateKey } = generateKeyPairSync("ed25519");
  const secrets = {
    CRON_SECRET: randomBytes(32).toString("hex"),
    NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
    TOMBSTONE_KEY: `1:${randomBytes(32).toString("base64")}`,
    CERTIFICATE_KEY: privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
  };
  const plan = await planEmbeddedPostgres(dataDir, () => {});
  const postgres = await plan.start();
  const stopped = () => void postgres.stop().finally(() => process.exit(130));
  process.once("SIGINT", stopped).once("SIGTERM", stopped);
  const lines: Line[] = [];
  try {
    await migrateDatabase(plan.url);
    // First the product as it is: what fails then says nothing of a rule.
    for (const rule of [undefined, ...rules]) {
      const specs = rule ? rule.specs : [...new Set(rules.flatMap((each) => each.specs))];
      if (rule) breakIn(folder, rule);
      const failed = await testedWithoutPages(folder, specs, { ...secrets, DATABASE_URL: plan.url }, !!rule);
      if (rule) {
        restore(folder, rule);
        lines.push({ what: `${rule.section}: ${rule.name}`, caught: failed ?? "" });
        console.log(`  ${rule.section}: ${rule.name} → ${failed ?? "NOTHING"}`);
      } else if (failed)
        throw new Error(
          `without any breakage: ${failed}\n${readFileSync(join(dirname(folder), "last.txt"), "utf8").slice(-4000)}`,
        );
    }
  } finally {
    await postgres.stop();
  }
  return lines;
}

/** The first test that fails, if any. */
async function testedWithoutPages(
  folder: string,
  specs: readonly string[],
  environment: Record<string, string>,
  firstAlone: boolean,
): Promise<string | undefined> {
  if (specs[0] === "unit") {
    const output = printed(folder, ["npx", "vitest", "run", "--config", "e2e/vitest.config.ts", ...specs.slice(1)]);
    return output
      .split("\n")
      .find((line) => /^\s*FAIL /.test(line))
      ?.trim();
  }
  const PORT = String(await freePort());
  const server = spawn(process.execPath, ["--import", "tsx", "e2e/cron-process.ts"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment, PORT, CRON_TIMER: "off" } as unknown as NodeJS.ProcessEnv,
  });
  let log = "";
  const listening = new Promise<void>((resolve, reject) => {
    for (const stream of [server.stdout, server.stderr])
      stream.on("data", (piece: Buffer) => {
        log += piece;
        if (log.includes("listening")) resolve();
      });
    server.once("close", () => reject(new Error(log)));
  });
  try {
    await listening;
    const logFile = join(dirname(folder), "server.log");
    writeFileSync(logFile, "");
    // The one test among them that is about who may call the address: here anybody may.
    const args = ["node_modules/@playwright/test/cli.js", "test", "--config", "e2e/playwright.config.ts"];
    args.push("--grep-invert", "cron address is closed");
    const output = printed(folder, [process.execPath, ...args, ...specs, ...(firstAlone ? ["--max-failures=1"] : [])], {
      ...environment,
      E2E_URL: `http://127.0.0.1:${PORT}`,
      E2E_DATABASE_URL: environment.DATABASE_URL ?? "",
      E2E_CRON_SECRET: environment.CRON_SECRET ?? "",
      E2E_TOMBSTONE_KEY: environment.TOMBSTONE_KEY ?? "",
      E2E_CERTIFICATE_KEY: environment.CERTIFICATE_KEY ?? "",
      E2E_LOG: logFile,
      E2E_ONLY: specs.join(" "),
    });
    writeFileSync(join(dirname(folder), "last.txt"), output);
    const line = output.split("\n").find((each) => /^\s+\d+\) /.test(each));
    if (!line && !/^\s+\d+ passed/m.test(output)) throw new Error(output);
    return line?.replace(/^\s+\d+\) (\[[^\]]*\] › )?/, "").replace(/[ ─]+$/, "");
  } finally {
    server.removeAllListeners("close");
    server.kill("SIGKILL");
  }
}

/** Rounds by name, or breakages by words of theirs. */
const asked = process.argv.slice(2);
const words = asked.filter((each) => !(each in BREAKAGES) && !(each in RULES));
const chosen = <E extends { name: string }>(round: string, edits: readonly E[]): E[] =>
  asked.length === 0 || asked.includes(round)
    ? [...edits]
    : edits.filter(({ name }) => words.some((each) => name.includes(each)));
const folder = join(temporaryFolder("breakages"), "tree");
const table: Line[] = [];
try {
  copyOfTree(folder);
  for (const [name, round] of Object.entries(BREAKAGES)) {
    const breakages = chosen(name, round.breakages);
    if (breakages.length === 0) continue;
    console.log(`${name}: ${breakages.length} …`);
    table.push(...breakGuards(folder, name, { ...round, breakages }));
  }
  const rules = Object.entries(RULES).flatMap(([name, all]) => chosen(name, all));
  if (rules.length > 0) {
    console.log(`rules: ${rules.length} …`);
    table.push(...(await breakRules(folder, rules)));
  }
} finally {
  if (process.env.E2E_KEEP) console.log(`Kept: ${dirname(folder)}`);
  else rmSync(dirname(folder), { recursive: true, force: true });
}
console.log("\n| breakage | caught by |\n| --- | --- |");
for (const { what, caught } of table) console.log(`| ${what} | ${caught.trim() || "**NOTHING**"} |`);
const missed = table.filter(({ caught }) => caught === "").length;
console.log(`\n${table.length - missed} of ${table.length} breakages caught`);
process.exitCode = missed > 0 ? 1 : 0;
