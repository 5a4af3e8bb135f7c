// The files of the last day: how each stands, what it added, its results file. Used by section.tsx.

import { FileSpreadsheet } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { shownName } from "@/app/_components/shown-name";
import { State } from "@/app/_components/state";
import { Cards, None, Table } from "@/app/_components/table";
import { Time } from "@/app/_components/time";
import type { List } from "@/lib/lists";
import { AddLedger } from "./add-ledger";
import { DropRows } from "./drop-rows";
import { continuePath, resultsPath } from "./paths";

/** `adminId` is who looks. */
export function ListTable({ lists, adminId }: { lists: List[]; adminId: number }) {
  const t = useTranslations("add-users");
  const format = useFormatter();
  return (
    <>
      <Table caption={t("recent")} roomy cards>
        <thead>
          <tr>
            <th scope="col" style={{ width: "26%" }}>
              {t("columns.file")}
            </th>
            <th scope="col">{t("columns.state")}</th>
            <th scope="col" className="r">
              {t("columns.rows")}
            </th>
            <th scope="col" className="gap" style={{ width: "30%" }}>
              {t("columns.outcome")}
            </th>
            <th scope="col" className="opt">
              {t("columns.uploadedBy")}
            </th>
            <th scope="col">{t("columns.uploaded")}</th>
          </tr>
        </thead>
        <tbody>
          {lists.map((list) => (
            <tr key={list.id}>
              <td className="trunc">
                <FileName list={list} />
              </td>
              <td>
                <ListStateWord list={list} />
              </td>
              <td className="r">{list.rows === null ? <None /> : format.number(list.rows)}</td>
              <td className="gap">
                <Brief list={list} adminId={adminId} />
              </td>
              <td className="soft nowrap opt">{list.uploadedBy.name}</td>
              <td className="soft nowrap">
                <Time at={list.createdAt} form="recent" />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Cards label={t("recent")}>
        {lists.map((list) => (
          <li key={list.id}>
            <div className="top1">
              <span className="strong wrap-anywhere">{shownName(list.fileName)}</span>
              <ListStateWord list={list} />
            </div>
            <Brief list={list} adminId={adminId} />
            <span className="sub">
              <span>{list.uploadedBy.name}</span>
              <Time at={list.createdAt} form="recent" />
            </span>
          </li>
        ))}
      </Cards>
    </>
  );
}

function FileName({ list }: { list: List }) {
  return (
    <span className="flex items-center gap-2">
      <FileSpreadsheet className="i flex-none text-ink-3" />
      <span className="truncate" title={shownName(list.fileName)}>
        {shownName(list.fileName)}
      </span>
    </span>
  );
}

function ListStateWord({ list }: { list: List }) {
  const t = useTranslations("add-users.states");
  switch (list.state) {
    case "processing":
      return (
        <State kind="run" share={Math.floor(list.done * 100)}>
          {t("processing")}
        </State>
      );
    case "ready":
      return <State kind="wait">{t("ready")}</State>;
    case "completed":
      return (list.counts.added ?? 0) === list.rows ? (
        <State kind="done">{t("completed")}</State>
      ) : (
        <State kind="warn">{t("withErrors")}</State>
      );
    default:
      return <State kind="run">{t("checking")}</State>;
  }
}

function Brief({ list, adminId }: { list: List; adminId: number }) {
  const t = useTranslations("add-users.brief");
  const format = useFormatter();
  const { counts, rows, state } = list;
  const added = counts.added ?? 0;
  const rest = (rows ?? 0) - added;
  switch (state) {
    case "ready":
      return (
        <span>
          {t("ready", { users: counts.to_add ?? 0 })}
          {list.uploadedBy.adminId === adminId ? (
            <>
              {" · "}
              <Link className="link" href={continuePath(list.id) as Route}>
                {t("continue")}
              </Link>
            </>
          ) : null}
        </span>
      );
    case "processing":
      return (
        <span className="ledger-figs">
          <AddLedger size="thin" counts={counts} running />
          <span className="sub">
            {t("processing", { percent: format.number(Math.floor(list.done * 100) / 100, { style: "percent" }) })}
          </span>
        </span>
      );
    case "completed":
      return (
        <span className="ledger-figs">
          <AddLedger size="thin" counts={counts} />
          {/* One span inside: on a phone what is in a second line would be spread over its width. */}
          <span className="sub">
            <span>
              {rest > 0 ? t("doneRest", { added, rest }) : t("done", { added })}
              {rest > 0 ? (
                <>
                  {" · "}
                  <a className="link" href={resultsPath(list.id)} download>
                    {t("results")}
                  </a>
                  {" · "}
                  <DropRows listId={list.id} fileName={shownName(list.fileName)} />
                </>
              ) : null}
            </span>
          </span>
        </span>
      );
    default:
      return <None />;
  }
}
