// Owns the API's description (OpenAPI 3.1), made from the operations and the schemas that requests and answers really go through.
// Pure. Served at /api/v1/openapi.json and shown by the page of the API; e2e/api.spec.ts holds real answers against it.
import { z } from "zod";
import { API_LIMITS } from "./limits";
import { COMPONENTS, type Component, EVERYWHERE, OPERATIONS, type Operation } from "./operations";
import { PROBLEMS, type ProblemCode } from "./problems";

/** JSON Schema 2020-12, as far as the page of the API reads it. */
export type DescribedSchema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: string[];
  const?: string;
  default?: string | number;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  anyOf?: DescribedSchema[];
  items?: DescribedSchema;
  properties?: Record<string, DescribedSchema>;
  required?: string[];
  additionalProperties?: DescribedSchema | boolean;
  contentMediaType?: string;
};

type Content = Record<string, { schema: DescribedSchema }>;
export type Described = {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  paths: Record<
    string,
    Record<
      string,
      {
        operationId: string;
        summary: string;
        description?: string;
        /** What the token must be allowed to do. */
        "x-scope": "read" | "order";
        parameters: { name: string; in: string; required?: boolean; description: string; schema: DescribedSchema }[];
        requestBody?: { required: true; content: Content };
        responses: Record<
          string,
          {
            description: string;
            headers?: Record<string, { $ref: string }>;
            content?: Content;
            /** The codes that this status can bear, each with its message. */
            "x-problems"?: { code: ProblemCode; message: string }[];
          }
        >;
      }
    >
  >;
  components: {
    securitySchemes: object;
    headers: Record<string, { description: string; schema: DescribedSchema }>;
    schemas: Record<string, DescribedSchema>;
  };
};
type DescribedOperation = Described["paths"][string][string];

const reference = (name: Component) => ({ $ref: `#/components/schemas/${name}` });
const header = (name: string) => ({ $ref: `#/components/headers/${name}` });

const STANDING = ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"] as const;
const HEADERS: Described["components"]["headers"] = {
  "RateLimit-Limit": { description: "Requests that the token has in a period.", schema: { type: "integer" } },
  "RateLimit-Remaining": { description: "How many are left of them.", schema: { type: "integer" } },
  "RateLimit-Reset": { description: "Seconds until the next period begins.", schema: { type: "integer" } },
  "Retry-After": { description: "Seconds to wait before the request is sent again.", schema: { type: "integer" } },
  "Idempotency-Replayed": {
    description: "“true” where this is the answer that was given before under this key.",
    schema: { type: "string" },
  },
};

function schemaOf(what: Component | "csv" | "bytes" | ("Batch" | "Slices")[]): DescribedSchema {
  if (what === "csv") return { type: "string" };
  if (what === "bytes") return { type: "string", contentMediaType: "application/octet-stream" };
  return Array.isArray(what) ? { anyOf: what.map(reference) } : reference(what);
}

const IN_PATH: Record<string, { description: string; schema: DescribedSchema }> = {
  id: { description: "The batch.", schema: { type: "string", format: "uuid" } },
  index: { description: "Which slice, counted from 0.", schema: { type: "integer", minimum: 0, maximum: 15 } },
};

function parametersOf({ path, query = [], repeatable }: Operation): DescribedOperation["parameters"] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    description: "",
    schema: {},
    ...IN_PATH[name],
  }));
  const key = {
    name: "Idempotency-Key",
    in: "header",
    description: "The same request under the same key is done once, and answered alike for a day.",
    schema: { type: "string", maxLength: 200 },
  };
  return [...inPath, ...query.map((parameter) => ({ in: "query", ...parameter })), ...(repeatable ? [key] : [])];
}

function describe(operation: Operation): DescribedOperation {
  const { body, answers, problems, repeatable } = operation;
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of [...EVERYWHERE, ...problems]) {
    const [status] = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const headersOf = (status: number, names: readonly string[]) => ({
    headers: Object.fromEntries(
      [...names, ...(status === 429 || status === 503 ? ["Retry-After"] : [])].map((name) => [name, header(name)]),
    ),
  });
  const answered = Object.entries(answers).map(([status, [description, what]]) => [
    status,
    {
      description,
      ...headersOf(Number(status), repeatable ? [...STANDING, "Idempotency-Replayed"] : STANDING),
      ...(what ? { content: { [what === "csv" ? "text/csv" : "application/json"]: { schema: schemaOf(what) } } } : {}),
    },
  ]);
  const refused = [...byStatus].map(([status, codes]) => [
    status,
    {
      description: codes.map((code) => `${code}: ${PROBLEMS[code][1]}`).join("\n\n"),
      ...headersOf(status, status === 401 ? [] : STANDING),
      content: { "application/problem+json": { schema: reference("Problem") } },
      "x-problems": codes.map((code) => ({ code, message: PROBLEMS[code][1] })),
    },
  ]);
  return {
    operationId: operation.id,
    summary: operation.summary,
    ...(operation.description ? { description: operation.description } : {}),
    "x-scope": operation.scope,
    parameters: parametersOf(operation),
    ...(body
      ? {
          requestBody: {
            required: true as const,
            content: Object.fromEntries(Object.entries(body).map(([type, what]) => [type, { schema: schemaOf(what) }])),
          },
        }
      : {}),
    responses: Object.fromEntries([...answered, ...refused]),
  };
}

/** What anybody who writes a client must know first; the page of the API shows it as it stands. */
const ABOUT = [
  "Deletes people from a corporate-learning account: upload a CSV, read the preview, confirm with the expected number, follow, fetch the results.",
  "Every request carries a token in its Authorization header, made under Automate user management, API access. A token with the scope “read” reads; one with the scope “order” also uploads, confirms and cancels. No token can approve, change settings or lift a tombstone.",
  `A token has ${API_LIMITS.api.points} requests a minute, of which ${API_LIMITS.api_order.points} an hour may upload, complete, confirm or cancel; headers say how many are left. Files up to 4 MB go in one request, larger ones (below 15 MB) in slices.`,
  "What was not done is answered as application/problem+json with a stable code and a message. An address that is none answers 404, a method that it does not take 405, in the same form.",
].join("\n\n");

/** The whole description. `appUrl` without a slash at its end. */
export function openApi(appUrl: string): Described {
  const paths: Described["paths"] = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  // `io: "input"` lets readers accept fields that come later; what is sent is strict by itself.
  const registry = z.registry<{ id: string }>();
  for (const [name, schema] of Object.entries(COMPONENTS)) registry.add(schema, { id: name });
  const { schemas } = z.toJSONSchema(registry, {
    target: "draft-2020-12",
    io: "input",
    uri: (id) => `#/components/schemas/${id}`,
  });
  const bare = Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema as DescribedSchema]),
  );
  return {
    openapi: "3.1.0",
    info: { title: "Learning Admin API", version: "1", description: ABOUT },
    servers: [{ url: `${appUrl}/api/v1` }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "A token made under API access." } },
      headers: HEADERS,
      schemas: bare,
    },
  } as Described;
}
