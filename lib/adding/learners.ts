// How learners come to be, thousands at once or one: never twice, never somebody whose address or ID has a tombstone (spec 7),
// and counted in the same transaction. Called by adding/form.ts, by the purpose add_users of lib/lists, and by Restore.
import type { Transaction } from "@/db/client";
import { normalizeEmail, normalizeUserId } from "../identifiers";
import { searchText, sortName } from "../learner-text";
import { insertMemberships } from "../learners/memberships";
import { findTombstones, type Tombstone, toldTombstone } from "../tombstones";
import { nameOr } from "./person";

/** As typed; valid by lib/identifiers. Within one call no two have an address or an ID in common. */
export type NewLearner = { email: string; userId: string; name: string; groupIds: readonly number[] };

/** Which of somebody who is there already has it: `two_learners` where the address is one's and the ID another's. */
export type ExistsBy = "email" | "user_id" | "both" | "two_learners";
export type Added =
  | { is: "added"; learnerId: number }
  | { is: "exists"; by: ExistsBy }
  | { is: "tombstoned"; tombstone: Tombstone; by: "email" | "user_id" };

/**
 * Adds them, in a group each at least. Answers for each, in order, what became of it.
 *
 * The tombstones are looked at after the insert: an insert waits for a deletion of the same address that has not committed yet,
 * and only then is its tombstone there to be seen. Whoever has one is taken out again. `checkedAt` says when the tombstones were
 * last looked at, and spares the fingerprints where none has come since; `"never"` looks at all of them; `"lifted"` at none
 * (Restore has just lifted them).
 */
export async function addLearners(
  tx: Transaction,
  organizationId: number,
  people: readonly NewLearner[],
  checkedAt: Date | "never" | "lifted",
): Promise<Added[]> {
  const wanted = people.map((person) => {
    const email = person.email.trim() || null;
    const userId = normalizeUserId(person.userId) || null;
    const name = nameOr(person.name, email, userId);
    return { ...person, email, userId, name, normalizedEmail: email && normalizeEmail(email) };
  });
  const inserted = await insertLearners(tx, organizationId, wanted);
  const idOf = (one: (typeof wanted)[number]) =>
    (one.normalizedEmail && inserted.byEmail.get(one.normalizedEmail)) ||
    (one.userId && inserted.byUserId.get(one.userId)) ||
    undefined;

  const tombstones = await tombstonesOf(
    tx,
    organizationId,
    wanted.filter((one) => idOf(one) !== undefined),
    checkedAt,
  );
  const takenOut = wanted.filter((one) => tombstones.has(one)).flatMap((one) => idOf(one) ?? []);
  if (takenOut.length > 0)
    await tx`delete from learners where organization_id = ${organizationId} and id = any(${takenOut}::bigint[])`;

  const staying = wanted.filter((one) => idOf(one) !== undefined && !tombstones.has(one));
  if (staying.length > 0) {
    const pairs = staying.flatMap((one) => one.groupIds.map((groupId) => [idOf(one) ?? 0, groupId] as const));
    await insertMemberships(tx, organizationId, {
      learnerIds: pairs.map(([learnerId]) => learnerId),
      groupIds: pairs.map(([, groupId]) => groupId),
    });
    await tx`
      insert into report_totals (organization_id, month, learners) values (${organizationId}, 'all', ${staying.length})`;
  }
  const there = await whoIsThere(
    tx,
    organizationId,
    wanted.filter((one) => idOf(one) === undefined),
  );
  return wanted.map((one): Added => {
    const found = tombstones.get(one);
    if (found) return { is: "tombstoned", ...found };
    const learnerId = idOf(one);
    return learnerId === undefined ? { is: "exists", by: there.get(one) ?? "both" } : { is: "added", learnerId };
  });
}

type Wanted = Omit<NewLearner, "email" | "userId"> & {
  email: string | null;
  userId: string | null;
  normalizedEmail: string | null;
};

