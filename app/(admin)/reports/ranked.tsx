// What had most of the hours: top courses, and the groups. A table whose last column is also its plot. Used by the page.
import { Download } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { type CSSProperties, type ReactNode, useId } from "react";
import { Empty } from "@/app/_components/empty";
import { Table } from "@/app/_components/table";
import type { CourseSums, GroupSums } from "@/lib/reports";
import { hoursOf } from "./words";

export const TOP_COURSES = 8;

type Shared = { download: Route; totalSeconds: number };

export function TopCourses({
  courses,
  all,
  more,
  scoped,
  download,
  totalSeconds,
}: Shared & {
  courses: CourseSums[];
  /** Whether all are shown; `more` leads to the other way. */
  all: boolean;
  more: Route;
  /** A group is looked at, of which courses know nothing. */
  scoped: boolean;
}) {
  const t = useTranslations("reports");
  const format = useFormatter();
  const shown = all ? courses : courses.slice(0, TOP_COURSES);
  return (
    <Ranked
      title={t("topCourses")}
      note={scoped ? t("courseScope") : undefined}
      download={{ href: download, label: t("downloadCourses") }}
      end={
        courses.length > TOP_COURSES ? (
          <Link className="link" href={more} scroll={false}>
            {all ? t("fewerCourses") : t("allCourses", { count: courses.length })}
          </Link>
        ) : null
      }
    >
      {shown.length === 0 ? (
        <Empty>{t("noCourses")}</Empty>
      ) : (
        <Table caption={t("topCourses")}>
          <thead>
            <tr>
              <th scope="col">{t("course")}</th>
              <th scope="col" className="r">
                {t("hours")}
              </th>
              <th scope="col" className="r opt2">
                {t("completions")}
              </th>
              <th scope="col" className="share-col">
                {t("share")}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((course) => (
              <tr key={course.courseId}>
                <td className="strong">{course.title}</td>
                <td className="r">{format.number(hoursOf(course.seconds))}</td>
                <td className="r opt2">{format.number(course.completions)}</td>
                <td className="share-col">
                  <Share of={course.seconds} whole={totalSeconds} />
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Ranked>
  );
}

export function ByGroup({
  groups,
  hrefOf,
  download,
  totalSeconds,
}: Shared & { groups: GroupSums[]; hrefOf: (groupId: number) => Route }) {
  const t = useTranslations("reports");
  const format = useFormatter();
  return (
    <Ranked whole title={t("byGroup")} download={{ href: download, label: t("downloadGroups") }}>
      {groups.length === 0 ? (
        <Empty>{t("noGroups")}</Empty>
      ) : (
        <Table caption={t("byGroup")}>
          <thead>
            <tr>
              <th scope="col">{t("groupName")}</th>
              <th scope="col" className="r opt2">
                {t("members")}
              </th>
              <th scope="col" className="r">
                {t("hours")}
              </th>
              <th scope="col" className="r opt2">
                {t("completions")}
              </th>
              <th scope="col" className="share-col">
                {t("share")}
              </th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <tr key={group.groupId}>
                <td className="strong">
                  <Link className="link" href={hrefOf(group.groupId)}>
                    {group.name}
                  </Link>
                </td>
                <td className="r opt2">{format.number(group.members)}</td>
                <td className="r">{format.number(hoursOf(group.seconds))}</td>
                <td className="r opt2">{format.number(group.completions)}</td>
                <td className="share-col">
                  <Share of={group.seconds} whole={totalSeconds} />
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Ranked>
  );
}

function Ranked({
  title,
  whole,
  note,
  end,
  download,
  children,
}: {
  title: string;
  /** As wide as the page. */
  whole?: boolean;
  note?: string | undefined;
  end?: ReactNode;
  download: { href: Route; label: string };
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={whole ? "plot whole" : "plot"} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <span className="end">
          {end}
          <a className="icon-btn" href={download.href} aria-label={download.label} title={download.label} download>
            <Download className="i" />
          </a>
        </span>
      </header>
      {note ? <p className="note">{note}</p> : null}
      {children}
    </section>
  );
}

function Share({ of, whole }: { of: number; whole: number }) {
  const format = useFormatter();
  const share = whole > 0 ? of / whole : 0;
  return (
    <span className="share">
      <span className="meter" aria-hidden="true">
        <i style={{ "--v": `${Math.round(share * 1000) / 10}%` } as CSSProperties} />
      </span>
      <span className="r soft num">{format.number(share, { style: "percent", maximumFractionDigits: 0 })}</span>
    </span>
  );
}
