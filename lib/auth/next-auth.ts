// Owns next-auth's configuration: one Credentials provider, JWT sessions that name a row of admin_sessions.
// Called by app/api/auth alone; guards read the cookie through sessions.ts.
import type { NextAuthOptions, User } from "next-auth";
import type { JWT } from "next-auth/jwt";
import CredentialsProvider from "next-auth/providers/credentials";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { asSessionToken, cookieName, cookieOptions, endSession, SESSION_HOURS } from "./sessions";
import { signInWithPassword } from "./sign-in";

/** Made per request: nothing is read from the environment while building. */
export function nextAuthOptions(): NextAuthOptions {
  process.env.NEXTAUTH_URL = env().APP_URL;
  const maxAge = SESSION_HOURS * 3600;
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: "jwt", maxAge },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    cookies: Object.fromEntries(
      Object.entries({
        sessionToken: "session",
        callbackUrl: "callback-url",
        csrfToken: "csrf-token",
        pkceCodeVerifier: "pkce",
        state: "state",
        nonce: "nonce",
      }).map(([key, name]) => [key, { name: cookieName(name), options: cookieOptions() }]),
    ),
    providers: [
      CredentialsProvider({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: async (credentials) => {
          const answer = await signInWithPassword(
            String(credentials?.email ?? ""),
            String(credentials?.password ?? ""),
          );
          if ("session" in answer) return { id: answer.session.sessionId, ...answer.session } satisfies User;
          if (answer.refused === "too_many") throw new Error("TooManyAttempts");
          return null;
        },
      }),
    ],
    callbacks: {
      // `user` is what authorize returned, at sign-in only; otherwise the token as it was. Nothing else gets in.
      jwt: ({ token, user }) => ({ ...asSessionToken(user ?? token) }) as JWT,
      // The browser needs to know nothing of the session: pages are rendered with it.
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        const session = asSessionToken(token);
        if (session) await endSession(session);
      },
    },
    // next-auth's own log prints whole errors.
    logger: {
      error: (code) => log("error", "next_auth", { code }),
      warn: (code) => log("warn", "next_auth", { code }),
      debug: () => {},
    },
  };
}
