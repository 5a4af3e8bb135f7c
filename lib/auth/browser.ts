// Owns what a browser is called in the list of sessions: `Firefox, Windows`. Pure. Called by sign-in.ts.

const BROWSERS = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bChrom(?:e|ium)\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
] as const;
const SYSTEMS = [
  [/\bAndroid\b/, "Android"],
  [/\biPhone\b|\biPad\b/, "iOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
] as const;

/** Nothing of what the caller wrote is kept, only which of these names it fits; undefined where it fits none. */
export function browserName(userAgent: string | null): string | undefined {
  const name = (list: typeof BROWSERS | typeof SYSTEMS) => list.find(([like]) => like.test(userAgent ?? ""))?.[1];
  return [name(BROWSERS), name(SYSTEMS)].filter(Boolean).join(", ") || undefined;
}
