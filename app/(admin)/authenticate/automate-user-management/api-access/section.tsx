// The section API access (spec 8): what a token can do, the tokens there are. Used by the page, between Safeguards and User Deletion.
import { FileJson, KeyRound, ShieldCheck } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Empty } from "@/app/_components/empty";
import { Section } from "@/app/_components/section";
import { ClientMessages } from "@/app/_i18n/client-messages";
import type { FullAdmin } from "@/lib/auth";
import { listTokens, TOKEN_DAYS } from "@/lib/tokens";
import { AUTOMATE } from "../batches/batch-paths";
import { CreateToken } from "./create-token";
import { TokenTable } from "./token-table";

export async function ApiAccess({ admin }: { admin: FullAdmin }) {
  const [t, tokens] = await Promise.all([getTranslations("api-access"), listTokens(admin)]);
  const living = tokens.filter(({ state }) => state === "living").length;
  const bold = { b: (words: ReactNode) => <b>{words}</b> };
  return (
    <Section id="api-access" title={t("title")} what={t("what")} now={living > 0 ? t("now", { count: living }) : null}>
      <ClientMessages nouns={["api-access"]}>
        <div className="lead">
          <ul>
            <li>
              <KeyRound className="i" />
              <span>{t.rich("does", bold)}</span>
            </li>
            <li>
              <ShieldCheck className="i" />
              <span>{t.rich("limits", bold)}</span>
            </li>
            <li>
              <FileJson className="i" />
              <span>
                {t.rich("described", {
                  page: (words) => (
                    <Link className="link" href={`${AUTOMATE}/api-access` as Route}>
                      {words}
                    </Link>
                  ),
                  link: (words) => (
                    <a className="link" href="/api/v1/openapi.json">
                      {words}
                    </a>
                  ),
                })}
              </span>
            </li>
          </ul>
          <CreateToken days={TOKEN_DAYS} />
        </div>
        <div className="subhead">
          <h3>{t("tokens")}</h3>
        </div>
        {tokens.length > 0 ? <TokenTable tokens={tokens} /> : <Empty>{t("empty")}</Empty>}
      </ClientMessages>
    </Section>
  );
}
