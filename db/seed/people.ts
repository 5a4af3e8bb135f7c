// Invents the demo's learners: names, addresses, IDs, groups. Called by db/seed/index.ts and the fixtures of the tests.
import { sortName } from "@/lib/learner-text";
import { personName } from "./names";
import type { Random } from "./random";

/** A learner to be made. Absent identifiers are null; one of the two must be there. */
export type Person = { name: string; email: string | null; userId: string | null };

/** All digits, some with leading zeros: what spreadsheets spoil. */
const DIGIT_IDS = ["007", "42", "0091823", "100245", "00017", "880012"];

/** `count` people with addresses at `domain` and IDs like EH-000218; some have the one only, some the other. */
export function invent(
  random: Random,
  plan: { count: number; domain: string; prefix: string; after?: readonly Person[] },
): Person[] {
  const taken = new Set((plan.after ?? []).map((person) => person.email));
  const people: Person[] = [...(plan.after ?? [])];
  for (let number = people.length; number < plan.count; number++) {
    const name = personName(random);
    const identified = random.next();
    const email = freeAddress(name, plan.domain, taken);
    const digits = number % 97 === 11 ? DIGIT_IDS[Math.floor(number / 97)] : undefined;
    // As HR systems hold them: most in lower case, some as people write their name.
    const written = random.chance(0.04) ? email.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()) : email;
    people.push({
      name,
      email: identified < 0.05 && !digits ? null : written.replace(/@.*/, `@${plan.domain}`),
      userId: digits ?? (identified > 0.92 ? null : `${plan.prefix}-${String(number + 100).padStart(6, "0")}`),
    });
  }
  return people;
}

function freeAddress(name: string, domain: string, taken: Set<string | null>): string {
  const words = sortName(name)
    .replace(/[^a-z\s-]/g, "")
    .split(/[\s-]+/);
  const local = words.length > 1 ? `${words[0]}.${words.at(-1)}` : `${words[0]}`;
  for (let number = 1; ; number++) {
    const address = `${local}${number > 1 ? number : ""}@${domain}`;
    if (taken.has(address)) continue;
    taken.add(address);
    return address;
  }
}
