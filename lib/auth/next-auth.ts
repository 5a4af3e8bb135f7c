// Owns next-auth's configuration: passwords, the provider of single sign-on where there is one, JWT sessions that name a row of
// admin_sessions. Called by app/api/auth and lib/single-sign-on/begin.ts; guards read the cookie through sessions.ts.
import type { NextRequest } from "next/server";
import NextAuth, { type NextAuthOptions, type User } from "next-auth";
import type { JWT } from "next-auth/jwt";
import CredentialsProvider from "next-auth/providers/credentials";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { finish, giveUp } from "../single-sign-on/finish";
import { type Claims, PROVIDER, provider } from "../single-sign-on/provider";
import { asSessionToken, cookieName, cookieOptions, endSession, SESSION_HOURS } from "./sessions";
import { signInWithPassword } from "./sign-in";

type Context = { params: Promise<{ nextauth: string[] }> };

/** Answers one of next-auth's addresses. Who comes back from the provider with nothing is led to where they began, and told so. */
export async function answerNextAuth(request: NextRequest, context: Context): Promise<Response> {
  const response = (await NextAuth(request as never, context as never, nextAuthOptions())) as Response;
  const [action, name] = (await context.params).nextauth;
  const to = new URL(response.headers.get("location") ?? "/", env().APP_URL);
  if (action !== "callback" || name !== PROVIDER || !to.pathname.startsWith("/api/auth/")) return response;
  const headers = new Headers(response.headers);
  headers.set("location", await giveUp());
  return new Response(null, { status: 303, headers });
}

/** Made per request: nothing is read from the environment while building. */
function nextAuthOptions(): NextAuthOptions {
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
      ...provider(),
    ],
    callbacks: {
      // Of an identity nothing is kept by next-auth: whose it is, and what they came for, is settled here, session included.
      signIn: ({ account, profile }) => (account?.provider === PROVIDER ? finish((profile ?? {}) as Claims) : true),
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
