// Holds, under Safeguards alone (spec 8): who is on hold, why, until when and by whom, page by page. Used by the section.
import type { Route } from "next";
import { useLocale, useTranslations } from "next-intl";
import { Empty } from "@/app/_components/empty";
import { Pager, Range } from "@/app/_components/pager";
import { Person } from "@/app/_components/person";
import { Tag } from "@/app/_components/state";
import { Cards, RowLink, Table } from "@/app/_components/table";
import { Time } from "@/app/_components/time";
import { INTL_LOCALE } from "@/app/_i18n/languages";
import type { Hold } from "@/lib/holds";
import { LiftHold } from "./lift-hold";
import { UploadButton } from "./upload-button";

const PAGE = "/authenticate/automate-user-management";
const pagePath = (page: number) => `${PAGE}?holds=${page}#safeguards` as Route;
const learnerPath = (id: number) => `/users/${id}` as Route;

/** `total` counts those too whose last day has passed: they stay in the list until they are lifted. */
export function Holds({ holds, total, page, size }: { holds: Hold[]; total: number; page: number; size: number }) {
  const t = useTranslations("holds");
  const from = (page - 1) * size;
  return (
    <>
      <div className="subhead items-center">
        <h3>{t("title")}</h3>
        <span className="more">
          <UploadButton />
        </span>
      </div>
      <p className="soft max-w-[76ch]">{t("text")}</p>
      {holds.length === 0 ? (
        <Empty>{t("empty")}</Empty>
      ) : (
        <div className="mt-2">
          <Table caption={t("title")} roomy cards>
            <thead>
              <tr>
                <th scope="col" style={{ width: "26%" }}>
                  {t("learner")}
                </th>
                <th scope="col">{t("reason")}</th>
                <th scope="col">{t("until")}</th>
                <th scope="col" className="opt">
                  {t("setBy")}
                </th>
                <th scope="col" className="opt">
                  {t("setAt")}
                </th>
                <th scope="col">
                  <span className="sr">{t("lift")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {holds.map((hold) => (
                <tr key={hold.learnerId} className="go">
                  <td>
                    <Who hold={hold} />
                  </td>
                  <td className="wrap-anywhere">{hold.reason}</td>
                  <td className="soft nowrap">
                    <Until hold={hold} />
                  </td>
                  <td className="soft opt">{hold.setBy}</td>
                  <td className="soft nowrap opt">
                    <Time at={hold.setAt} form="recent" />
                  </td>
                  <td className="r">
                    <LiftHold learnerId={hold.learnerId} name={hold.name} small />
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
          <Cards label={t("title")}>
            {holds.map((hold) => (
              <li key={hold.learnerId} className="go">
                <div className="top1">
                  <Who hold={hold} />
                  <LiftHold learnerId={hold.learnerId} name={hold.name} small />
                </div>
                <span className="wrap-anywhere">{hold.reason}</span>
                <span className="sub">
                  <span>
                    <Until hold={hold} />
                  </span>
                  <span>{hold.setBy}</span>
                </span>
              </li>
            ))}
          </Cards>
          {total > size ? (
            <div className="mt-3 flex flex-wrap items-center gap-4">
              <Range from={from + 1} to={from + holds.length} total={total} />
              <Pager
                {...(page > 1 ? { back: pagePath(page - 1) } : {})}
                {...(from + holds.length < total ? { on: pagePath(page + 1) } : {})}
              />
            </div>
          ) : null}
        </div>
      )}
    </>
  );
}

function Who({ hold }: { hold: Hold }) {
  return (
    <RowLink href={learnerPath(hold.learnerId)} prefetch={false}>
      <Person name={hold.name}>{hold.identifier}</Person>
    </RowLink>
  );
}

function Until({ hold }: { hold: Hold }) {
  const t = useTranslations("holds");
  const locale = INTL_LOCALE[useLocale()];
  if (hold.lastDay === null) return t("untilLifted");
  // A day of UTC, the same for every reader.
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(`${hold.lastDay}T00:00:00Z`),
  );
  return hold.over ? (
    <span className="flex flex-wrap gap-1">
      {day} <Tag>{t("over")}</Tag>
    </span>
  ) : (
    day
  );
}
