// What somebody goes to the provider for, kept in a cookie while they are away: sealed, so that only we write one, and short-lived.
// Called by the actions that begin a purpose, by begin.ts and by finish.ts.
import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import { localPath } from "../auth/access";
import { cookieName, cookieOptions } from "../auth/sessions";
import { env } from "../env";

/** As long as next-auth keeps its state. */
const SECONDS = 15 * 60;
const NAME = "single-sign-on";

const session = { organizationId: z.number().int(), sessionId: z.uuid() };
const schema = z.discriminatedUnion("for", [
  /** Nobody is signed in; `page` is the one that was asked for. */
  z.object({ for: z.literal("sign_in"), page: z.string().transform(localPath), begunAt: z.number() }),
  /** An admin, signed in, binds their account to an identity. */
  z.object({ for: z.literal("link"), ...session, begunAt: z.number() }),
  /** A new sign-in within a session (spec 8, password again). */
  z.object({ for: z.literal("again"), ...session, begunAt: z.number() }),
  /** An invitation is accepted where passwords open nothing. */
  z.object({ for: z.literal("join"), link: z.string().max(200), begunAt: z.number() }),
]);

export type Purpose = z.infer<typeof schema>;
type Unbegun<P> = P extends unknown ? Omit<P, "begunAt"> : never;

/** Why somebody came back without what they went for. */
export type Failure =
  | "failed"
  | "unreachable"
  | "unknown"
  | "taken"
  | "off"
  | "already"
  | "stale"
  | "other"
  | "closed"
  | "elsewhere";

/** Only actions and route handlers can. */
export async function keepPurpose(purpose: Unbegun<Purpose>): Promise<Purpose> {
  const kept = { ...purpose, begunAt: Date.now() } as Purpose;
  const value = await encode({ token: kept, secret: secret(), maxAge: SECONDS });
  (await cookies()).set(cookieName(NAME), value, { ...cookieOptions(), maxAge: SECONDS });
  return kept;
}

/** Undefined: there is none, or it is older than it may be. */
export async function readPurpose(): Promise<Purpose | undefined> {
  const token = (await cookies()).get(cookieName(NAME))?.value;
  if (!token) return undefined;
  const claims = await decode({ token, secret: secret() }).catch(() => null);
  return schema.safeParse(claims).data;
}

/** A purpose is good for one coming back. */
export async function dropPurpose(): Promise<void> {
  (await cookies()).set(cookieName(NAME), "", { ...cookieOptions(), maxAge: 0 });
}

/** A key of its own: no token made for anything else can be read as a purpose. */
const secret = () => `single sign-on ${env().NEXTAUTH_SECRET}`;

/** Where somebody who failed reads why, with the way on. Pure. */
export function failedAt(purpose: Purpose | undefined, why: Failure): string {
  switch (purpose?.for) {
    case "link":
      return `/account?sso=${why}#single-sign-on`;
    case "again":
      return `/account/signed-in-again?sso=${why}`;
    case "join":
      return `/sign-in/invitation?link=${encodeURIComponent(purpose.link)}&sso=${why}`;
    default: {
      const then = purpose ? `&then=${encodeURIComponent(purpose.page)}` : "";
      return `/sign-in?sso=${why}${then}`;
    }
  }
}
