// The tokens: what each is for, may do, until when, when it was last used; living ones can be revoked. Used by the section.
import { useTranslations } from "next-intl";
import { State } from "@/app/_components/state";
import { Cards, None, Table } from "@/app/_components/table";
import { Time } from "@/app/_components/time";
import type { Token } from "@/lib/tokens";
import { RevokeToken } from "./revoke-token";

export function TokenTable({ tokens }: { tokens: Token[] }) {
  const t = useTranslations("api-access");
  return (
    <>
      <Table caption={t("tokens")} cards roomy>
        <thead>
          <tr>
            <th scope="col">{t("name")}</th>
            <th scope="col">{t("may")}</th>
            <th scope="col">{t("state")}</th>
            <th scope="col" className="opt">
              {t("madeBy")}
            </th>
            <th scope="col">{t("lastUsed")}</th>
            <th scope="col" className="r">
              <span className="sr">{t("deeds")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <td className="[overflow-wrap:anywhere]">
                <Name token={token} />
              </td>
              <td>{t(`scopes.${token.scope}`)}</td>
              <td>
                <Standing token={token} />
              </td>
              <td className="soft opt">{token.adminName}</td>
              <td className="soft">{token.lastUsedAt ? <Time at={token.lastUsedAt} /> : <None />}</td>
              <td className="r">{token.state === "living" ? <RevokeToken id={token.id} name={token.name} /> : null}</td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Cards label={t("tokens")}>
        {tokens.map((token) => (
          <li key={token.id}>
            <div className="top1">
              <span className="min-w-0 [overflow-wrap:anywhere]">
                <Name token={token} />
              </span>
              <Standing token={token} />
            </div>
            <span className="sub">
              <span>{t(`scopes.${token.scope}`)}</span>
              {token.lastUsedAt ? (
                <span>{t.rich("used", { at: () => <Time at={token.lastUsedAt ?? ""} within /> })}</span>
              ) : (
                <span>{t("neverUsed")}</span>
              )}
            </span>
            {token.state === "living" ? <RevokeToken id={token.id} name={token.name} /> : null}
          </li>
        ))}
      </Cards>
    </>
  );
}

function Name({ token }: { token: Token }) {
  return (
    <>
      {token.name}
      <span className="sub">
        <span className="font-mono">la_…{token.hint}</span>
      </span>
    </>
  );
}

function Standing({ token }: { token: Token }) {
  const t = useTranslations("api-access.states");
  if (token.state !== "living") return <State kind="off">{t(token.state)}</State>;
  return (
    <span>
      <State kind="done">{t("living")}</State>
      <span className="sub">
        <span>{t.rich("until", { at: () => <Time at={token.expiresAt} within form="day" /> })}</span>
      </span>
    </span>
  );
}
