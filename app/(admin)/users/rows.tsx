"use client";
// The learners of one page: a table, or cards on a phone with the same words. Used by the page. On the client for the server's
// sake: rows rendered there travel twice, as HTML and as React's own, and took more time than finding them.
import { Clock, Hand } from "lucide-react";
import type { Route } from "next";
import { useFormatter, useTranslations } from "next-intl";
import { Person } from "@/app/_components/person";
import { Tag } from "@/app/_components/state";
import { Cards, None, RowLink, SortHead, Table } from "@/app/_components/table";
import { Time } from "@/app/_components/time";

import type { LearnerOrder, LearnerRow } from "@/lib/learners";
import { learnerPath } from "./address";

const hoursOf = (learner: LearnerRow) => Math.round(learner.secondsViewed / 3600);

export function Learners({
  learners,
  order,
  sortBy,
}: {
  learners: LearnerRow[];
  order: LearnerOrder;
  sortBy: { name: Route; activity: Route };
}) {
  const t = useTranslations("users");
  const format = useFormatter();
  const sorted = (column: "name" | "activity") =>
    order === column ? "up" : order === `${column}_descending` ? "down" : undefined;
  return (
    <>
      <Table caption={t("list")} roomy cards>
        <thead>
          <tr>
            <SortHead href={sortBy.name} sorted={sorted("name")}>
              {t("name")}
            </SortHead>
            <th scope="col" className="opt">
              {t("uniqueUserId")}
            </th>
            <th scope="col" className="opt">
              {t("groups")}
            </th>
            <th scope="col" className="r opt2">
              {t("learningHours")}
            </th>
            <th scope="col" className="r opt2">
              {t("completions")}
            </th>
            <SortHead href={sortBy.activity} sorted={sorted("activity")} className="gap opt2">
              {t("lastActive")}
            </SortHead>
            <th scope="col">{t("status")}</th>
          </tr>
        </thead>
        <tbody>
          {learners.map((learner) => (
            <tr key={learner.id} className="go">
              <td>
                <RowLink href={learnerPath(learner.id)} prefetch={false}>
                  <Person name={learner.name}>{learner.primaryEmailAddress}</Person>
                </RowLink>
              </td>
              <td className="mono soft opt">{learner.uniqueUserId ?? <None />}</td>
              <td className="soft opt">{learner.groups.join(", ") || <None />}</td>
              <td className="r opt2">{t("hours", { hours: hoursOf(learner) })}</td>
              <td className="r opt2">{format.number(learner.completions)}</td>
              <td className="soft gap nowrap opt2">
                {learner.lastActiveAt ? <Time at={learner.lastActiveAt} form="recent" /> : <None />}
              </td>
              <td>
                <Status learner={learner} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Cards label={t("list")}>
        {learners.map((learner) => (
          <li key={learner.id} className="go">
            <span className="top1">
              <RowLink href={learnerPath(learner.id)} prefetch={false}>
                <Person name={learner.name}>{learner.primaryEmailAddress}</Person>
              </RowLink>
              <Status learner={learner} />
            </span>
            <span className="sub">
              <span className="mono">{learner.uniqueUserId ?? <None />}</span>
              <span>{learner.groups.join(", ")}</span>
            </span>
            <span className="sub">
              <span>
                {t("hours", { hours: hoursOf(learner) })} · {t("completionCount", { count: learner.completions })}
              </span>
              {learner.lastActiveAt ? <Time at={learner.lastActiveAt} form="recent" /> : <None />}
            </span>
          </li>
        ))}
      </Cards>
    </>
  );
}

function Status({ learner }: { learner: LearnerRow }) {
  const t = useTranslations("users");
  return (
    <span className="flex flex-wrap gap-1">
      {learner.scheduledForDeletion ? (
        <Tag tone="amber" icon={<Clock className="i" />}>
          {t("scheduledForDeletion")}
        </Tag>
      ) : null}
      {learner.onHold ? (
        <Tag tone="info" icon={<Hand className="i" />}>
          {t("onHold")}
        </Tag>
      ) : null}
      {learner.adminRole ? <Tag>{t(learner.adminRole === "full_admin" ? "fullAdmin" : "subAdmin")}</Tag> : null}
    </span>
  );
}
