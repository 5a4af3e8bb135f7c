// The description is valid OpenAPI 3.1, names nothing that is not there, says of every operation how it is refused, and can be read
// in both languages; README's example is the page's.
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { describedIn } from "./described-in";
import { curlExample } from "./example";
import { INDONESIAN } from "./indonesian";
import { openApi } from "./openapi";

const described = openApi("https://learning.example");

test("it is valid OpenAPI 3.1", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(described) as never);
  expect([validator.version, valid, errors]).toEqual(["3.1", true, undefined]);
});

test("every reference leads to something", () => {
  const references = JSON.stringify(described).match(/#\/components\/\w+\/[\w-]+/g) ?? [];
  expect(references.length).toBeGreaterThan(20);
  for (const reference of references) {
    const [kind, name] = reference.split("/").slice(-2) as ["schemas" | "headers", string];
    expect(Object.keys(described.components[kind])).toContain(name);
  }
});

test("every operation has a name of its own and says how it is refused", () => {
  const operations = Object.values(described.paths).flatMap((methods) => Object.values(methods));
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const { operationId, responses } of operations)
    for (const status of ["401", "429", "503"]) expect(Object.keys(responses), operationId).toContain(status);
});

test("whatever is read by people has its Indonesian words, and no words are left over", () => {
  const english = new Set<string>();
  const collect = (one: unknown, other: unknown, key = ""): void => {
    if (typeof one === "string" && ["summary", "description", "message"].includes(key)) {
      const translated = String(other).split("\n\n");
      for (const [place, paragraph] of one.split("\n\n").entries()) {
        english.add(paragraph.replace(/^[a-z_]+: /, ""));
        expect(translated[place]).not.toBe(paragraph);
      }
    } else if (typeof one === "object" && one !== null)
      for (const [name, value] of Object.entries(one))
        collect(value, (other as Record<string, unknown>)[name], Array.isArray(one) ? "" : name);
  };
  collect(described, describedIn("id", "https://learning.example"));
  expect(Object.keys(INDONESIAN).filter((words) => !english.has(words))).toEqual([]);
});

test("README shows the example as the page does, against the demo", () => {
  expect(readFileSync("README.md", "utf8")).toContain(`\`\`\`sh\n${curlExample("http://localhost:3000")}\`\`\``);
});
