// Owns the proof of how addresses and IDs are compared and which are valid (spec section 3).
// Run by vitest.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emailProblem, normalizeEmail, normalizeUserId, userIdProblem } from "./identifiers";

describe("normalizeEmail", () => {
  it("trims every kind of white space, composes and lower-cases the whole address", () => {
    expect(normalizeEmail(" \u00a0\ufeff\tAnn.O'Neil@Example.COM\r\n")).toBe("ann.o'neil@example.com");
    expect(normalizeEmail("JOSE\u0301@example.com")).toBe("jos\u00e9@example.com");
  });

  it("never makes two letters one", () => {
    expect(normalizeEmail("ı@example.com")).not.toBe(normalizeEmail("i@example.com"));
    expect(normalizeEmail("İ@example.com")).not.toBe(normalizeEmail("i@example.com"));
    expect(normalizeEmail("straße@example.com")).not.toBe(normalizeEmail("strasse@example.com"));
  });

  it("changes nothing when applied twice", () => {
    expect(normalizeEmail("H\u0331@example.com")).toBe(normalizeEmail("\u1e96@example.com"));
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        expect(normalizeEmail(normalizeEmail(value))).toBe(normalizeEmail(value));
      }),
    );
  });
});

describe("emailProblem", () => {
  it.each([
    "ann@example.com",
    " Ann+tag@Example.co.id ",
    "o'neil@localhost",
    "=1+1@example.com",
    ".a..b.@example.com",
    "jörg.müller@bücher.example",
    "JOSE\u0301@example.com",
    "用户@例子.公司",
    "क्षमा@उदाहरण.भारत",
    "İ@example.com",
    "аnn@example.com", // Cyrillic а: another person, not a malformed address
    `${"a".repeat(64)}@example.com`,
  ])("accepts %s", (value) => {
    expect(emailProblem(value)).toBeUndefined();
  });

  it.each([
    ["", "email_malformed"],
    ["ann", "email_malformed"],
    ["@example.com", "email_malformed"],
    ["ann@", "email_malformed"],
    ["ann@-example.com", "email_malformed"],
    ["ann@example-.com", "email_malformed"],
    ["ann@example..com", "email_malformed"],
    ["ann@example.com.", "email_malformed"],
    ["ann@exam_ple.com", "email_malformed"],
    ["(é@example.com", "email_malformed"],
    ["é@example.exam_ple.com", "email_malformed"],
    ['"ann"@example.com', "email_malformed"],
    ["ann@[127.0.0.1]", "email_malformed"],
    ["ann,bob@example.com", "email_malformed"],
    [`ann@${"a".repeat(64)}.com`, "email_malformed"],
    ["ann☃@example.com", "email_malformed"],
    ['"a@b"@c', "email_two_at"],
    ["ann@example.com;bob@example.com", "email_two_at"],
    ["ann lee@example.com", "email_space"],
    ["ann\u00a0lee@example.com", "email_space"],
    [`${"a".repeat(65)}@example.com`, "email_too_long"],
    [`ann@${"a.".repeat(130)}com`, "email_too_long"],
    ["ann＠example.com", "email_compatibility"],
    ["ａnn@example.com", "email_compatibility"],
    ["ann@example。com", "email_malformed"], // an ideographic full stop stays itself under NFKC
    ["ﬁona@example.com", "email_compatibility"],
    ["\u212aate@example.com", "email_compatibility"], // Kelvin sign, which NFC alone would turn into K
    ["ann\u200b@example.com", "email_invisible"],
    ["ann\u00ad@example.com", "email_invisible"],
    ["ann@exam\u202eple.com", "email_invisible"],
    ["ann\u3164@example.com", "email_invisible"],
    ["ann\ufe0f@example.com", "email_invisible"],
    ["ann\u0000@example.com", "control_characters"],
    ["ann\n@example.com", "control_characters"],
    ["ann\u0085lee@example.com", "control_characters"],
    ["ann\ud800@example.com", "control_characters"],
  ])("refuses %j as %s", (value, problem) => {
    expect(emailProblem(value)).toBe(problem);
  });

  it("measures the whole address, its part before the @, and each label of the domain, at their borders", () => {
    expect(emailProblem(`${"b".repeat(64)}@${"a.".repeat(94)}c`)).toBeUndefined();
    expect(`${"b".repeat(64)}@${"a.".repeat(94)}c`).toHaveLength(254);
    expect(emailProblem(`${"b".repeat(64)}@${"a.".repeat(94)}cd`)).toBe("email_too_long");
    for (const letter of ["a", "é"]) {
      expect(emailProblem(`ann@${letter.repeat(63)}.${letter.repeat(63)}`)).toBeUndefined();
      expect(emailProblem(`ann@${letter.repeat(64)}.com`)).toBe("email_malformed");
      expect(emailProblem(`ann@com.${letter.repeat(64)}`)).toBe("email_malformed");
    }
  });

  it("knows the same shapes in every script", () => {
    for (const letter of ["a", "7", "é", "中"]) {
      for (const good of [`${letter}@${letter}`, `${letter}.!#$%&'*+/=?^_\`{|}~-@${letter}-${letter}.${letter}`])
        expect(emailProblem(good), good).toBeUndefined();
      for (const domain of [
        `-${letter}`,
        `${letter}-`,
        `.${letter}`,
        `${letter}.`,
        `${letter}..x`,
        `x.-${letter}`,
        `x.${letter}-`,
        `${letter}_x`,
      ])
        expect(emailProblem(`${letter}@${domain}`), domain).toBe("email_malformed");
      for (const local of ["", "(", ")", "<", "[", '"', ",", ";", ":", "\\"])
        expect(emailProblem(`${local === "" ? "" : `${letter}${local}`}@${letter}`), local).toBe("email_malformed");
    }
  });

  it("tells the cause that says most, where there are several", () => {
    expect(emailProblem("a\u0007 b@c")).toBe("control_characters");
    expect(emailProblem("a b\u200b@c")).toBe("email_space");
    expect(emailProblem("ａ\u200b@c")).toBe("email_invisible");
    expect(emailProblem("ａ@b@c")).toBe("email_compatibility");
    expect(emailProblem(`${"a".repeat(300)}@b@c`)).toBe("email_two_at");
    expect(emailProblem(`${"(".repeat(65)}@c`)).toBe("email_too_long");
  });

  it("judges an address as it judges its normalised form", () => {
    const parts = fc.constantFrom(
      "a",
      "Z",
      "é",
      "e\u0301",
      "H\u0331",
      "İ",
      "ß",
      "@",
      ".",
      "-",
      "1",
      "\u212a",
      "\u200b",
      " ",
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (letters) => {
        const value = letters.join("");
        if (emailProblem(value) === undefined) expect(emailProblem(normalizeEmail(value))).toBeUndefined();
      }),
      { numRuns: process.env.MUTATION_TESTS ? 200 : 2000 },
    );
  });
});

