// Owns whether the database answers and has every migration of this build. Called by app/api/health alone.
import { transaction } from "@/db/client";
import journal from "@/db/migrations/meta/_journal.json";
import { errorCode, log } from "@/lib/log";

export type Health = { readonly status: "ok" } | { readonly status: "unavailable"; readonly code: string };

/** Never throws and never waits long: a database that does not answer within three seconds is not in order. */
export async function health(): Promise<Health & { readonly code?: string }> {
  let tooLate: NodeJS.Timeout | undefined;
  try {
    const applied = await Promise.race([
      appliedMigrations(),
      new Promise<never>((_, reject) => {
        tooLate = setTimeout(() => reject(Object.assign(new Error("no answer"), { code: "timeout" })), 3000);
      }),
    ]);
    // drizzle records a migration by the moment it was made; more than ours are there while a newer build is rolled out.
    const missing = journal.entries.filter((entry) => !applied.has(entry.when));
    if (missing.length === 0) return { status: "ok" };
    log("warn", "health", { code: "migrations_missing", count: missing.length });
    return { status: "unavailable", code: "migrations_missing" };
  } catch (error) {
    log("warn", "health", { code: errorCode(error) });
    return { status: "unavailable", code: "database_unavailable" };
  } finally {
    clearTimeout(tooLate);
  }
}

async function appliedMigrations(): Promise<Set<number>> {
  const rows = await transaction(
    (tx) => tx<{ createdAt: number }[]>`select created_at as "createdAt" from drizzle.__drizzle_migrations`,
    3,
  );
  return new Set(rows.map((row) => row.createdAt));
}
