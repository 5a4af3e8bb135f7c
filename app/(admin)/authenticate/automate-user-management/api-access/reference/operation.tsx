// One operation of the API: address, what the token must be allowed to do, what goes in, what comes out, how it is refused. Used by
// the page of the API.
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Type } from "./fields";
import type { DescribedOperation } from "./from-description";
import { Words } from "./words";

export function Operation({ operation }: { operation: DescribedOperation }) {
  const t = useTranslations("api-access.reference");
  const { operationId, method, path, summary, description, parameters, requestBody, responses } = operation;
  const name = `${operationId}-name`;
  const all = Object.entries(responses);
  const answers = all.filter(([, response]) => !response["x-problems"]);
  const refusals = all.filter(([, response]) => response["x-problems"]);
  return (
    <article id={operationId} aria-labelledby={name}>
      <h3 id={name}>{summary}</h3>
      <p className="address">
        <b>{method}</b> <span>{path}</span>
        <span className="tag">{t(`scopes.${operation["x-scope"]}`)}</span>
      </p>
      {description ? (
        <p>
          <Words>{description}</Words>
        </p>
      ) : null}
      {parameters.length > 0 ? (
        <Part title={t("parameters")}>
          {parameters.map((parameter) => (
            <div key={parameter.name}>
              <dt>
                <span className="font-mono">{parameter.name}</span>
                <span className="sub">
                  {[t(`in.${parameter.in as "path" | "query" | "header"}`), parameter.required ? "" : t("optional")]
                    .filter(Boolean)
                    .join(", ")}
                </span>
              </dt>
              <dd>
                <Type schema={parameter.schema} />
                <span>
                  <Words>{parameter.description}</Words>
                </span>
              </dd>
            </div>
          ))}
        </Part>
      ) : null}
      {requestBody ? (
        <Part title={t("body")}>
          {Object.entries(requestBody.content).map(([type, { schema }]) => (
            <div key={type}>
              <dt className="font-mono">{type}</dt>
              <dd>
                {type === "application/json" ? <Type schema={schema} /> : t(type === "text/csv" ? "csv" : "bytes")}
              </dd>
            </div>
          ))}
        </Part>
      ) : null}
      <Part title={t("answers")}>
        {answers.map(([status, response]) => (
          <div key={status}>
            <dt className="font-mono">{status}</dt>
            <dd>
              {Object.entries(response.content ?? {}).map(([type, { schema }]) =>
                type === "application/json" ? (
                  <Type key={type} schema={schema} />
                ) : (
                  <span key={type} className="type">
                    {type}
                  </span>
                ),
              )}
              <span>{response.description}</span>
            </dd>
          </div>
        ))}
        {refusals.map(([status, response]) => (
          <div key={status}>
            <dt className="font-mono">{status}</dt>
            <dd>
              <span className="codes">
                {response["x-problems"]?.map(({ code }) => (
                  <a key={code} className="link font-mono" href={`#problem-${code}`}>
                    {code}
                  </a>
                ))}
              </span>
            </dd>
          </div>
        ))}
      </Part>
    </article>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <h4>{title}</h4>
      <dl className="fields">{children}</dl>
    </>
  );
}
