// Puts learners into an organization: themselves, their groups, their seats in other products. Set by set, not row by row.
// Called by db/seed/index.ts and the fixtures of the tests.
import type { Transaction } from "@/db/client";
import { normalizeEmail, normalizeUserId } from "@/lib/identifiers";
import { searchText, sortName } from "@/lib/learner-text";
import { asArray } from "./arrays";
import type { Organization, Product } from "./organizations";
import type { Person } from "./people";
import type { Random } from "./random";

export type Learner = Person & { id: number; createdAt: Date };

/** Identifiers are stored normalised; `createdAt` is by default the organization's present. */
export async function createLearners(
  tx: Transaction,
  organizationId: number,
  people: readonly (Person & { createdAt?: Date })[],
): Promise<Learner[]> {
  const numbers = await tx<{ id: number; now: Date }[]>`
    select nextval(pg_get_serial_sequence('learners', 'id')) as id, app_now() as now
    from generate_series(1, ${people.length}::int)`;
  const learners = people.map((person, index) => {
    const number = numbers[index];
    if (!number) throw new Error("no number for a learner");
    const userId = person.userId === null ? null : normalizeUserId(person.userId);
    return { ...person, userId, id: number.id, createdAt: person.createdAt ?? number.now };
  });
  const column = (of: (learner: Learner) => string | number | Date | null) => asArray(learners.map(of));
  await tx`
    insert into learners (organization_id, id, name, primary_email_address, normalized_email, unique_user_id, search_text,
      sort_name, created_at)
    select ${organizationId}, learner.* from unnest(
      ${column((learner) => learner.id)}::bigint[],
      ${column((learner) => learner.name)}::text[],
      ${column((learner) => learner.email)}::text[],
      ${column((learner) => (learner.email === null ? null : normalizeEmail(learner.email)))}::text[],
      ${column((learner) => learner.userId)}::text[],
      ${column((learner) => searchText(learner.name, learner.email, learner.userId))}::text[],
      ${column((learner) => sortName(learner.name))}::text[],
      ${column((learner) => learner.createdAt)}::timestamptz[]) as learner`;
  return learners;
}

/** One to three groups each; the first groups of the list are the larger ones. */
export async function joinGroups(
  tx: Transaction,
  organization: Organization,
  learners: readonly Learner[],
  random: Random,
): Promise<void> {
  const { groups } = organization;
  if (groups.length === 0) return;
  const weights = groups.map((_, index) => 1 / (1 + index * 0.25));
  const memberships = learners.flatMap((learner) => {
    const chosen = new Set(Array.from({ length: random.between(1, 3) }, () => random.weighted(weights)));
    return [...chosen].map((index) => [learner.id, groups[index]?.id ?? 0] as const);
  });
  // With the copies that lib/learners/memberships.ts speaks of; seeding counts everything at its end.
  await tx`
    insert into group_memberships (organization_id, learner_id, group_id, sort_name, active_at)
    select ${organization.id}, l.id, m.group_id, l.sort_name, l.active_at
    from unnest(
      ${asArray(memberships.map(([learner]) => learner))}::bigint[],
      ${asArray(memberships.map(([, group]) => group))}::bigint[]) as m (learner_id, group_id)
    cross join lateral (
      select id, sort_name, active_at from learners
      where organization_id = ${organization.id} and id = m.learner_id limit 1) l`;
}

const SEATS: Record<Product, { prefix: string; share: number }> = {
  talent_solutions: { prefix: "TS-4471", share: 0.22 },
  marketing_solutions: { prefix: "MS-2086", share: 0.12 },
  sales_solutions: { prefix: "SS-3190", share: 0.15 },
};

/** Seats in the organization's other products for a share of the learners, with those products' own account numbers. */
export async function giveSeats(
  tx: Transaction,
  organization: Organization,
  learners: readonly Learner[],
  random: Random,
): Promise<void> {
  for (const product of organization.products) {
    const { prefix, share } = SEATS[product];
    const seated = learners.filter(() => random.chance(share));
    await tx`
      insert into product_seats (organization_id, learner_id, product, account_number)
      select ${organization.id}, seat.learner_id, ${product}::product, seat.account_number from unnest(
        ${asArray(seated.map((learner) => learner.id))}::bigint[],
        ${asArray(seated.map((learner) => `${prefix}-${String(learner.id).padStart(4, "0")}`))}::text[])
        as seat (learner_id, account_number)`;
  }
}
