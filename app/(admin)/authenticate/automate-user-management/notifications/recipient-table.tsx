"use client";
// The further recipients, how each stands, and what can be done: change the language, send the link again, remove. Used by the section.
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/_components/button";
import { Select } from "@/app/_components/field";
import { Notice } from "@/app/_components/notice";
import { State } from "@/app/_components/state";
import { Cards, Table } from "@/app/_components/table";
import { Time } from "@/app/_components/time";
import { useToast } from "@/app/_components/toast";
import { askPageAgain, leadsAway } from "../user-deletion/dialog/failures";
import { removeRecipient, sendLinkAgain, setRecipientLanguage } from "./actions";

export type ShownRecipient = {
  id: number;
  email: string;
  language: "en" | "id";
  confirmedAt: string | null;
  linkExpiresAt: string | null;
  linkOver: boolean;
  back: "bounced" | "complained" | null;
};

type Answer = { ok: boolean; code?: string; minutes?: number };

export function RecipientTable({ recipients }: { recipients: ShownRecipient[] }) {
  const t = useTranslations("notifications");
  const say = useToast();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState<string>();

  /** One deed at a time; `key` is its button. */
  const act = async (key: string, deed: () => Promise<Answer>, said: string) => {
    if (busy) return;
    setBusy(key);
    setProblem(undefined);
    try {
      const answer = await deed();
      if (answer.ok) say(said);
      else
        setProblem(
          answer.code === "too_many"
            ? t("problems.too_many", { minutes: answer.minutes ?? 60 })
            : t(`problems.${answer.code === "confirmed" || answer.code === "not_found" ? answer.code : "unchanged"}`),
        );
    } catch (failure) {
      if (leadsAway(failure)) return askPageAgain(failure);
      setProblem(t("problems.unchanged"));
    } finally {
      setBusy(undefined);
    }
  };

  const buttons = ({ id, email, confirmedAt }: ShownRecipient) => (
    <span className="flex flex-wrap justify-end gap-2 max-phone:justify-start">
      {confirmedAt ? null : (
        <Button
          small
          busy={busy === `again ${id}`}
          aria-label={t("againTo", { email })}
          onClick={() => act(`again ${id}`, () => sendLinkAgain({ id }), t("sentAgain", { email }))}
        >
          {t("again")}
        </Button>
      )}
      <Button
        small
        busy={busy === `remove ${id}`}
        aria-label={t("removeOne", { email })}
        onClick={() => act(`remove ${id}`, () => removeRecipient({ id }), t("removed", { email }))}
      >
        {t("remove")}
      </Button>
    </span>
  );
  const languages = ({ id, email, language }: ShownRecipient) => (
    <Select
      label={t("languageFor", { email })}
      labelHidden
      value={language}
      onChange={(event) => {
        const wanted = event.currentTarget.value === "id" ? "id" : "en";
        act(`language ${id}`, () => setRecipientLanguage({ id, language: wanted }), t("languageSet", { email }));
      }}
    >
      <option value="en">English</option>
      <option value="id">Bahasa Indonesia</option>
    </Select>
  );

  return (
    <>
      {problem ? (
        <Notice tone="danger" alert title={problem}>
          {t("problems.next")}
        </Notice>
      ) : null}
      <Table caption={t("recipients")} cards>
        <thead>
          <tr>
            <th scope="col">{t("email")}</th>
            <th scope="col">{t("languageOf")}</th>
            <th scope="col">{t("state")}</th>
            <th scope="col" className="r">
              <span className="sr">{t("deeds")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {recipients.map((recipient) => (
            <tr key={recipient.id}>
              <td className="[overflow-wrap:anywhere]">{recipient.email}</td>
              <td className="w-[190px]">{languages(recipient)}</td>
              <td>
                <Standing {...recipient} />
              </td>
              <td>{buttons(recipient)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Cards label={t("recipients")}>
        {recipients.map((recipient) => (
          <li key={recipient.id}>
            <div className="top1">
              <span className="min-w-0 [overflow-wrap:anywhere]">{recipient.email}</span>
            </div>
            <Standing {...recipient} />
            {languages(recipient)}
            {buttons(recipient)}
          </li>
        ))}
      </Cards>
    </>
  );
}

function Standing({ confirmedAt, linkExpiresAt, linkOver, back }: ShownRecipient) {
  const t = useTranslations("notifications.states");
  const small = (at: string | null, key: "since" | "until") =>
    at ? (
      <span className="sub">
        {/* One span inside: on a phone what is in a second line would be spread over its width. */}
        <span>{t.rich(key, { at: () => <Time at={at} within form="day" /> })}</span>
      </span>
    ) : null;
  if (back) return <State kind="bad">{t(back)}</State>;
  if (confirmedAt)
    return (
      <span>
        <State kind="done">{t("confirmed")}</State>
        {small(confirmedAt, "since")}
      </span>
    );
  if (linkOver) return <State kind="off">{t("over")}</State>;
  return (
    <span>
      <State kind="wait">{t("waiting")}</State>
      {small(linkExpiresAt, "until")}
    </span>
  );
}
