// The description names nothing that is not there, and says of every operation how it is refused.
import { expect, test } from "vitest";
import { openApi } from "./openapi";

type Described = {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
  components: { schemas: Record<string, unknown> };
};
const described = openApi("https://learning.example") as Described;

test("every reference leads to a schema", () => {
  const references = JSON.stringify(described).match(/#\/components\/schemas\/\w+/g) ?? [];
  expect(references.length).toBeGreaterThan(20);
  for (const reference of references)
    expect(Object.keys(described.components.schemas)).toContain(reference.split("/").at(-1));
});

test("every operation has a name of its own and says how it is refused", () => {
  const operations = Object.values(described.paths).flatMap((methods) => Object.values(methods));
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const { operationId, responses } of operations)
    for (const status of ["401", "429", "503"]) expect(Object.keys(responses), operationId).toContain(status);
});
