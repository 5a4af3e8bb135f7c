// How a learner is found and sorted: the text behind the search box, and the name as a list sorts it. Pure.
// Called by whatever writes a learner (lib/learners, the seed, the benchmark), so that all agree byte for byte.

/** Letters that Unicode does not take apart into a plain one and a mark, though readers file them under the plain one. */
const UNDIVIDED: Record<string, string> = {
  ł: "l",
  ø: "o",
  đ: "d",
  ð: "d",
  ı: "i",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  þ: "th",
};

const lowerCase = (text: string) => text.normalize("NFC").toLowerCase().normalize("NFC");

/** What the search box looks through: name, address and ID in lower case. */
export function searchText(name: string, email?: string | null, uniqueUserId?: string | null): string {
  return lowerCase([name, email, uniqueUserId].filter(Boolean).join(" "));
}

/** The name in lower case without diacritics: Élodie stands beside Elodie, Łukasz among the L. */
export function sortName(name: string): string {
  const plain = name.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  return plain.replace(/[łøđðıßæœþ]/g, (letter) => UNDIVIDED[letter] ?? letter).normalize("NFC");
}
