// What the page of the API reads out of the description: operations in a row, a schema's fields by their whole names, every refusal
// once. Pure. Used by the page and the components beside this file.
import type { Described, DescribedSchema } from "@/lib/api";

export type DescribedOperation = Described["paths"][string][string] & { method: string; path: string };

export const operationsOf = (described: Described): DescribedOperation[] =>
  Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );

/** Every code once, by status. */
export function problemsOf(described: Described): { code: string; status: number; message: string }[] {
  const all = new Map<string, { code: string; status: number; message: string }>();
  for (const { responses } of operationsOf(described))
    for (const [status, { "x-problems": problems = [] }] of Object.entries(responses))
      for (const { code, message } of problems) all.set(code, { code, status: Number(status), message });
  return [...all.values()].sort((one, other) => one.status - other.status || one.code.localeCompare(other.code));
}

export type DescribedField = { name: string; schema: DescribedSchema; optional: boolean };

/** The fields of an object and of the objects in it: `preview.users`, `refusals[].code`. */
export function fieldsOf({ properties = {}, required = [] }: DescribedSchema, before = ""): DescribedField[] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const name = `${before}${key}`;
    const within = objectIn(schema);
    return [
      { name, schema, optional: !required.includes(key) },
      ...(within ? fieldsOf(within.schema, `${name}${within.list ? "[]" : ""}.`) : []),
    ];
  });
}

/** The object that a field holds, or holds many of; one with a name of its own is described there. */
function objectIn(schema: DescribedSchema): { schema: DescribedSchema; list: boolean } | undefined {
  const one = schema.anyOf?.find(({ type }) => type !== "null") ?? schema;
  if (one.properties) return { schema: one, list: false };
  return one.items?.properties ? { schema: one.items, list: true } : undefined;
}

/** The other schema that a field is, or holds many of. */
export function namedIn(schema: DescribedSchema): string[] {
  const here = schema.$ref ? [schema.$ref.split("/").at(-1) ?? ""] : [];
  return [...here, ...(schema.anyOf ?? []).flatMap(namedIn), ...(schema.items ? namedIn(schema.items) : [])];
}

/** Larger than any limit that is meant: JSON's own. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** In JSON Schema's own words, which are the same in every language. */
export function typeOf(schema: DescribedSchema): string {
  if (schema.$ref) return schema.$ref.split("/").at(-1) ?? "";
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" | ");
  if (schema.const !== undefined) return `"${schema.const}"`;
  if (schema.enum) return schema.enum.map((value) => `"${value}"`).join(" | ");
  const type = [schema.type ?? "any"].flat().join(" | ");
  if (schema.items) return `${type} of ${typeOf(schema.items)}`;
  const limits = [
    schema.format,
    schema.minimum !== undefined && schema.maximum !== undefined && schema.maximum < NO_LIMIT
      ? `${schema.minimum}–${schema.maximum}`
      : schema.minimum && schema.minimum > -NO_LIMIT
        ? `≥ ${schema.minimum}`
        : undefined,
    schema.maxLength !== undefined ? `≤ ${schema.maxLength}` : undefined,
    schema.default !== undefined ? `= ${schema.default}` : undefined,
  ].filter(Boolean);
  return limits.length > 0 ? `${type} (${limits.join(", ")})` : type;
}
