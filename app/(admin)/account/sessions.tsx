"use client";
// Where the admin is signed in, and the end of all of it (spec 8). Used by the page beside it.
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/_components/button";
import { Notice } from "@/app/_components/notice";
import { Tag } from "@/app/_components/state";
import { Cards, None, Table } from "@/app/_components/table";
import { Time } from "@/app/_components/time";
import type { OpenSession } from "@/lib/auth/account";
import { endSessions } from "./actions";

export function Sessions({ sessions, current }: { sessions: OpenSession[]; current: string }) {
  const t = useTranslations("account.sessions");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);

  const end = async () => {
    setBusy(true);
    setFailed(false);
    try {
      if ((await endSessions("all")).ok) return window.location.assign("/sign-in?set=sessions");
      setFailed(true);
    } catch {
      setFailed(true);
    }
    setBusy(false);
  };

  const browser = ({ id, browser }: OpenSession) => (
    <span className="inline-flex flex-wrap items-center gap-2">
      {browser ?? t("unknown")}
      {id === current ? <Tag>{t("this")}</Tag> : null}
    </span>
  );
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Table caption={t("title")} cards>
        <thead>
          <tr>
            <th scope="col">{t("browser")}</th>
            <th scope="col">{t("address")}</th>
            <th scope="col">{t("since")}</th>
            <th scope="col">{t("lastUse")}</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <tr key={session.id}>
              <td>{browser(session)}</td>
              <td className="mono">{session.address ?? <None />}</td>
              <td className="soft nowrap">
                <Time at={session.createdAt} />
              </td>
              <td className="soft nowrap">
                <Time at={session.lastUsedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Cards label={t("title")}>
        {sessions.map((session) => (
          <li key={session.id}>
            {browser(session)}
            <span className="sub">
              <span className="mono">{session.address ?? <None />}</span>
              <Time at={session.lastUsedAt} />
            </span>
          </li>
        ))}
      </Cards>
      {failed ? (
        <Notice tone="danger" alert title={t("failedTitle")}>
          {t("failed")}
        </Notice>
      ) : null}
      <Button
        kind="danger-quiet"
        className="justify-self-start max-phone:h-11 max-phone:w-full"
        busy={busy}
        onClick={end}
      >
        {t("endAll")}
      </Button>
    </div>
  );
}
