// The groups of an organization, to put learners into by name: those there are, those that have to be made, and the default one.
// Called by the files beside it and by the purpose add_users of lib/lists.
import type { Sql, Transaction } from "@/db/client";
import { groupKey, groupNames } from "./person";

/** The default group's name where an organization has none yet, as a new organization gets it. */
const DEFAULT_GROUP = "New starters";

export class GroupBook {
  private constructor(
    private readonly ids: Map<string, number>,
    private readonly defaultId: number | undefined,
  ) {}

  static async read(tx: Sql | Transaction, organizationId: number): Promise<GroupBook> {
    const groups = await tx<{ id: number; name: string; isDefault: boolean }[]>`
      select id, name, is_default as "isDefault" from groups where organization_id = ${organizationId} order by id desc`;
    // The oldest of several spellings of one name is the one meant, for it comes last here.
    return new GroupBook(
      new Map(groups.map(({ id, name }) => [groupKey(name), id])),
      groups.find(({ isDefault }) => isDefault)?.id,
    );
  }

  /** The names in a text, in the spelling they came in. */
  namesIn = (groups: string): string[] => groupNames(groups, (key) => this.ids.has(key));

  /** Those of these names that no group has, each once. */
  missing(names: Iterable<string>): string[] {
    const missing = new Map<string, string>();
    for (const name of names) {
      const key = groupKey(name);
      if (!this.ids.has(key) && !missing.has(key)) missing.set(key, name);
    }
    return [...missing.values()];
  }

  /** The ids of the groups in a text, all of which must be there; without any, the default group's. */
  idsOf(groups: string): number[] {
    const ids = this.namesIn(groups).flatMap((name) => this.ids.get(groupKey(name)) ?? []);
    if (ids.length > 0) return [...new Set(ids)];
    return this.defaultId === undefined ? [] : [this.defaultId];
  }
}

/** A book in which every one of these texts finds its groups, and there is a default group: makes what is missing. */
export async function bookWith(tx: Transaction, organizationId: number, texts: Iterable<string>): Promise<GroupBook> {
  const book = await GroupBook.read(tx, organizationId);
  const missing = book.missing([...new Set(texts)].flatMap(book.namesIn));
  const needsDefault = book.idsOf("").length === 0;
  if (missing.length === 0 && !needsDefault) return book;
  if (needsDefault)
    await tx`
      insert into groups (organization_id, name, is_default) values (${organizationId}, ${DEFAULT_GROUP}, true)
      on conflict (organization_id, name) do update set is_default = true`;
  await tx`
    insert into groups (organization_id, name) select ${organizationId}, name from unnest(${missing}::text[]) as wanted (name)
    order by name on conflict do nothing`;
  return GroupBook.read(tx, organizationId);
}
