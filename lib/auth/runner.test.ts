// Who may start a run by the cron address: whoever knows the secret, and nobody where there is none (spec 10).
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

const SECRET = "c".repeat(40);

/** The environment is parsed once, so each environment has the files anew. */
async function runnerWith(secret: string | undefined, authorization: string | undefined) {
  vi.resetModules();
  vi.stubEnv("CRON_SECRET", secret);
  const { requireRunner } = await import("./proof");
  const headers = authorization === undefined ? undefined : { authorization };
  return requireRunner(new Request("http://app.example/api/cron/deletion-batches", headers ? { headers } : {}));
}

beforeEach(async () => {
  const { generateKeyPairSync } = await import("node:crypto");
  const { privateKey } = generateKeyPairSync("ed25519");
  vi.stubEnv("DATABASE_URL", "postgres://nobody@127.0.0.1/none");
  vi.stubEnv("NEXTAUTH_SECRET", "x".repeat(32));
  vi.stubEnv("TOMBSTONE_KEY", `1:${Buffer.alloc(32, 1).toString("base64")}`);
  vi.stubEnv("CERTIFICATE_KEY", privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"));
});
afterEach(() => vi.unstubAllEnvs());

describe("the bearer of the secret", () => {
  test("may start a run", async () => expect(await runnerWith(SECRET, `Bearer ${SECRET}`)).toBeDefined());

  test.each([
    undefined,
    "",
    "Bearer",
    "Bearer ",
    "Bearer undefined",
    SECRET,
    `Basic ${SECRET}`,
    `bearer ${SECRET}`,
    `Bearer  ${SECRET}`,
    `Bearer ${SECRET.slice(1)}`,
    `Bearer ${SECRET}c`,
    `Bearer ${SECRET} x`,
    `x Bearer ${SECRET}`,
    `Bearer ${"d".repeat(40)}`,
    `Bearer ${"c".repeat(600)}`,
  ])("%j is nobody", async (authorization) => expect(await runnerWith(SECRET, authorization)).toBeUndefined());

  test("is nobody where no secret is set, or one too short to be any", async () => {
    expect(await runnerWith(undefined, "Bearer undefined")).toBeUndefined();
    expect(await runnerWith(undefined, `Bearer ${"undefined".repeat(4)}`)).toBeUndefined();
    expect(await runnerWith("", `Bearer ${SECRET}`)).toBeUndefined();
    expect(await runnerWith("short", "Bearer short")).toBeUndefined();
    // What is compared with where there is no secret is nobody's password either.
    expect(await runnerWith("short", "Bearer nobody knows this one")).toBeUndefined();
  });

  test("as long as the longest secret there may be still counts", async () => {
    const longest = "c".repeat(512);
    expect(await runnerWith(longest, `Bearer ${longest}`)).toBeDefined();
    const shortest = "c".repeat(32);
    expect(await runnerWith(shortest, `Bearer ${shortest}`)).toBeDefined();
  });
});

test("who is refused is logged, without what was tried", async () => {
  const log = vi.fn();
  vi.doMock("../log", () => ({ log }));
  expect(await runnerWith(SECRET, "Bearer nobody knows this one")).toBeUndefined();
  vi.doUnmock("../log");
  expect(log.mock.calls).toEqual([["warn", "access.refused", { code: 401, at: "runner" }]]);
});

test("a sub admin is no full admin", async () => {
  const { isFullAdmin } = await import("./proof");
  expect(isFullAdmin({ role: "sub_admin" } as never)).toBe(false);
  expect(isFullAdmin({ role: "full_admin" } as never)).toBe(true);
});
