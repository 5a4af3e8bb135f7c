// What can be done for somebody deleted (spec 7): Allow reuse lifts the tombstone, Restore makes the account again at once, empty.
// Called by look-up.ts for one person and by the purpose find_deleted_users of lib/lists for thousands.
import type { Transaction } from "@/db/client";
import { addLearners, bookWith } from "../adding";
import { normalizeEmail, normalizeUserId } from "../identifiers";
import { liftTombstones } from "../tombstones";

export type Deed = "restore" | "reuse";

/** As typed; valid by lib/identifiers. */
export type Person = { email: string; userId: string; name: string };

const identifiersOf = ({ email, userId }: Person) => ({
  email: normalizeEmail(email) || null,
  userId: normalizeUserId(userId) || null,
});

/** Their addresses and IDs can be used again. Doing it twice changes nothing. Answers how many tombstones went. */
export async function allowReuse(tx: Transaction, organizationId: number, people: Person[]): Promise<number> {
  return liftTombstones(tx, organizationId, people.map(identifiersOf));
}

/**
 * Makes the accounts, in the organization's default group and without learning data, and lifts their tombstones. Whoever has an
 * address or an ID that somebody has by now is not restored, and keeps the tombstone. Within one call no two may have an
 * address or an ID in common. Answers for each, in order, whether it was restored.
 */
export async function restore(tx: Transaction, organizationId: number, people: Person[]): Promise<boolean[]> {
  if (people.length === 0) return [];
  const groupIds = (await bookWith(tx, organizationId, [])).idsOf("");
  const added = await addLearners(
    tx,
    organizationId,
    people.map((person) => ({ ...person, groupIds })),
    "lifted",
  );
  const restored = added.map(({ is }) => is === "added");
  await liftTombstones(tx, organizationId, people.filter((_, place) => restored[place]).map(identifiersOf));
  return restored;
}
