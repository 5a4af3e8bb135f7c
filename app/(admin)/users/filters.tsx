"use client";
// The search box and the group of the Users list: a form of its address, sent by Enter or by choosing. Used by the page.
import { Search } from "lucide-react";
import Form from "next/form";
import { useTranslations } from "next-intl";
import { Field, Select } from "@/app/_components/field";

export function Filters({
  search,
  groupId,
  descending,
  groups,
}: {
  search: string;
  groupId: number | undefined;
  descending: boolean;
  groups: readonly { id: number; name: string }[];
}) {
  const t = useTranslations("users");
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
          onChange={(event) => event.currentTarget.form?.requestSubmit()}
        >
          <option value="">{t("allGroups")}</option>
          {groups.map((group) => (
            <option key={group.id} value={group.id}>
              {group.name}
            </option>
          ))}
        </Select>
      ) : null}
      {descending ? <input type="hidden" name="sort" value="-name" /> : null}
    </Form>
  );
}
