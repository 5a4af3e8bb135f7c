// A token of the API, and an HR system that uses it. Used by api.spec.ts.
import { createHash, randomBytes } from "node:crypto";
import type { Sql } from "@/db/client";
import type { TestAdmin, TestOrganization } from "./organizations";

/** Straight into the database, as the section API access makes one. */
export async function tokenOf(
  sql: Sql,
  organization: TestOrganization,
  scope: "read" | "order",
  admin: TestAdmin = organization.admin,
): Promise<{ id: string; token: string }> {
  const secret = randomBytes(32).toString("base64url");
  const hash = createHash("sha256").update(secret).digest("hex");
  const [row] = await sql<{ id: string }[]>`
    insert into api_tokens (organization_id, admin_id, name, scope, secret_hash, hint, expires_at)
    values (${organization.id}, ${admin.id}, 'HR', ${scope}, ${hash}, ${secret.slice(-4)}, app_now() + interval '90 days') returning id`;
  if (!row) throw new Error("no token");
  return { id: row.id, token: `la_${organization.id}_${row.id.replaceAll("-", "")}_${secret}` };
}

export type ApiAnswer = {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: foreign JSON, held against the description by the test.
  body: any;
  headers: Headers;
};

/** A client that knows nothing but the address and its token. Gives back the status, the parsed body and the headers. */
export function client(app: string, token: string | undefined) {
  return async (
    method: string,
    path: string,
    { body, headers = {} }: { body?: string | object | Uint8Array; headers?: Record<string, string> } = {},
  ): Promise<ApiAnswer> => {
    const json = typeof body === "object" && !(body instanceof Uint8Array);
    const answer = await fetch(`${app}/api/v1${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(json ? { "content-type": "application/json" } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: (json ? JSON.stringify(body) : body) as BodyInit }),
    });
    const text = await answer.text();
    const parsed = answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
    return { status: answer.status, body: parsed, headers: answer.headers };
  };
}
