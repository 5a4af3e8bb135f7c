// What may stand in a row or a form that adds a user, besides the two identifiers (spec 8, Add users). Pure.
// Called by adding/form.ts, by the purpose add_users of lib/lists, and by groups.ts.

/** Columns of the file besides the two identifiers; the export of the Users page has them under the same names. */
export const ADDING_COLUMNS = [{ name: "name" }, { name: "groups" }] as const;

export const MAX_NAME_LENGTH = 200;
export const MAX_GROUP_LENGTH = 100;
export const MAX_GROUPS = 50;

export type PersonProblem = "name_too_long" | "name_control" | "group_too_long" | "group_control" | "too_many_groups";

/** A name as it is kept: white space and line breaks within it become one space. */
export const cleanName = (value: string): string => value.normalize("NFC").replace(/\s+/gu, " ").trim();

/** Half a surrogate pair counts as a control character, as in addresses: no database stores it as it is. */
const CONTROL = /[\p{Cc}\p{Cs}]/u;

const longerThan = (value: string, most: number) => value.length > most && [...value].length > most;

/** Why name or groups cannot be taken as they are, or nothing. */
export function personProblem(name: string, groups: string): PersonProblem | undefined {
  const cleaned = cleanName(name);
  if (CONTROL.test(cleaned)) return "name_control";
  if (longerThan(cleaned, MAX_NAME_LENGTH)) return "name_too_long";
  const pieces = piecesOf(groups);
  if (pieces.some((piece) => CONTROL.test(piece))) return "group_control";
  if (pieces.some((piece) => longerThan(piece, MAX_GROUP_LENGTH))) return "group_too_long";
  return pieces.length > MAX_GROUPS ? "too_many_groups" : undefined;
}

/**
 * A learner without a name is shown by the address, or by the ID: both are true, which a name guessed from the address
 * (`Ann Lee` for ann.lee@…) would not have to be.
 */
export const nameOr = (name: string, email: string | null, userId: string | null): string =>
  cleanName(name) || (email ?? userId ?? "");

/** Group names between commas, as the files we give out have them; a name with a comma in it comes in several pieces. */
export const piecesOf = (groups: string): string[] => groups.split(",").map(cleanName).filter(Boolean);

/** Under what two spellings are one group: Sales, sales. */
export const groupKey = (name: string): string => cleanName(name).toLowerCase().normalize("NFC");

/**
 * The groups that a text names: pieces that together are the name of a group there is (`Sales, Asia`) are that group, the
 * longest first; any other piece is a name of its own. Each group once, in the spelling it came in first.
 */
export function groupNames(groups: string, isThere: (key: string) => boolean): string[] {
  const pieces = piecesOf(groups);
  const names = new Map<string, string>();
  for (let from = 0; from < pieces.length; ) {
    let to = Math.min(pieces.length, from + MOST_COMMAS + 1);
    while (to > from + 1 && !isThere(groupKey(pieces.slice(from, to).join(", ")))) to--;
    const name = pieces.slice(from, to).join(", ");
    const key = groupKey(name);
    if (!names.has(key)) names.set(key, name);
    from = to;
  }
  return [...names.values()];
}

/** How many commas the name of a group may have and still be known in a list of names. */
const MOST_COMMAS = 4;
