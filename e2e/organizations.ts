// An organization for one test alone: admins, groups, courses, learners with learning data. Shares the seed's makers.
// Called by fixtures.ts.
import { randomBytes } from "node:crypto";
import type { Sql } from "@/db/client";
import { COURSES, GROUPS } from "@/db/seed/catalogue";
import { fillOrganization } from "@/db/seed/fill";
import type { Learner } from "@/db/seed/learners";
import { createAdmin, createOrganization, type Organization, type Product } from "@/db/seed/organizations";
import { invent, type Person } from "@/db/seed/people";
import { random } from "@/db/seed/random";

/** Of every admin of every organization made here. */
export const PASSWORD = "Learning-Tests-2026";

export type OrganizationPlan = {
  name?: string;
  /** How many, or who. What is left out of a person is invented; null means that the learner has none. */
  learners?: number | Partial<Person>[];
  products?: Product[];
  groups?: readonly string[];
  /** False: learners without courses, sittings, assignments. */
  learningData?: boolean;
  /** The three admins are learners too, under the same address (the first three of `learners`). */
  adminsLearn?: boolean;
};

export type TestAdmin = { id: number; name: string; email: string };

export type TestOrganization = Organization & {
  domain: string;
  admin: TestAdmin;
  admin2: TestAdmin;
  subadmin: TestAdmin;
  learners: Learner[];
};

export async function makeOrganization(
  sql: Sql,
  plan: OrganizationPlan,
  passwordHash: string,
): Promise<TestOrganization> {
  const key = randomBytes(4).toString("hex");
  const domain = `org-${key}.example`;
  const chance = random(Number.parseInt(key, 16));
  const {
    learners: who = 20,
    products = [],
    groups = GROUPS,
    learningData = true,
    name = `Organization ${key}`,
  } = plan;
  return (await sql.begin(async (tx) => {
    const [clock] = await tx<{ now: Date }[]>`select app_now() as now`;
    const now = clock?.now ?? new Date();
    const organization = await createOrganization(tx, { name, products, groups, courses: learningData ? COURSES : [] });
    const admin = async (local: string, called: string, role: "full_admin" | "sub_admin") => {
      const account = {
        organizationId: organization.id,
        name: called,
        email: `${local}@${domain}`,
        role,
        passwordHash,
      };
      return { id: await createAdmin(tx, account), name: called, email: account.email };
    };
    const admins = {
      admin: await admin("admin", "Ratna Wijaya", "full_admin"),
      admin2: await admin("admin2", "Tomás Herrera", "full_admin"),
      subadmin: await admin("subadmin", "Putu Ayu Lestari", "sub_admin"),
    };
    const after = plan.adminsLearn
      ? Object.values(admins).map((a, index) => ({ name: a.name, email: a.email, userId: `AD-00000${index + 1}` }))
      : [];
    const named = typeof who === "number" ? [] : who;
    const count = after.length + (typeof who === "number" ? who : named.length);
    const people = invent(chance, { count, domain, prefix: `T${key}`, after }).map((person, index) => {
      const wanted = named[index - after.length];
      // Whole unless the plan says null: a test that needs an address must not depend on chance.
      const whole = {
        email: person.email ?? `person-${index}@${domain}`,
        userId: person.userId ?? `T${key}-P${index}`,
      };
      return {
        ...person,
        ...whole,
        ...wanted,
        createdAt: new Date(now.getTime() - chance.between(30, 800) * 86_400_000),
      };
    });
    const learners = await fillOrganization(tx, organization, people, { random: chance, now });
    return { ...organization, ...admins, domain, learners };
  })) as TestOrganization;
}
