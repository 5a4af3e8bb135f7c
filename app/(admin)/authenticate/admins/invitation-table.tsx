"use client";
// Invitations that nobody has accepted yet: sent again, or taken back. Used by the page beside it.
import { useTranslations } from "next-intl";
import { Button } from "@/app/_components/button";
import { Person } from "@/app/_components/person";
import { State, Tag } from "@/app/_components/state";
import { Cards, Table } from "@/app/_components/table";
import { Time } from "@/app/_components/time";
import type { Invitation } from "@/lib/admins";
import { sendInvitationAgain, withdrawInvitation } from "./actions";
import { useDeed } from "./use-deed";

export function InvitationTable({ invitations }: { invitations: Invitation[] }) {
  const t = useTranslations("admins");
  const deed = useDeed();
  const state = ({ works, expiresAt }: Invitation) =>
    works ? (
      <State kind="wait">
        <span>{t.rich("until", { at: () => <Time at={expiresAt} within /> })}</span>
      </State>
    ) : (
      <State kind="off">{t("over")}</State>
    );
  const role = (invitation: Invitation) =>
    invitation.role === "full_admin" ? <Tag>{t("full_admin")}</Tag> : <span className="soft">{t("sub_admin")}</span>;
  const buttons = ({ id, name, email }: Invitation) => (
    <>
      <Button
        small
        aria-label={t("againTo", { name })}
        onClick={() =>
          deed.ask({ kind: "again", name: email, act: (password) => sendInvitationAgain({ id, password }) })
        }
      >
        {t("again")}
      </Button>
      <Button
        small
        kind="danger-quiet"
        aria-label={t("withdrawOf", { name })}
        onClick={() => deed.ask({ kind: "withdraw", name, act: (password) => withdrawInvitation({ id, password }) })}
      >
        {t("withdraw")}
      </Button>
    </>
  );
  return (
    <>
      <Table caption={t("invitations")} roomy cards>
        <thead>
          <tr>
            <th scope="col">{t("name")}</th>
            <th scope="col">{t("role")}</th>
            <th scope="col">{t("state")}</th>
            <th scope="col" className="opt">
              {t("invitedBy")}
            </th>
            <th scope="col" className="r">
              <span className="sr">{t("deeds")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {invitations.map((invitation) => (
            <tr key={invitation.id}>
              <td>
                <Person name={invitation.name}>{invitation.email}</Person>
              </td>
              <td>{role(invitation)}</td>
              <td>{state(invitation)}</td>
              <td className="soft opt">{invitation.invitedByName}</td>
              <td className="r nowrap">
                <span className="inline-flex gap-2">{buttons(invitation)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Cards label={t("invitations")}>
        {invitations.map((invitation) => (
          <li key={invitation.id}>
            <Person name={invitation.name}>{invitation.email}</Person>
            <span className="sub">
              {role(invitation)}
              {state(invitation)}
            </span>
            <span className="mt-1 flex flex-wrap gap-2">{buttons(invitation)}</span>
          </li>
        ))}
      </Cards>
      {deed.dialog}
    </>
  );
}
