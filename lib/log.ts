// The server's log. An allow-list of fields: codes, counts and ids of organizations and batches, never a message or a value,
// for messages of the database hold parameters and so personal data. Called wherever something is worth knowing.
import pino from "pino";

const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime });

type Fields = {
  organizationId?: number;
  batchId?: string;
  adminId?: number;
  /** SQLSTATE, HTTP status or a code of ours. */
  code?: string | number;
  /** Which piece of our code: `chunk`, `check`, `mail`, … */
  at?: string;
  count?: number;
  milliseconds?: number;
};

/** Name of the event in words of the specification, and codes. Errors are passed through `errorCode`, never logged whole. */
export function log(level: "info" | "warn" | "error", event: string, fields: Fields = {}): void {
  const { organizationId, batchId, adminId, code, at, count, milliseconds } = fields;
  logger[level]({ organizationId, batchId, adminId, code, at, count, milliseconds }, event);
}

/** What may be said of an unknown error: its SQLSTATE or system code, else its class. */
export function errorCode(error: unknown): string {
  const { code, name, cause } = (error ?? {}) as { code?: unknown; name?: unknown; cause?: unknown };
  if (typeof code === "string") return code;
  if (cause && cause !== error) return errorCode(cause);
  return typeof name === "string" ? name : "unknown";
}
