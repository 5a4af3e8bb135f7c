// Every page's Content-Security-Policy, with a nonce of its own, and the address that was asked for, which guards remember while
// somebody signs in. Called by Next before a page; the API and static files are left out. It guards nothing: pages do.
import { type NextRequest, NextResponse } from "next/server";

/** `strict-dynamic` lets Next's own scripts load their chunks; a script without the nonce or such a parent does not run. */
function policy(nonce: string): string {
  const development = process.env.NODE_ENV === "development";
  return [
    "default-src 'none'",
    // React's development build rebuilds server stacks with eval.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' 'nonce-${nonce}'`,
    // Next's own overlay for developers writes styles without a nonce.
    `style-src-elem 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    // Widths of bars and places of menus are style attributes; they can load nothing under this policy.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join("; ");
}

export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-path", request.nextUrl.pathname + request.nextUrl.search);
  // Next reads the nonce for its own scripts from the request's policy.
  headers.set("content-security-policy", policy(nonce));
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy(nonce));
  return response;
}

export const config = { matcher: ["/((?!api/|_next/static/|_next/image|fonts/|icon.svg).*)"] };
