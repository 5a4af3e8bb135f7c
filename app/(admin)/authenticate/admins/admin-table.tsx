"use client";
// The organization's admins, and what can be done about each. Used by the page beside it.
import { useTranslations } from "next-intl";
import { Button } from "@/app/_components/button";
import { Person } from "@/app/_components/person";
import { State, Tag } from "@/app/_components/state";
import { Cards, None, Table } from "@/app/_components/table";
import { Time } from "@/app/_components/time";
import type { ListedAdmin } from "@/lib/admins";
import { changeRole, removeAdmin } from "./actions";
import { type Asked, useDeed } from "./use-deed";

/**
 * `waiting`: ids of those whom a second admin has yet to agree to as full admins. `linked`: of those who have linked an account of
 * single sign-on; null where nobody has.
 */
export function AdminTable({
  admins,
  me,
  waiting,
  linked,
}: {
  admins: ListedAdmin[];
  me: number;
  waiting: number[];
  linked: number[] | null;
}) {
  const t = useTranslations("admins");
  const sso = useTranslations("single-sign-on.admins");
  const deed = useDeed();

  const roleDeed = (admin: ListedAdmin): Asked => {
    const role = admin.role === "full_admin" ? "sub_admin" : "full_admin";
    return {
      kind: role === "full_admin" ? "promote" : admin.id === me ? "demoteSelf" : "demote",
      name: admin.name,
      leaves: admin.id === me,
      act: (password) => changeRole({ adminId: admin.id, role, password }),
    };
  };
  const removal = (admin: ListedAdmin): Asked => ({
    kind: admin.id === me ? "removeSelf" : "remove",
    name: admin.name,
    leaves: admin.id === me,
    act: (password) => removeAdmin({ adminId: admin.id, password }),
  });
  const role = (admin: ListedAdmin) => (
    <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1">
      {admin.role === "full_admin" ? <Tag>{t("full_admin")}</Tag> : <span className="soft">{t("sub_admin")}</span>}
      {waiting.includes(admin.id) ? <State kind="wait">{t("waits")}</State> : null}
      {linked ? (
        <State kind={linked.includes(admin.id) ? "done" : "off"}>
          {sso(linked.includes(admin.id) ? "linked" : "notLinked")}
        </State>
      ) : null}
    </span>
  );
  const buttons = (admin: ListedAdmin) => (
    <>
      <Button
        small
        disabled={waiting.includes(admin.id)}
        onClick={() => deed.ask(roleDeed(admin))}
        aria-label={t(admin.role === "full_admin" ? "makeSubOf" : "makeFullOf", { name: admin.name })}
      >
        {t(admin.role === "full_admin" ? "makeSub" : "makeFull")}
      </Button>
      <Button
        small
        kind="danger-quiet"
        onClick={() => deed.ask(removal(admin))}
        aria-label={t("removeOf", { name: admin.name })}
      >
        {t("remove")}
      </Button>
    </>
  );
  const address = (admin: ListedAdmin) => (admin.id === me ? t("you", { email: admin.email }) : admin.email);
  const lastUse = (admin: ListedAdmin) => (admin.lastUsedAt ? <Time at={admin.lastUsedAt} form="recent" /> : <None />);
  return (
    <>
      <Table caption={t("title")} roomy cards>
        <thead>
          <tr>
            <th scope="col">{t("name")}</th>
            <th scope="col">{t("role")}</th>
            <th scope="col" className="opt">
              {t("lastUse")}
            </th>
            <th scope="col" className="r">
              <span className="sr">{t("deeds")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {admins.map((admin) => (
            <tr key={admin.id}>
              <td>
                <Person name={admin.name}>{address(admin)}</Person>
              </td>
              <td>{role(admin)}</td>
              <td className="soft nowrap opt">{lastUse(admin)}</td>
              <td className="r nowrap">
                <span className="inline-flex gap-2">{buttons(admin)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Cards label={t("title")}>
        {admins.map((admin) => (
          <li key={admin.id}>
            <Person name={admin.name}>{address(admin)}</Person>
            <span className="sub">
              {role(admin)}
              {lastUse(admin)}
            </span>
            <span className="mt-1 flex flex-wrap gap-2">{buttons(admin)}</span>
          </li>
        ))}
      </Cards>
      {deed.dialog}
    </>
  );
}
