"use client";
// The search box, the group and the activity of the Users list: a form of its address, sent by Enter or by choosing.
// Used by the page.
import { Search } from "lucide-react";
import Form from "next/form";
import { useTranslations } from "next-intl";
import type { ChangeEvent } from "react";
import { Field, Select } from "@/app/_components/field";

const ACTIVITIES = ["active_30", "active_90", "inactive_90", "never"] as const;

const SORTS = {
  name: "byName",
  name_descending: "byNameDown",
  activity_descending: "byActiveDown",
  activity: "byActive",
} as const;

/** `words` are how the address writes each activity and each order, and the two that are chosen. */
export function Filters({
  search,
  groupId,
  groups,
  words,
}: {
  search: string;
  groupId: number | undefined;
  groups: readonly { id: number; name: string }[];
  words: {
    activity: Record<(typeof ACTIVITIES)[number], string>;
    chosen: string;
    sort: Record<keyof typeof SORTS, string>;
    sorted: string;
  };
}) {
  const t = useTranslations("users");
  const send = (event: ChangeEvent<HTMLSelectElement>) => event.currentTarget.form?.requestSubmit();
  return (
    <Form action="/users" className="tools" role="search" aria-label={t("filters")} scroll={false}>
      <Field
        key={`search ${search}`}
        label={t("search")}
        labelHidden
        grow
        icon={<Search className="i" />}
        name="q"
        type="search"
        placeholder={t("search")}
        defaultValue={search}
        maxLength={300}
        autoComplete="off"
        spellCheck={false}
      />
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
      <Select
        key={`activity ${words.chosen}`}
        label={t("activity")}
        labelHidden
        name="active"
        defaultValue={words.chosen}
        onChange={send}
      >
        <option value="">{t("anyActivity")}</option>
        {ACTIVITIES.map((activity) => (
          <option key={activity} value={words.activity[activity]}>
            {t(activity)}
          </option>
        ))}
      </Select>
      {/* Where the rows are cards, there are no heads to sort by. Elsewhere it keeps the order in the form. */}
      <div className="only-phone basis-full">
        <Select
          key={`sort ${words.sorted}`}
          label={t("sort")}
          labelHidden
          name="sort"
          defaultValue={words.sorted}
          onChange={send}
        >
          {(Object.keys(SORTS) as (keyof typeof SORTS)[]).map((order) => (
            <option key={order} value={words.sort[order]}>
              {t(SORTS[order])}
            </option>
          ))}
        </Select>
      </div>
    </Form>
  );
}
