// The way to the provider: next-auth makes state, nonce and PKCE and says where to go. Called by /sign-in/single-sign-on alone.
import { cookies } from "next/headers";
import { NextRequest } from "next/server";
import { networkAddress } from "../auth/network-address";
import { answerNextAuth } from "../auth/next-auth";
import { countTry, networkOf } from "../auth/rate-limits";
import { cookieOptions } from "../auth/sessions";
import { env } from "../env";
import { PROVIDER } from "./provider";
import { type Failure, failedAt, type Purpose } from "./purpose";

/**
 * Sends the browser to the provider, where `purpose` is all that is new in this browser. Whoever binds an identity or gives a new
 * sign-in has to prove at the provider who they are, however long they have been signed in there.
 */
export async function goToProvider(purpose: Purpose): Promise<Response> {
  const address = await networkAddress();
  if (address && (await countTry("single_sign_on", networkOf(address)))) return failed(purpose, "failed");
  const csrfToken = await csrfTokenOf(await askNextAuth(["csrf"]));
  const anew = purpose.for === "sign_in" ? "" : "?prompt=login&max_age=0";
  const response = await askNextAuth(
    ["signin", PROVIDER],
    anew,
    new URLSearchParams({ csrfToken, callbackUrl: env().APP_URL }),
  );
  const to = response.headers.get("location") ?? "";
  // Its own pages are where next-auth leads when there is no provider to lead to.
  if (!URL.canParse(to) || new URL(to).origin === new URL(env().APP_URL).origin) return failed(purpose, "unreachable");
  return response;
}

const failed = (purpose: Purpose, why: Failure) =>
  new Response(null, { status: 303, headers: { location: failedAt(purpose, why), "cache-control": "no-store" } });

/** Its cookie is kept as the browser would keep it, for the question that follows. */
async function csrfTokenOf(response: Response): Promise<string> {
  const jar = await cookies();
  for (const line of response.headers.getSetCookie()) {
    const [, name = "", value = ""] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
    jar.set(name, decodeURIComponent(value), cookieOptions());
  }
  return ((await response.json()) as { csrfToken?: string }).csrfToken ?? "";
}

/** As its own client would ask it, without the way through the browser. */
async function askNextAuth(nextauth: string[], search = "", form?: URLSearchParams): Promise<Response> {
  const url = `${env().APP_URL}/api/auth/${nextauth.join("/")}${search}`;
  const request = new NextRequest(url, form ? { method: "POST", body: form } : {});
  return answerNextAuth(request, { params: Promise.resolve({ nextauth }) });
}
