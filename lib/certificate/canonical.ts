// The one way a certificate's content is written as bytes, for the signature to cover. Pure. Called by issue.ts and verify.ts;
// whoever checks a signature elsewhere does the same (README, "Certificates").

/**
 * Canonical JSON (RFC 8785, for the values that a certificate has: objects, lists, strings, whole numbers, booleans, null): keys
 * in the order of their UTF-16 code units, no white space, strings escaped as JSON.stringify does.
 */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, held]) => `${JSON.stringify(key)}:${canonicalText(held)}`).join(",")}}`;
}

/**
 * What a text says as JSON, or undefined where it is none, or says something twice: `{"n": 1, "n": 2}` means 2 to a program and 1
 * to whoever reads from the top, so it must not count as what was signed.
 */
export function parseOnce(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    const tokens = /"(?:[^"\\]|\\.)*"|\s+/g;
    const bare = text.replace(tokens, (token) => (token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : ""));
    return bare === JSON.stringify(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
