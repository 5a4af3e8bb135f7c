// The demo: two organizations with people and a year of learning. Once, in one transaction, on an empty database.
// Called by the launcher on the embedded default.
import { connect } from "@/db/client";
import { COURSES, GROUPS } from "./catalogue";
import { fillOrganization } from "./fill";
import { createAdmin, createOrganization, type Product } from "./organizations";
import { invent, type Person } from "./people";
import { type Random, random } from "./random";

const LOCK = 7_246_002;
const DAY = 86_400_000;

type Account = { name: string; email: string; role: "full_admin" | "sub_admin"; organization: string };

/** Spec 11. */
export const DEMO_ACCOUNTS: readonly Account[] = [
  { name: "Ratna Wijaya", email: "admin@enigma-hub.example", role: "full_admin", organization: "Enigma Hub" },
  { name: "Tomás Herrera", email: "admin2@enigma-hub.example", role: "full_admin", organization: "Enigma Hub" },
  { name: "Putu Ayu Lestari", email: "subadmin@enigma-hub.example", role: "sub_admin", organization: "Enigma Hub" },
  {
    name: "Hendra Gunawan",
    email: "admin@nusantara-academy.example",
    role: "full_admin",
    organization: "Nusantara Academy",
  },
];

/**
 * Seeds an empty database; does nothing where an organization exists. Killed half-way it leaves nothing behind.
 * @returns whether it seeded.
 */
export async function seedDemo(url: string, plan: { learners: number; passwordHash: string }): Promise<boolean> {
  const sql = connect(url, 1);
  try {
    const seeded = (await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${LOCK})`;
      const [any] = await tx`select 1 from organizations limit 1`;
      if (any) return false;
      const [clock] = await tx<{ now: Date }[]>`select app_now() as now`;
      const now = clock?.now ?? new Date();
      const enigma = { name: "Enigma Hub", domain: "enigma-hub.example", prefix: "EH", learners: plan.learners };
      const products: Product[] = ["talent_solutions", "sales_solutions"];
      await seedOrganization(tx, { ...enigma, products, adminsLearn: true, now, ...plan }, random(20_261_122));
      const academy = { name: "Nusantara Academy", domain: "nusantara-academy.example", prefix: "NA" };
      await seedOrganization(tx, { ...academy, products: [], now, ...plan, learners: 300 }, random(7_410));
      return true;
    })) as boolean;
    if (seeded) await sql.unsafe("analyze");
    return seeded;
  } finally {
    await sql.end();
  }
}

async function seedOrganization(
  tx: Parameters<typeof createOrganization>[0],
  plan: {
    name: string;
    domain: string;
    prefix: string;
    products: Product[];
    learners: number;
    adminsLearn?: boolean;
    passwordHash: string;
    now: Date;
  },
  chance: Random,
): Promise<void> {
  const createdAt = new Date(plan.now.getTime() - 900 * DAY);
  const organization = await createOrganization(tx, { ...plan, groups: GROUPS, courses: COURSES, createdAt });
  const accounts = DEMO_ACCOUNTS.filter((account) => account.organization === plan.name);
  for (const { name, email, role } of accounts)
    await createAdmin(tx, {
      organizationId: organization.id,
      name,
      email,
      role,
      passwordHash: plan.passwordHash,
      createdAt,
    });
  const after: Person[] = plan.adminsLearn
    ? accounts.map(({ name, email }, index) => ({
        name,
        email,
        userId: `${plan.prefix}-${String(index + 1).padStart(6, "0")}`,
      }))
    : [];
  const people = invent(chance, { count: plan.learners, domain: plan.domain, prefix: plan.prefix, after }).map(
    (person, index) => ({ ...person, createdAt: joined(index, plan.now, chance) }),
  );
  await fillOrganization(tx, organization, people, { random: chance, now: plan.now });
}

/** Two thirds were there before the year began, the others came in its course. */
function joined(index: number, now: Date, chance: Random): Date {
  const days = index < 3 || chance.chance(0.66) ? chance.between(400, 880) : chance.between(2, 380);
  return new Date(now.getTime() - days * DAY);
}
