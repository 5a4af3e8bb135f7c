// Every variable the product reads, parsed once. Called by whoever needs one; the launcher calls it first, so a missing or
// malformed variable stops the start with one line that names it (spec 11). Nothing here runs while building.
import { createPrivateKey, type KeyObject } from "node:crypto";
import { isIP } from "node:net";
import { z } from "zod";

const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());
const secret = z.string().min(32, "must be at least 32 characters long");

/** `1:base64,2:base64`: the first key writes, all are read (spec 11). */
const tombstoneKeys = z.string().transform((text, context) => {
  const keys = text.split(",").map((part) => {
    const match = /^([1-9]\d{0,3}):([A-Za-z0-9+/]+={0,2})$/.exec(part.trim());
    const key = match ? Buffer.from(match[2] ?? "", "base64") : undefined;
    return match && key && key.length >= 32 ? { version: Number(match[1]), key } : undefined;
  });
  if (keys.some((key) => !key) || new Set(keys.map((key) => key?.version)).size !== keys.length) {
    context.addIssue({ code: "custom", message: "must be version:base64 of at least 32 bytes, several by comma" });
    return z.NEVER;
  }
  return keys as { version: number; key: Buffer }[];
});

/** Ed25519, as base64 of PKCS#8 DER; several by comma: the first signs, all are known to /verify. */
const certificateKeys = z.string().transform((text, context) => {
  try {
    const keys = text.split(",").map((part) => {
      const der = Buffer.from(part.trim(), "base64");
      const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
      if (key.asymmetricKeyType !== "ed25519") throw new Error("another kind of key");
      return key;
    });
    return keys as [KeyObject, ...KeyObject[]];
  } catch {
    context.addIssue({ code: "custom", message: "must be an Ed25519 private key, PKCS#8 DER in base64" });
    return z.NEVER;
  }
});

/** How many proxies stand in front, or which: addresses and networks by comma. */
const proxies = z.string().refine(
  (text) =>
    /^\d{1,2}$/.test(text) ||
    text.split(",").every((part) => {
      const [address = "", bits, more] = part.trim().split("/");
      const most = isIP(address) === 6 ? 128 : 32;
      return (
        isIP(address) && more === undefined && (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= most))
      );
    }),
  "must be a number of proxies, or addresses and networks by comma",
);

/** Of the three that single sign-on needs, so that none is forgotten. */
const OIDC = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"] as const;

/** Codes and secrets travel to it: without https only on the machine itself, where it is tried out. */
const issuer = z
  .url({ protocol: /^https?$/ })
  .refine(
    (text) => /^https:|^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/.test(text),
    "must begin with https:// (http:// on this machine alone)",
  );

const schema = z.object({
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  APP_URL: optional(z.url({ protocol: /^https?$/ })),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  // A run holds two, each check renews its lease on another, and pages want some.
  DATABASE_CONNECTIONS: z.coerce.number().int().min(5).max(100).default(10),
  NEXTAUTH_SECRET: secret,
  CRON_SECRET: secret,
  TOMBSTONE_KEY: tombstoneKeys,
  CERTIFICATE_KEY: certificateKeys,
  CRON_TIMER: z.preprocess(
    (value) => (value === undefined || value === "" ? 10 : value === "off" ? "off" : Number(value)),
    z.union([z.literal("off"), z.number().int().min(1).max(3600)], "must be seconds (1 to 3600) or off"),
  ),
  RESEND_API_KEY: optional(z.string().min(1)),
  RESEND_BASE_URL: optional(z.url()),
  MAIL_FROM: optional(z.string().min(3)),
  RESEND_WEBHOOK_SECRET: optional(z.string().min(1)),
  OIDC_ISSUER: optional(issuer),
  OIDC_CLIENT_ID: optional(z.string().min(1)),
  OIDC_CLIENT_SECRET: optional(z.string().min(1)),
  TRUST_PROXY: optional(proxies),
  BACKUP_RETENTION_DAYS: optional(z.coerce.number().int().min(0)),
});

export type Env = Omit<z.infer<typeof schema>, "APP_URL"> & { APP_URL: string };

/** A variable is missing or malformed. The message is one line and names it. */
export class EnvError extends Error {}

let parsed: Env | undefined;

/** @throws EnvError naming the first variable that is missing or malformed. */
export function env(): Env {
  if (parsed) return parsed;
  const result = schema.safeParse(process.env);
  if (!result.success) {
    const issue = result.error.issues[0];
    const name = String(issue?.path[0]);
    throw new EnvError(process.env[name] ? `${name} is malformed: ${issue?.message}` : `${name} is missing`);
  }
  if (result.data.RESEND_API_KEY && !result.data.MAIL_FROM)
    throw new EnvError("MAIL_FROM is missing: RESEND_API_KEY is set");
  const given = OIDC.find((name) => result.data[name]);
  const missing = OIDC.find((name) => !result.data[name]);
  if (given && missing) throw new EnvError(`${missing} is missing: ${given} is set`);
  parsed = {
    ...result.data,
    APP_URL: (result.data.APP_URL ?? `http://localhost:${result.data.PORT}`).replace(/\/$/, ""),
  };
  return parsed;
}
