// Owns the decisions behind the guards, as pure functions: who may, where to go after signing in, whose request it is.
// Called by proof.ts and by the sign-in page.

export type Demand = "admin" | "full_admin";
export type Decision = "allow" | "sign_in" | "forbidden";

/**
 * What a request gets that asks for something open to `demand` (spec section 1). A request that another site made in the
 * admin's name is refused whoever is signed in: it proves nothing about what the admin wants.
 */
export function decideAccess(
  admin: { readonly role: "full_admin" | "sub_admin" } | undefined,
  demand: Demand,
  foreign = false,
): Decision {
  if (!admin) return "sign_in";
  if (foreign) return "forbidden";
  return demand === "full_admin" && admin.role !== "full_admin" ? "forbidden" : "allow";
}

/** Where somebody lands who asked for nothing in particular. */
export const HOME = "/users";

/**
 * The page to go to after signing in, if `value` names one of ours; else HOME. Only a path: no scheme, no host, nothing
 * that a browser would read as one (`//`, backslash, control characters), and never the sign-in page itself.
 */
export function localPath(value: unknown): string {
  if (typeof value !== "string" || value.length > 2000) return HOME;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop tabs and line breaks, so `/\t/host` is `//host`.
  if (!/^\/(?!\/)[^\\\u0000-\u0020\u007f]*$/.test(value)) return HOME;
  const base = "http://local.invalid";
  const url = URL.canParse(value, base) ? new URL(value, base) : undefined;
  // Checked once more as parsed: `/.//host` has become `//host` by then.
  if (url?.origin !== base || url.pathname.startsWith("//")) return HOME;
  if (/^\/(?:sign-in|api\/auth)(?:\/|$)/.test(url.pathname)) return HOME;
  return url.pathname === "/" ? HOME : url.pathname + url.search + url.hash;
}

/** The sign-in page, remembering the page that was asked for. */
export function signInPath(asked: string | null | undefined): string {
  const then = localPath(asked ?? "/");
  return then === HOME ? "/sign-in" : `/sign-in?then=${encodeURIComponent(then)}`;
}

/**
 * Whether another site may have made this request. Browsers send Origin with every POST, so a form or an action without
 * one is nobody's; Next itself refuses a foreign or `null` Origin for actions, but lets a missing one pass.
 */
export function isForeign(headers: Pick<Headers, "get" | "has">): boolean {
  const origin = headers.get("origin");
  if (origin !== null) {
    const host = (headers.get("x-forwarded-host") ?? headers.get("host"))?.split(",")[0]?.trim();
    return !URL.canParse(origin) || new URL(origin).host !== host;
  }
  const type = headers.get("content-type") ?? "";
  return headers.has("next-action") || /^\s*(?:multipart\/form-data|application\/x-www-form-urlencoded)/i.test(type);
}
