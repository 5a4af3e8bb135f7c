// Which provider of single sign-on there is (spec 11), as next-auth wants it. Called by lib/auth/next-auth.ts and the files beside it.
import type { OAuthConfig } from "next-auth/providers/oauth";
import { env } from "../env";

/** Part of the address that is registered with the provider: `…/api/auth/callback/oidc`. */
export const PROVIDER = "oidc";

/** What a provider says of somebody, once next-auth has checked signature, issuer, audience, time and nonce. */
export type Claims = { iss?: unknown; sub?: unknown; auth_time?: unknown };

/** Whether there is single sign-on at all. Without it nothing of it is shown, and nothing asked of anybody. */
export const isConfigured = (): boolean => env().OIDC_ISSUER !== undefined;

/** As identities are kept under it; undefined where there is none. */
export function issuer(): string | undefined {
  const configured = env().OIDC_ISSUER;
  return configured && withoutSlash(configured);
}

/** A slash at the end is written by some and left out by others; both mean the same provider. Pure. */
export const withoutSlash = (url: string): string => url.replace(/\/$/, "");

/** What to show of it: the host alone. */
export const issuerHost = (): string => new URL(env().OIDC_ISSUER ?? "https://none.invalid").host;

/** Read from its discovery document when somebody signs in. No name and no address is asked for: the subject is enough. */
export function provider(): OAuthConfig<Claims & { sub: string }>[] {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = env();
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET) return [];
  return [
    {
      id: PROVIDER,
      name: "Single sign-on",
      type: "oauth",
      wellKnown: `${withoutSlash(OIDC_ISSUER)}/.well-known/openid-configuration`,
      clientId: OIDC_CLIENT_ID,
      clientSecret: OIDC_CLIENT_SECRET,
      idToken: true,
      checks: ["pkce", "state", "nonce"],
      authorization: { params: { scope: "openid" } },
      profile: ({ sub }) => ({ id: sub }),
    },
  ];
}
