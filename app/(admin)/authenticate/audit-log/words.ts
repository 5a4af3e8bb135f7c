// What an action is called, and the facts of an entry. Both come from all over lib: what has no words yet is shown by its code. Used
// by the list of entries and by the filters.
import { useFormatter, useTranslations } from "next-intl";

export function useActionWords(): (action: string) => string {
  const t = useTranslations("audit-log");
  return (action) => {
    const key = `actions.${action}` as "actions.batch.confirmed";
    return t.has(key) ? t(key) : action;
  };
}

/** What was changed comes before what it was and is; the rest as it stands in the entry. */
const FIRST = ["setting", "old", "new"];

/** Numbers that count nothing. */
const IDS = ["admin", "group", "invitation", "learner", "recipientId", "request"];

type Fact = string | number | boolean | null;

/** The facts of an entry, in words; an admin by name, where one is known. */
export function useFactWords(): (
  details: Record<string, Fact>,
  nameOf: (adminId: Fact) => string | undefined,
) => string[] {
  const t = useTranslations("audit-log.facts");
  const format = useFormatter();
  const word = (name: string) => {
    const key = `names.${name}` as "names.users";
    return t.has(key) ? t(key) : name;
  };
  const value = (name: string, fact: Fact) => {
    if (typeof fact === "number") return IDS.includes(name) ? `${fact}` : format.number(fact);
    const key = `values.${fact}` as "values.true";
    return /^[a-z_]+$/.test(`${fact}`) && t.has(key) ? t(key) : `${fact}`;
  };
  const place = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return (details, nameOf) =>
    Object.entries(details)
      .sort(([one], [other]) => place(one) - place(other))
      .map(([name, fact]) => `${word(name)}: ${(name === "admin" && nameOf(fact)) || value(name, fact)}`);
}
