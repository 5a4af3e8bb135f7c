// The keys behind certificates: the newest signs, all are known to /verify, and only their public halves go out (spec 6). Called
// by the files beside it.
import { createHash, createHmac, createPublicKey, hkdfSync, type KeyObject, sign, verify } from "node:crypto";
import { env } from "../env";
import { canonicalText } from "./canonical";

type PublicKey = { id: string; key: KeyObject; x: string };

function publicHalf(privateKey: KeyObject): PublicKey {
  const key = createPublicKey(privateKey);
  const { x = "" } = key.export({ format: "jwk" });
  // RFC 7638: the thumbprint is the hash of the required members in canonical form.
  const id = createHash("sha256")
    .update(canonicalText({ crv: "Ed25519", kty: "OKP", x }))
    .digest("base64url");
  return { id, key, x };
}

const publicKeys = (): PublicKey[] => env().CERTIFICATE_KEY.map(publicHalf);

/** Every public key as a JSON Web Key Set (RFC 7517, 8037), the one that signs first. */
export const publicKeySet = () => ({
  keys: publicKeys().map(({ id, x }) => ({ kty: "OKP", crv: "Ed25519", use: "sig", alg: "EdDSA", kid: id, x })),
});

/** Ed25519 over the text's UTF-8 bytes: the same text is the same 64 bytes. */
export function signText(text: string): { keyId: string; signature: Buffer } {
  const [newest] = env().CERTIFICATE_KEY;
  return { keyId: publicHalf(newest).id, signature: sign(null, Buffer.from(text), newest) };
}

export function isSignedByUs(text: string, keyId: string, signature: Buffer): boolean {
  const known = publicKeys().find(({ id }) => id === keyId);
  return known !== undefined && verify(null, Buffer.from(text), known.key, signature);
}

/**
 * The file's keyed fingerprint: HMAC-SHA-256 of organization and the file's SHA-256, under a key derived from the signing key. Who
 * has the file and the key can tell that the certificate is about it; who has the certificate cannot tell who was in the file.
 */
export function fileFingerprint(organizationId: number, fileSha256: string): string {
  const [newest] = env().CERTIFICATE_KEY;
  const secret = newest.export({ format: "der", type: "pkcs8" });
  const key = Buffer.from(hkdfSync("sha256", secret, "", "learning-admin file fingerprint", 32));
  return createHmac("sha256", key).update(`${organizationId}\0${fileSha256}`).digest("hex");
}
