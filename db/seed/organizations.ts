// Makes an organization with what belongs to it from its first day: safeguards, products, groups, courses, admins.
// Called by the seed, admin:create and the fixtures of the tests.
import type { Transaction } from "@/db/client";
import { normalizeEmail } from "@/lib/identifiers";
import { asArray } from "./arrays";

export type Product = "talent_solutions" | "marketing_solutions" | "sales_solutions";
export type Organization = {
  id: number;
  name: string;
  products: Product[];
  groups: { id: number; name: string }[];
  courses: { id: number; title: string; seconds: number }[];
};

/** Where learners are whom nobody has put elsewhere. Every organization has it from its first day. */
const DEFAULT_GROUP = "New starters";

export async function createOrganization(
  tx: Transaction,
  plan: {
    name: string;
    products?: readonly Product[];
    groups?: readonly string[];
    courses?: readonly (readonly [title: string, minutes: number])[];
    createdAt?: Date;
  },
): Promise<Organization> {
  const { name, products = [], groups = [], courses = [], createdAt } = plan;
  const [made] = await tx<{ id: number }[]>`
    insert into organizations (name, created_at) values (${name}, coalesce(${createdAt ?? null}::timestamptz, app_now()))
    returning id`;
  if (!made) throw new Error("organization was not made");
  const { id } = made;
  await tx`insert into safeguards (organization_id) values (${id})`;
  await tx`
    insert into organization_products (organization_id, product)
    select ${id}, unnest(${asArray(products)}::product[])`;
  const madeGroups = await tx<{ id: number; name: string }[]>`
    insert into groups (organization_id, name, is_default)
    select ${id}, name, name = ${DEFAULT_GROUP} from unnest(${asArray([...new Set([...groups, DEFAULT_GROUP])])}::text[]) as made (name)
    returning id, name`;
  const madeCourses = await tx<{ id: number; title: string; seconds: number }[]>`
    insert into courses (organization_id, title, seconds)
    select ${id}, title, minutes * 60
    from unnest(${asArray(courses.map(([title]) => title))}::text[], ${asArray(courses.map(([, minutes]) => minutes))}::int[])
      as course (title, minutes)
    returning id, title, seconds`;
  return { id, name, products: [...products], groups: [...madeGroups], courses: [...madeCourses] };
}

export async function createAdmin(
  tx: Transaction,
  admin: {
    organizationId: number;
    name: string;
    email: string;
    role: "full_admin" | "sub_admin";
    passwordHash: string;
    createdAt?: Date;
  },
): Promise<number> {
  const normalized = normalizeEmail(admin.email);
  const [made] = await tx<{ id: number }[]>`
    insert into admins (organization_id, name, email, normalized_email, role, password_hash, created_at)
    values (${admin.organizationId}, ${admin.name}, ${admin.email}, ${normalized}, ${admin.role}, ${admin.passwordHash},
      coalesce(${admin.createdAt ?? null}::timestamptz, app_now()))
    returning id`;
  if (!made) throw new Error("admin was not made");
  await tx`
    insert into sign_in_addresses (normalized_email, organization_id, admin_id)
    values (${normalized}, ${admin.organizationId}, ${made.id})`;
  return made.id;
}
