// The fields of a schema: name, type, what it is. Used by the page of the API.
import { useTranslations } from "next-intl";
import type { DescribedSchema } from "@/lib/api";
import { fieldsOf, namedIn, typeOf } from "./from-description";
import { Words } from "./words";

export function Fields({ schema }: { schema: DescribedSchema }) {
  const t = useTranslations("api-access.reference");
  return (
    <dl className="fields">
      {fieldsOf(schema).map(({ name, schema: field, optional }) => (
        <div key={name}>
          <dt>
            <span className="font-mono">{name}</span>
            {optional ? <span className="sub">{t("optional")}</span> : null}
          </dt>
          <dd>
            <Type schema={field} />
            {field.description ? (
              <span>
                <Words>{field.description}</Words>
              </span>
            ) : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A type that is described elsewhere on the page leads there. */
export function Type({ schema }: { schema: DescribedSchema }) {
  const named = namedIn(schema);
  return (
    <span className="type">
      {named.length > 0 ? (
        <>
          {schema.items ? "array of " : ""}
          {named.map((name, at) => (
            <span key={name}>
              {at > 0 ? " | " : ""}
              <a className="link" href={`#schema-${name}`}>
                {name}
              </a>
            </span>
          ))}
        </>
      ) : (
        typeOf(schema)
      )}
    </span>
  );
}
