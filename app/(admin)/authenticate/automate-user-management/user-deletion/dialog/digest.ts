// The fingerprint of a file, made in the browser: what arrives must equal it (spec 3). Used by upload-file.ts.

/** SHA-256 as lower-case hex. Browsers offer it on https and localhost alone; elsewhere a library is loaded. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  const digest = subtle
    ? new Uint8Array(await subtle.digest("SHA-256", bytes))
    : (await import("@noble/hashes/sha2.js")).sha256(bytes);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
