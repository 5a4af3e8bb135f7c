// `npm run admin:create`: makes an organization where it is absent, and its first full admin, in the database of DATABASE_URL.
// Called by whoever sets the product up; afterwards admins invite each other (spec 8).
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { parseArgs } from "node:util";
import { emailProblem, normalizeEmail } from "@/lib/identifiers";
import { connect, type Transaction } from "./client";
import { StartRefused } from "./launcher/refusal";
import { createAdmin, createOrganization } from "./seed/organizations";
import { hashPassword } from "./seed/password";

const LOCK = 7_246_003;
const USAGE = 'npm run admin:create -- --organization "Name" --email you@example.com --name "Your Name"';
const SHORTEST_PASSWORD = 12;

type Wanted = { organization: string; email: string; name: string };

function wanted(): Wanted {
  const option = { type: "string" } as const;
  try {
    const { values } = parseArgs({ options: { organization: option, email: option, name: option } });
    const { organization = "", email = "", name = "" } = values;
    const missing = Object.entries({ organization, email, name }).find(([, value]) => !value.trim())?.[0];
    if (missing) throw new StartRefused(`--${missing} is missing: ${USAGE}`);
    if (emailProblem(email)) throw new StartRefused(`--email is no e-mail address: ${USAGE}`);
    return { organization: organization.trim(), email: email.trim(), name: name.trim() };
  } catch (error) {
    throw error instanceof StartRefused ? error : new StartRefused(`Unknown option: ${USAGE}`);
  }
}

/** From ADMIN_PASSWORD, else typed twice and not shown. */
async function password(): Promise<string> {
  const given = process.env.ADMIN_PASSWORD || (process.stdin.isTTY ? await typed() : "");
  if (!given) throw new StartRefused("ADMIN_PASSWORD is missing: set it, or run this in a terminal to be asked");
  if (given.length < SHORTEST_PASSWORD)
    throw new StartRefused(`The password is too short: at least ${SHORTEST_PASSWORD} characters`);
  return given;
}

async function typed(): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  const ask = async (question: string) => {
    process.stdout.write(question);
    const answer = await terminal.question("");
    process.stdout.write("\n");
    return answer;
  };
  try {
    const first = await ask(`Password (at least ${SHORTEST_PASSWORD} characters): `);
    if (first !== (await ask("The same again: "))) throw new StartRefused("The two passwords differ: nothing was made");
    return first;
  } finally {
    terminal.close();
  }
}

async function create(tx: Transaction, { organization, email, name }: Wanted, passwordHash: string): Promise<string> {
  await tx`select pg_advisory_xact_lock(${LOCK})`;
  const [used] = await tx`select 1 from sign_in_addresses where normalized_email = ${normalizeEmail(email)}`;
  if (used) throw new StartRefused("This address signs in already: nothing was made");
  const found = await tx<{ id: number; admins: number }[]>`
    select o.id, (select count(*)::int from admins a
      where a.organization_id = o.id and a.role = 'full_admin' and a.removed_at is null) as admins
    from organizations o where o.name = ${organization}`;
  if (found.length > 1) throw new StartRefused("Several organizations have this name: nothing was made");
  if (found[0]?.admins)
    throw new StartRefused("This organization has a full admin already, who can invite others: nothing was made");
  const id = found[0]?.id ?? (await createOrganization(tx, { name: organization })).id;
  await createAdmin(tx, { organizationId: id, name, email, role: "full_admin", passwordHash });
  return found[0] ? "Its first full admin was made" : "The organization and its first full admin were made";
}

try {
  const { DATABASE_URL } = process.env;
  if (!DATABASE_URL) throw new StartRefused("DATABASE_URL is missing");
  const plan = wanted();
  const passwordHash = await hashPassword(await password());
  const sql = connect(DATABASE_URL, 1);
  try {
    console.log(`${await sql.begin((tx) => create(tx, plan, passwordHash))}: sign in as ${plan.email}.`);
  } finally {
    await sql.end();
  }
} catch (error) {
  const { code = "unknown" } = error as { code?: string };
  const untouched = code === "42P01" ? "the database has no tables yet, run npm run db:migrate first" : code;
  console.error(error instanceof StartRefused ? error.message : `No admin was made: ${untouched}`);
  process.exitCode = 1;
}