/** Sorted, so that two lists that name the same people insert them in the same order and wait instead of blocking each other. */
async function insertLearners(tx: Transaction, organizationId: number, wanted: readonly Wanted[]) {
  const keyOf = (one: Wanted) => one.normalizedEmail ?? one.userId ?? "";
  const sorted = [...wanted].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const rows = await tx<{ id: number; email: string | null; userId: string | null }[]>`
    insert into learners (organization_id, name, primary_email_address, normalized_email, unique_user_id, search_text, sort_name, memberships)
    select ${organizationId}, name, email, normalized, user_id, search, sort, memberships
    from unnest(${sorted.map((one) => one.name)}::text[], ${sorted.map((one) => one.email)}::text[],
      ${sorted.map((one) => one.normalizedEmail)}::text[], ${sorted.map((one) => one.userId)}::text[],
      ${sorted.map((one) => searchText(one.name, one.email, one.userId))}::text[],
      ${sorted.map((one) => sortName(one.name))}::text[], ${sorted.map((one) => one.groupIds.length)}::int[])
      as t (name, email, normalized, user_id, search, sort, memberships)
    on conflict do nothing
    returning id, normalized_email as email, unique_user_id as "userId"`;
  return {
    byEmail: new Map(rows.flatMap(({ id, email }) => (email === null ? [] : [[email, id] as const]))),
    byUserId: new Map(rows.flatMap(({ id, userId }) => (userId === null ? [] : [[userId, id] as const]))),
  };
}

/** A tombstone bears the time at which its transaction began; no deletion's transaction lasts longer than this. */
const LONGEST_DELETION_MS = 10 * 60_000;

async function tombstonesOf(
  tx: Transaction,
  organizationId: number,
  wanted: readonly Wanted[],
  checkedAt: Date | "never" | "lifted",
): Promise<Map<Wanted, { tombstone: Tombstone; by: "email" | "user_id" }>> {
  if (checkedAt === "lifted" || wanted.length === 0) return new Map();
  const since = checkedAt === "never" ? new Date(0) : new Date(checkedAt.getTime() - LONGEST_DELETION_MS);
  const [newer] = await tx<{ any: boolean }[]>`
    select exists (
      select 1 from tombstones where organization_id = ${organizationId} and deleted_at >= ${since}) as any`;
  if (!newer?.any) return new Map();
  const asked = wanted.map((of) => ({ of, email: of.normalizedEmail, userId: of.userId }));
  return new Map(
    (await findTombstones(tx, organizationId, asked)).flatMap(({ of: { of }, byEmail, byUserId }) => {
      const tombstone = toldTombstone({ ...(byEmail && { byEmail }), ...(byUserId && { byUserId }) });
      return tombstone ? [[of, { tombstone, by: tombstone === byEmail ? "email" : "user_id" }] as const] : [];
    }),
  );
}

/** Who stands in the way of those that were not inserted. */
async function whoIsThere(
  tx: Transaction,
  organizationId: number,
  wanted: readonly Wanted[],
): Promise<Map<Wanted, ExistsBy>> {
  if (wanted.length === 0) return new Map();
  const rows = await tx<{ place: number; email: number | null; userId: number | null }[]>`
    select place, e.id as email, u.id as "userId"
    from unnest(${wanted.map((_, place) => place)}::int[], ${wanted.map((one) => one.normalizedEmail)}::text[],
      ${wanted.map((one) => one.userId)}::text[]) as t (place, normalized, user_id)
    left join lateral (
      select id from learners where organization_id = ${organizationId} and normalized_email = t.normalized limit 1) as e on true
    left join lateral (
      select id from learners where organization_id = ${organizationId} and unique_user_id = t.user_id limit 1) as u on true`;
  return new Map(rows.map(({ place, email, userId }) => [wanted[place] as Wanted, existsBy(email, userId)] as const));
}

export function existsBy(byEmail: number | null, byUserId: number | null): ExistsBy {
  if (byEmail !== null && byUserId !== null) return byEmail === byUserId ? "both" : "two_learners";
  return byUserId === null ? "email" : "user_id";
}
