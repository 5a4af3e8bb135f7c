// Owns the proof of how a learner is found and sorted, whatever letters the name is written in.
// Run by vitest.

import { describe, expect, test } from "vitest";
import { searchText, sortName } from "./learner-text";

describe("what the search box looks through", () => {
  test("is name, address and ID in lower case, with one space between", () => {
    expect(searchText("Ann LEE", "Ann@Example.com", "HR-7")).toBe("ann lee ann@example.com hr-7");
  });
  test("leaves out what somebody does not have", () => {
    expect(searchText("Ann", null, "7")).toBe("ann 7");
    expect(searchText("Ann", undefined, undefined)).toBe("ann");
    expect(searchText("", "a@b.c", null)).toBe("a@b.c");
  });
  test("finds a letter and its accent however they were typed", () => {
    expect(searchText("Jose\u0301")).toBe("jos\u00e9");
    // In lower case alone the two compose.
    expect(searchText("H\u0331")).toBe("\u1e96");
    expect(searchText("J\u0301")).toBe(searchText("j\u0301"));
  });
});

describe("the name as a list sorts it", () => {
  test.each([
    ["Élodie", "elodie"],
    ["E\u0301lodie", "elodie"],
    ["Łukasz", "lukasz"],
    ["ØRSTED", "orsted"],
    ["Đặng", "dang"],
    ["Ðóra", "dora"],
    ["Yıldız", "yildiz"],
    ["Straße", "strasse"],
    ["Ægir", "aegir"],
    ["Œuvre", "oeuvre"],
    ["Þór", "thor"],
    ["Ångström Çelik Öztürk", "angstrom celik ozturk"],
  ])("%s stands at %s", (name, sorted) => expect(sortName(name)).toBe(sorted));

  test("keeps other scripts as they are written", () => {
    expect(sortName("김철수")).toBe("김철수");
    expect(sortName("王小明")).toBe("王小明");
  });
});