describe("user IDs", () => {
  it("are trimmed and otherwise exact", () => {
    expect(normalizeUserId(" 007\u00a0")).toBe("007");
    expect(normalizeUserId("Ab c")).toBe("Ab c");
    expect(normalizeUserId("e\u0301")).not.toBe(normalizeUserId("\u00e9"));
  });

  it.each([
    "007",
    "7E12",
    "12E",
    "E+15",
    "1.23",
    "-5",
    "x1E+5",
    "1E+5x",
    "1..2E+3",
    "1.E+3",
    ".5E+3",
    "1E+",
    "1.2E",
    "1E+x",
    "++1E+5",
    "x".repeat(255),
    "2020-1E",
    "__proto__",
    "a b",
    "😀".repeat(255),
  ])("accept %s", (value) => {
    expect(userIdProblem(value)).toBeUndefined();
  });

  it.each([
    ["1.23E+15", "id_scientific"],
    ["1,23E+15", "id_scientific"],
    [" 1E+15 ", "id_scientific"],
    ["12E+1", "id_scientific"],
    ["+12,34e-56", "id_scientific"],
    ["12.34E56", "id_scientific"],
    ["a\u0085b", "id_control"],
    [`\u0007${"x".repeat(256)}`, "id_control"],
    ["-1.5e-7", "id_scientific"],
    ["1.23E15", "id_scientific"],
    ["x".repeat(256), "id_too_long"],
    ["😀".repeat(256), "id_too_long"],
    ["a\u0007b", "id_control"],
    ["a\nb", "id_control"],
    ["a\udc00", "id_control"],
  ])("refuse %j as %s", (value, problem) => {
    expect(userIdProblem(value)).toBe(problem);
  });
});
