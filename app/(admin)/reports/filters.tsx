"use client";
// The months and the group of a report: a form of its address, sent by choosing. Used by the page.
import Form from "next/form";
import { useTranslations } from "next-intl";
import type { ChangeEvent } from "react";
import { Select } from "@/app/_components/field";

export function Filters({
  from,
  to,
  groupId,
  months,
  groups,
  allCourses,
}: {
  from: string;
  to: string;
  groupId: number | undefined;
  /** Latest first, with how each is written. */
  months: readonly { month: string; words: string }[];
  groups: readonly { id: number; name: string }[];
  allCourses: boolean;
}) {
  const t = useTranslations("reports");
  const send = (event: ChangeEvent<HTMLSelectElement>) => event.currentTarget.form?.requestSubmit();
  const options = months.map(({ month, words }) => (
    <option key={month} value={month}>
      {words}
    </option>
  ));
  return (
    <Form action="/reports" className="period" role="search" aria-label={t("period")} scroll={false}>
      <Select key={`from ${from}`} label={t("from")} labelHidden name="from" defaultValue={from} onChange={send}>
        {options}
      </Select>
      <span aria-hidden="true">–</span>
      <Select key={`to ${to}`} label={t("to")} labelHidden name="to" defaultValue={to} onChange={send}>
        {options}
      </Select>
      {groups.length > 0 ? (
        <Select
          key={`group ${groupId}`}
          label={t("group")}
          labelHidden
          name="group"
          defaultValue={groupId ?? ""}
          onChange={send}
        >
          <option value="">{t("allGroups")}</option>
          {groups.map((group) => (
            <option key={group.id} value={group.id}>
              {group.name}
            </option>
          ))}
        </Select>
      ) : null}
      {allCourses ? <input type="hidden" name="courses" value="all" /> : null}
    </Form>
  );
}
