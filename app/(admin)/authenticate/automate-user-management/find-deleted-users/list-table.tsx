// The lists that are there to be looked at, and on a phone their cards. Used by the section.

import { FileSpreadsheet } from "lucide-react";
import { useTranslations } from "next-intl";
import { Figure } from "@/app/_components/figure";
import { shownName } from "@/app/_components/shown-name";
import { Cards, None, RowLink, Table } from "@/app/_components/table";
import { Time } from "@/app/_components/time";
import type { List } from "@/lib/lists";
import { listPath } from "./list-paths";
import { ListState } from "./list-state";

export function ListTable({ lists, caption }: { lists: List[]; caption: string }) {
  const t = useTranslations("find-deleted-users");
  return (
    <>
      <Table caption={caption} cards>
        <thead>
          <tr>
            <th scope="col">{t("file")}</th>
            <th scope="col">{t("state")}</th>
            <th scope="col" className="r">
              {t("outcomes.deleted")}
            </th>
            <th scope="col" className="r">
              {t("rows")}
            </th>
            <th scope="col" className="gap opt">
              {t("uploadedBy")}
            </th>
            <th scope="col" className="gap">
              {t("uploaded")}
            </th>
          </tr>
        </thead>
        <tbody>
          {lists.map((list) => (
            <tr key={list.id} className="go">
              <td>
                <Name list={list} />
              </td>
              <td>
                <ListState list={list} />
              </td>
              <td className="r">{list.rows === null ? <None /> : <Figure value={list.counts.deleted ?? 0} />}</td>
              <td className="r">{list.rows === null ? <None /> : <Figure value={list.rows} />}</td>
              <td className="soft gap opt">{list.uploadedBy.name}</td>
              <td className="soft gap nowrap">
                <Time at={list.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Cards label={caption}>
        {lists.map((list) => (
          <li key={list.id} className="go">
            <div className="top1">
              <Name list={list} />
              <ListState list={list} />
            </div>
            <span className="sub">
              <span>
                {list.rows === null ? null : t("found", { deleted: list.counts.deleted ?? 0, rows: list.rows })}
              </span>
              <Time at={list.createdAt} />
            </span>
          </li>
        ))}
      </Cards>
    </>
  );
}

function Name({ list }: { list: List }) {
  return (
    <RowLink className="file" href={listPath(list.id)} title={shownName(list.fileName)}>
      <FileSpreadsheet className="i not-phone" />
      <span>{shownName(list.fileName)}</span>
    </RowLink>
  );
}
