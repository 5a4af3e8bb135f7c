// The demo of the embedded default: its variables, its data, its accounts and their password. Called by db/start.ts.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { verify } from "@node-rs/argon2";
import { connect } from "../client";
import { DEMO_ACCOUNTS, seedDemo } from "../seed/index";
import { hashPassword } from "../seed/password";
import { writePrivately } from "./private-file";
import { StartRefused } from "./refusal";

const PASSWORD = "Learning-Demo-2026";
const LEARNERS = 2000;
const HERE = ["127.0.0.1", "localhost", "::1"];

export type DemoPlan = { password: string; learners: number };

/** @throws StartRefused naming the variable that is malformed, or missing for this HOST. */
export function demoPlan(environment: NodeJS.ProcessEnv): DemoPlan {
  const { DEMO_PASSWORD, DEMO_LEARNERS, HOST } = environment;
  if (HOST && !HERE.includes(HOST) && !DEMO_PASSWORD)
    throw new StartRefused(
      `DEMO_PASSWORD is missing: HOST is ${HOST}, and others could sign in with the password everybody knows`,
    );
  if (DEMO_PASSWORD && DEMO_PASSWORD.length < 12)
    throw new StartRefused("DEMO_PASSWORD is malformed: must be at least 12 characters long");
  const learners = DEMO_LEARNERS ? Number(DEMO_LEARNERS) : LEARNERS;
  if (!Number.isInteger(learners) || learners < 3 || learners > 1_000_000)
    throw new StartRefused("DEMO_LEARNERS is malformed: must be a whole number from 3 to 1000000");
  return { password: DEMO_PASSWORD || PASSWORD, learners };
}

/**
 * Seeds an empty database. On a later start with another DEMO_PASSWORD the demo accounts that still have the earlier one
 * get it; who has set a password of their own keeps that.
 */
export async function provideDemo(url: string, dataDir: string, plan: DemoPlan, say: (line: string) => void) {
  const file = join(dataDir, "demo-password-hash");
  const earlier = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  const passwordHash =
    earlier && (await verify(earlier, plan.password.normalize("NFKC"))) ? earlier : await hashPassword(plan.password);
  if (!earlier) writePrivately(file, passwordHash);
  const started = Date.now();
  if (await seedDemo(url, { learners: plan.learners, passwordHash }))
    say(`Demo data made in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
  else if (earlier && earlier !== passwordHash) await changePassword(url, earlier, passwordHash);
  if (earlier !== passwordHash) writePrivately(file, passwordHash);
}

async function changePassword(url: string, from: string, to: string): Promise<void> {
  const sql = connect(url, 1);
  try {
    await sql`
      with changed as (
        update admins set password_hash = ${to} where password_hash = ${from} returning organization_id, id
      )
      update admin_sessions s set ended_at = app_now() from changed
      where s.organization_id = changed.organization_id and s.admin_id = changed.id and s.ended_at is null`;
  } finally {
    await sql.end();
  }
}

export function tellOfDemo(plan: DemoPlan, say: (line: string) => void): void {
  say(`\nDemo accounts, password ${plan.password}`);
  for (const { email, role, organization } of DEMO_ACCOUNTS)
    say(`  ${email.padEnd(34)} ${role.replace("_", " ").padEnd(11)} ${organization}`);
  say("\nCtrl-C stops everything.");
}
