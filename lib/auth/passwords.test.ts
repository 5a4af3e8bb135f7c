// The same work for a known and an unknown address (faults.md, access): one argon2 verification, at the same cost.
import { describe, expect, test, vi } from "vitest";

const verified: string[] = [];
// The package itself, watched.
vi.mock("@node-rs/argon2", async (original) => {
  const argon2 = await original<typeof import("@node-rs/argon2")>();
  const verify: typeof argon2.verify = (hash, ...rest) => {
    verified.push(String(hash));
    return argon2.verify(hash, ...rest);
  };
  return { ...argon2, default: { ...argon2, verify }, verify };
});

const { hashPassword, verifyPassword } = await import("./passwords");
const cost = (hash: string | undefined) => /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/.exec(hash ?? "")?.[0];

describe("a password is compared once", () => {
  test.each([
    ["known", "right password", true],
    ["known", "wrong password", false],
    ["unknown", "wrong password", false],
  ] as const)("%s address, %s", async (address, password, matches) => {
    const kept = address === "known" ? await hashPassword("right password") : undefined;
    await verifyPassword("", undefined);
    verified.length = 0;
    expect(await verifyPassword(password, kept)).toBe(matches);
    expect(verified).toHaveLength(1);
    expect(cost(verified[0])).toBeDefined();
    if (kept) expect(cost(verified[0])).toBe(cost(kept));
  });

  test("whoever has no password is compared with nobody's, which nothing matches", async () => {
    verified.length = 0;
    for (const password of ["", "null", "undefined"])
      for (const none of [null, undefined]) expect(await verifyPassword(password, none)).toBe(false);
    expect(verified).toHaveLength(6);
    expect(new Set(verified.map(cost)).size).toBe(1);
  });
});
