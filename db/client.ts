// The one pool of connections. lib writes its SQL through `sql`; nothing else opens a connection while serving.
import { setImmediate as nextTurn } from "node:timers/promises";
import postgres from "postgres";
import { env } from "@/lib/env";

/** bigint comes back as number: ids and sums here stay far below 2^53. */
const types = { bigint: { to: 20, from: [20], serialize: (value: number) => String(value), parse: Number } };
export type Sql = postgres.Sql<{ bigint: number }>;
/** What runs inside a transaction; a function that demands one cannot be called outside. */
export type Transaction = postgres.TransactionSql<{ bigint: number }>;

/** A pool of `max` connections. No prepared statements and no session settings: both break behind a transaction pooler. */
export function connect(url: string, max: number): Sql {
  return postgres(url, {
    max,
    types,
    prepare: false,
    onnotice: () => {},
    idle_timeout: 60,
    connect_timeout: 15,
    // Seconds until it is tried again. The driver's own bound of twenty would leave the product away long after its database is back.
    backoff: (failures) => (0.5 + Math.random() / 2) * Math.min(3 ** failures / 100, 1),
  });
}

const held = globalThis as { learningAdminSql?: Sql };

function pool(): Sql {
  held.learningAdminSql ??= connect(env().DATABASE_URL, env().DATABASE_CONNECTIONS);
  return held.learningAdminSql;
}

/** The pool, opened at first use, so that importing this module needs no environment (next build imports it). */
export const sql = new Proxy((() => {}) as unknown as Sql, {
  apply: (_target, _self, args) => (pool() as unknown as (...args: unknown[]) => unknown)(...args),
  get: (_target, key) => {
    const value = pool()[key as keyof Sql] as unknown;
    return typeof value === "function" ? value.bind(pool()) : value;
  },
});

const IDLE_SECONDS = 60;

/**
 * One transaction. `timeoutSeconds` bounds each statement, and thereby how long a lock is waited for; twice that, from Postgres 17
 * on, the whole. A process that is frozen in here must not hold its locks for ever, and one frozen between the two halves of a
 * statement (described, not yet bound) is neither at a statement nor idle: only the bound on the whole frees what it holds.
 */
export async function transaction<T>(work: (tx: Transaction) => Promise<T>, timeoutSeconds = 30): Promise<T> {
  const used = pool();
  let over = false;
  try {
    return (await used.begin(async (tx) => {
      try {
        await tx.unsafe(boundsOf(used, timeoutSeconds));
        return await work(tx);
      } catch (error) {
        // Lost with its connection, it has failed already, and there is nothing to roll back. The driver (postgres 3.4.9) would
        // write the rollback to a socket that is gone, throw where nobody catches it, and never get that connection up again.
        await nextTurn();
        if (over) await new Promise<never>(() => {});
        throw error;
      }
    })) as T;
  } catch (error) {
    if (sqlState(error) === "CONNECT_TIMEOUT") renewPool(used);
    throw error;
  } finally {
    over = true;
  }
}

function boundsOf(used: Sql, timeoutSeconds: number): string {
  const bounds = [
    `set local statement_timeout = ${timeoutSeconds * 1000}`,
    `set local idle_in_transaction_session_timeout = ${IDLE_SECONDS * 1000}`,
  ];
  if (Number.parseInt(String(used.parameters.server_version), 10) >= 17)
    bounds.push(`set local transaction_timeout = ${timeoutSeconds * 2000}`);
  return bounds.join("; ");
}

/** A connection that broke while this process was frozen may never come up again (postgres 3.4.9): all of them are made anew. */
function renewPool(used: Sql): void {
  if (held.learningAdminSql !== used) return;
  held.learningAdminSql = undefined;
  void used.end({ timeout: 5 }).catch(() => {});
}

/** SQLSTATE of a database error, or undefined for anything else. Logs carry this, never the message (it holds values). */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}
