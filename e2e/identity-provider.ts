// A real OpenID Connect provider (oidc-provider) on a port of this machine, with a page of its own to sign in: whoever types a name is
// that subject. Called by single-sign-on.spec.ts, which says how it misbehaves.
import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The little of oidc-provider that is used here; it brings no types. */
type Provider = {
  callback: () => (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  interactionFinished: (request: IncomingMessage, response: ServerResponse, result: object) => Promise<void>;
  Grant: new (whose: object) => { addOIDCScope: (scope: string) => void; save: () => Promise<string> };
};
type Context = { oidc: { client: { clientId: string }; session: { accountId: string }; provider: Provider } };

export type IdentityProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** How old the next sign-in claims to be, as of a provider that does not ask again. */
  backdate: (seconds: number) => void;
  /** What it was asked at its authorization endpoint, newest last. */
  asked: URLSearchParams[];
  close: () => Promise<void>;
};

const CLIENT = { id: "learning-admin", secret: "a secret of the client, for tests alone" };

const page = (uid: string) => `<!doctype html><html lang="en"><title>Provider</title><body>
  <form method="post" action="/interaction/${uid}"><label>Name there <input name="account" autofocus></label>
  <button name="answer" value="sign in">Sign in at the provider</button><button name="answer" value="cancel">Cancel</button></form>`;

/** `callback`: where the application wants browsers back. `email`: what it says of everybody, verified. */
export async function startIdentityProvider(callback: string, email: () => string): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...privateKey.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" };
  const { default: Provider } = (await import("oidc-provider")) as {
    default: new (issuer: string, how: object) => Provider;
  };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [callback],
        response_types: ["code"],
        grant_types: ["authorization_code"],
      },
    ],
    jwks: { keys: [jwk] },
    cookies: { keys: ["for tests alone"] },
    pkce: { required: () => true },
    claims: { openid: ["sub", "email", "email_verified"] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 3600, Grant: 3600 },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, email: email(), email_verified: true }),
    }),
    loadExistingGrant: async ({ oidc }: Context) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope("openid");
      await grant.save();
      return grant;
    },
  });
  let back = 0;
  const asked: URLSearchParams[] = [];
  const answer = provider.callback();
  server.on("request", async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", issuer);
    if (url.pathname === "/auth") asked.push(url.searchParams);
    const [, uid] = /^\/interaction\/([\w-]+)$/.exec(url.pathname) ?? [];
    if (!uid) return answer(request, response);
    if (request.method === "GET") return response.setHeader("content-type", "text/html").end(page(uid));
    let body = "";
    for await (const chunk of request) body += chunk;
    const form = new URLSearchParams(body);
    const result =
      form.get("answer") === "cancel"
        ? { error: "access_denied" }
        : { login: { accountId: form.get("account"), ts: Math.floor(Date.now() / 1000) - back } };
    back = 0;
    await provider.interactionFinished(request, response, result);
  });
  return {
    issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    asked,
    backdate: (seconds) => {
      back = seconds;
    },
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}
