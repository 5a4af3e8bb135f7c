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
    "a mark in the middle": text.replace("{", "{\ufeff"),
    "a longer signature": JSON.stringify({ ...whole, signature: { ...whole.signature, value: `${value}AA` } }),
    "cut off": text.slice(0, -3),
    nothing: "",
    null: "null",
    "a list": "[]",
    "nested without end": "[".repeat(30_000) + "]".repeat(30_000),
    "nested in it": `{"certificate":${'{"a":'.repeat(9000)}1${"}".repeat(9000)},"signature":${JSON.stringify(whole.signature)}}`,
    "too long": text + " ".repeat(MAX_CERTIFICATE_BYTES - Buffer.byteLength(text) + 1),
  };
  for (const [what, given] of Object.entries(not)) expect(isGenuine(given), what).toBe(false);
  expect(isGenuine(text + " ".repeat(MAX_CERTIFICATE_BYTES - Buffer.byteLength(text)))).toBe(true);
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
  const { isSignedByUs } = await import("./keys");
  expect(isSignedByUs("x", "nobody's", Buffer.alloc(64))).toBe(false);
  for (const known of publicKeySet().keys) expect(Object.keys(known)).not.toContain("d");
});

test("the public keys go out as a key set whose names are their thumbprints, the one that signs first", async () => {
  const { createHash, createPublicKey, verify } = await import("node:crypto");
  const { publicKeySet, signText } = await import("./keys");
  const { keys } = publicKeySet();
  for (const { kid, x, ...rest } of keys) {
    expect(rest).toEqual({ kty: "OKP", crv: "Ed25519", use: "sig", alg: "EdDSA" });
    // RFC 7638, and RFC 8037 appendix A.3: the required members in alphabetical order.
    expect(kid).toBe(createHash("sha256").update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest("base64url"));
  }
  const { keyId, signature } = signText("né");
  expect(keyId).toBe(keys[0]?.kid);
  // As whoever has but the key set checks it.
  const held = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: keys[0]?.x ?? "" }, format: "jwk" });
  expect(verify(null, Buffer.from("né", "utf8"), held, signature)).toBe(true);
});

test("a certificate's file fingerprint tells one file from another and says nothing of it without the key", async () => {
  const { fileFingerprint } = await import("./keys");
  const file = "ab".repeat(32);
  const print = fileFingerprint(7, file);
  expect(print).toMatch(/^[0-9a-f]{64}$/);
  expect(fileFingerprint(7, file)).toBe(print);
  expect(new Set([print, fileFingerprint(8, file), fileFingerprint(7, "cd".repeat(32)), file]).size).toBe(4);
  // 7 and "1…" must not be 71 and "…".
  expect(fileFingerprint(71, file)).not.toBe(fileFingerprint(7, `1${file}`));
});

test("a file's fingerprint is HKDF and HMAC of what signs, as it was when certificates were first made", async () => {
  const { createHmac, hkdfSync } = await import("node:crypto");
  const { fileFingerprint } = await import("./keys");
  const [newest = ""] = (process.env.CERTIFICATE_KEY ?? "").split(", ");
  const derived = hkdfSync("sha256", Buffer.from(newest, "base64"), "", "learning-admin file fingerprint", 32);
  const expected = createHmac("sha256", Buffer.from(derived))
    .update(`7\0${"ab".repeat(32)}`)
    .digest("hex");
  expect(fileFingerprint(7, "ab".repeat(32))).toBe(expected);
});
