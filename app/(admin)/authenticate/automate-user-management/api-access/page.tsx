// The API, to read (spec 8): an example, every operation, what goes in and comes out, how it is refused; all of it from the object
// that is served at /api/v1/openapi.json. Full admins only, as the section API access that leads here. Called by Next.
import { Download } from "lucide-react";
import type { Metadata, Route } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_components/button";
import { PageHead } from "@/app/_components/sheet";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { curlExample, describedIn } from "@/lib/api";
import { requireFullAdmin } from "@/lib/auth";
import { env } from "@/lib/env";
import { AUTOMATE } from "../batches/batch-paths";
import { CopyText } from "./reference/copy-text";
import { Fields } from "./reference/fields";
import { operationsOf, problemsOf } from "./reference/from-description";
import { Operation } from "./reference/operation";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("api-access.reference"))("title") };
}

export default async function ApiReference() {
  await requireFullAdmin();
  const [t, access, deletion, language] = await Promise.all([
    getTranslations("api-access.reference"),
    getTranslations("api-access"),
    getTranslations("deletion"),
    getLocale(),
  ]);
  const described = describedIn(language === "id" ? "id" : "en", env().APP_URL);
  const operations = operationsOf(described);
  const example = curlExample(env().APP_URL);
  return (
    <ClientMessages nouns={["api-access"]}>
      <PageHead
        crumbs={[
          { label: deletion("pageTitle"), href: AUTOMATE },
          { label: access("title"), href: `${AUTOMATE}#api-access` as Route },
        ]}
        title={t("title")}
        lead={t("lead")}
        actions={
          <ButtonLink href={"/api/v1/openapi.json" as Route} download>
            <Download className="i" />
            openapi.json
          </ButtonLink>
        }
      />
      <div className="cols reference">
        <div>
          <section aria-labelledby="about">
            <h2 id="about">{t("about")}</h2>
            {described.info.description.split("\n\n").map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
            <dl className="fields">
              <div>
                <dt>{t("base")}</dt>
                <dd className="font-mono [overflow-wrap:anywhere]">{described.servers[0]?.url}</dd>
              </div>
              <div>
                <dt>{t("header")}</dt>
                <dd className="font-mono">Authorization: Bearer la_…</dd>
              </div>
            </dl>
          </section>
          <section aria-labelledby="example">
            <div className="with-copy">
              <h2 id="example">{t("example")}</h2>
              <CopyText text={example} />
            </div>
            <p>{t("exampleText")}</p>
            {/* A long line scrolls within, by keyboard too: what scrolls must be reachable. */}
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as said above. */}
            <pre tabIndex={0}>
              <code>{example}</code>
            </pre>
          </section>
          <section aria-labelledby="operations">
            <h2 id="operations">{t("operations")}</h2>
            {operations.map((operation) => (
              <Operation key={operation.operationId} operation={operation} />
            ))}
          </section>
          <section aria-labelledby="schemas">
            <h2 id="schemas">{t("schemas")}</h2>
            {Object.entries(described.components.schemas).map(([name, schema]) => (
              <article key={name} id={`schema-${name}`} aria-labelledby={`schema-${name}-name`}>
                <h3 id={`schema-${name}-name`}>{name}</h3>
                {schema.description ? <p>{schema.description}</p> : null}
                <Fields schema={schema} />
              </article>
            ))}
          </section>
          <section aria-labelledby="headers">
            <h2 id="headers">{t("headers")}</h2>
            <dl className="fields">
              {Object.entries(described.components.headers).map(([name, { description }]) => (
                <div key={name}>
                  <dt className="font-mono">{name}</dt>
                  <dd>{description}</dd>
                </div>
              ))}
            </dl>
          </section>
          <section aria-labelledby="problems">
            <h2 id="problems">{t("problems")}</h2>
            <p>{t("problemsText")}</p>
            <dl className="fields">
              {problemsOf(described).map(({ code, status, message }) => (
                <div key={code} id={`problem-${code}`}>
                  <dt>
                    <span className="font-mono">{code}</span> <span className="sub">{status}</span>
                  </dt>
                  <dd>{message}</dd>
                </div>
              ))}
            </dl>
          </section>
        </div>
        <aside>
          <nav aria-labelledby="on-this-page">
            <h2 id="on-this-page">{t("onThisPage")}</h2>
            <ul>
              {(["about", "example", "operations"] as const).map((id) => (
                <li key={id}>
                  <a href={`#${id}`}>{t(id)}</a>
                </li>
              ))}
              {operations.map(({ operationId, summary }) => (
                <li key={operationId} className="deeper">
                  <a href={`#${operationId}`}>{summary}</a>
                </li>
              ))}
              {(["schemas", "headers", "problems"] as const).map((id) => (
                <li key={id}>
                  <a href={`#${id}`}>{t(id)}</a>
                </li>
              ))}
            </ul>
          </nav>
        </aside>
      </div>
    </ClientMessages>
  );
}
