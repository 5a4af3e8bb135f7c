// The cron secret is compared in constant time (faults.md, cron, mail, links): one comparison of two digests, whatever was given, also
// where no secret is configured. Who passes at all: runner.test.ts.
import { generateKeyPairSync } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";

const compared: [number, number][] = [];
// Node's own comparison, watched.
vi.mock("node:crypto", async (original) => {
  const crypto = await original<typeof import("node:crypto")>();
  const timingSafeEqual: typeof crypto.timingSafeEqual = (one, other) => {
    compared.push([one.byteLength, other.byteLength]);
    return crypto.timingSafeEqual(one, other);
  };
  return { ...crypto, default: { ...crypto, timingSafeEqual }, timingSafeEqual };
});

const SECRET = "0123456789abcdef0123456789abcdef";
const WHOLE = {
  DATABASE_URL: "postgres://nobody@127.0.0.1:1/nothing",
  NEXTAUTH_SECRET: SECRET,
  TOMBSTONE_KEY: `1:${Buffer.alloc(32).toString("base64")}`,
  CERTIFICATE_KEY: generateKeyPairSync("ed25519")
    .privateKey.export({ type: "pkcs8", format: "der" })
    .toString("base64"),
};

/** As a process that was started with this secret. */
async function asks(configured: string | undefined, authorization: string | undefined): Promise<boolean> {
  vi.resetModules();
  vi.unstubAllEnvs();
  for (const [name, value] of Object.entries(WHOLE)) vi.stubEnv(name, value);
  vi.stubEnv("CRON_SECRET", configured);
  const { requireRunner } = await import("./proof");
  compared.length = 0;
  const headers = authorization === undefined ? undefined : { authorization };
  return requireRunner(new Request("http://localhost/", headers ? { headers } : {})) !== undefined;
}

describe("the cron secret", () => {
  beforeEach(() => void vi.spyOn(process.stdout, "write").mockReturnValue(true));

  test("opens to its bearer", async () => expect(await asks(SECRET, `Bearer ${SECRET}`)).toBe(true));

  test.each([
    ["no secret given", undefined],
    ["an empty one", "Bearer "],
    ["Bearer undefined", "Bearer undefined"],
    ["Bearer null", "Bearer null"],
    ["a wrong one", `Bearer ${"f".repeat(32)}`],
    ["a short one", `Bearer ${SECRET.slice(0, 31)}`],
    ["its beginning and more", `Bearer ${SECRET}0`],
    ["another case", `Bearer ${SECRET.toUpperCase()}`],
    ["another scheme", `Basic ${SECRET}`],
    ["a small b", `bearer ${SECRET}`],
    ["two of them", `Bearer ${SECRET}, Bearer ${SECRET}`],
    ["a very long one", `Bearer ${"f".repeat(100_000)}`],
  ])("does not open to %s, after one comparison of equal lengths", async (_, authorization) => {
    expect(await asks(SECRET, authorization)).toBe(false);
    expect(compared).toEqual([[32, 32]]);
  });

  test.each([undefined, "", "undefined", "short", "0".repeat(31)])(
    "configured as %j opens to nobody",
    async (configured) => {
      for (const authorization of [
        undefined,
        "Bearer ",
        "Bearer undefined",
        `Bearer ${configured}`,
        `Bearer ${SECRET}`,
        // What stands in for a secret that is none.
        "Bearer nobody knows this one",
        `Bearer ${"nobody knows this one".padEnd(32, "0")}`,
      ])
        expect(await asks(configured, authorization), String(authorization)).toBe(false);
      expect(compared).toEqual([[32, 32]]);
    },
  );
});
