// What counts as genuine, with keys of the test's own.
import { generateKeyPairSync } from "node:crypto";
import { beforeAll, expect, test } from "vitest";

const key = () => generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");

beforeAll(() => {
  Object.assign(process.env, {
    DATABASE_URL: "postgres://nobody@127.0.0.1/none",
    NEXTAUTH_SECRET: "x".repeat(32),
    CRON_SECRET: "x".repeat(32),
    TOMBSTONE_KEY: `1:${Buffer.alloc(32, 1).toString("base64")}`,
    CERTIFICATE_KEY: `${key()}, ${key()}`,
  });
});

test("only what was signed, unchanged and whole, is genuine", async () => {
  const { isGenuine, MAX_CERTIFICATE_BYTES } = await import("./verify");
  const { signText } = await import("./keys");
  const { canonicalText } = await import("./canonical");
  const certificate = { type: "x", counts: { deleted: 3 }, name: "Añ" };
  const { keyId, signature } = signText(canonicalText(certificate));
  const value = signature.toString("base64url");
  const whole = { certificate, signature: { algorithm: "Ed25519", keyId, value } };
  const text = JSON.stringify(whole, null, 2);
  expect(isGenuine(text)).toBe(true);
  expect(isGenuine(`\ufeff${JSON.stringify({ signature: whole.signature, certificate })}\r\n`)).toBe(true);

  const not = {
    changed: text.replace("3", "4"),
    "more signed than was": JSON.stringify({ ...whole, certificate: { ...certificate, more: 1 } }),
    "less than was": JSON.stringify({ ...whole, certificate: { type: "x", counts: { deleted: 3 } } }),
    "a key that no object shows": text.replace('"type"', '"__proto__": {"deleted": 9}, "type"'),
    "said twice, the genuine last": text.replace(
      '"certificate"',
      '"certificate": {"counts": {"deleted": 900}}, "certificate"',
    ),
    "a note beside it": JSON.stringify({ ...whole, note: "900 deleted" }),
    "a note in the signature": JSON.stringify({ ...whole, signature: { ...whole.signature, note: "x" } }),
    "another algorithm": text.replace("Ed25519", "none"),
    "another key's name": JSON.stringify({ ...whole, signature: { ...whole.signature, keyId: "x" } }),
    "another signature": JSON.stringify({
      ...whole,
      signature: { ...whole.signature, value: `${value[0] === "A" ? "B" : "A"}${value.slice(1)}` },
    }),
    "cut off": text.slice(0, -3),
    nothing: "",
    null: "null",
    "a list": "[]",
    "nested without end": "[".repeat(30_000) + "]".repeat(30_000),
    "nested in it": `{"certificate":${'{"a":'.repeat(9000)}1${"}".repeat(9000)},"signature":${JSON.stringify(whole.signature)}}`,
    "too long": text + " ".repeat(MAX_CERTIFICATE_BYTES),
  };
  for (const [what, given] of Object.entries(not)) expect(isGenuine(given), what).toBe(false);
});

test("an older key's certificates stay genuine; another's never were", async () => {
  const { createPrivateKey, sign } = await import("node:crypto");
  const { isGenuine } = await import("./verify");
  const { publicKeySet } = await import("./keys");
  const { canonicalText } = await import("./canonical");
  const certificate = { type: "x" };
  const signedBy = (pkcs8: string, keyId: string) => {
    const privateKey = createPrivateKey({ key: Buffer.from(pkcs8, "base64"), format: "der", type: "pkcs8" });
    const value = sign(null, Buffer.from(canonicalText(certificate)), privateKey).toString("base64url");
    return JSON.stringify({ certificate, signature: { algorithm: "Ed25519", keyId, value } });
  };
  const ids = publicKeySet().keys.map(({ kid }) => kid);
  expect(ids).toHaveLength(2);
  const [newest = "", older = ""] = (process.env.CERTIFICATE_KEY ?? "").split(", ");
  expect(isGenuine(signedBy(newest, ids[0] ?? ""))).toBe(true);
  expect(isGenuine(signedBy(older, ids[1] ?? ""))).toBe(true);
  expect(isGenuine(signedBy(key(), ids[0] ?? ""))).toBe(false);
  for (const known of publicKeySet().keys) expect(Object.keys(known)).not.toContain("d");
});
