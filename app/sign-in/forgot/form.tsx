"use client";
// Email, Send link. A plain form where scripts have not arrived yet. Used by the page beside it.
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "../../_components/button";
import { Field } from "../../_components/field";
import { Notice } from "../../_components/notice";
import { askForLink, type ForgotState } from "./actions";

export function ForgotForm() {
  const t = useTranslations("sign-in");
  const start: ForgotState = { tries: 0, email: "" };
  const [{ tries, email, code, minutes }, submit, busy] = useActionState(askForLink, start);
  const back = (
    <Link className="link justify-self-start" href={"/sign-in" as Route}>
      {t("forgot.back")}
    </Link>
  );
  if (code === "asked")
    return (
      <div className="form">
        <Notice tone="info" alert title={t("forgot.askedTitle")}>
          {t("forgot.asked", { email })}
        </Notice>
        {back}
      </div>
    );
  return (
    <form action={submit} className="form">
      {code === "too_many" ? (
        <Notice key={tries} tone="danger" alert title={t("tooMany", { minutes: minutes ?? 60 })}>
          {t("forgot.nothingSent")}
        </Notice>
      ) : null}
      <Field
        label={t("email")}
        name="email"
        inputMode="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        maxLength={320}
        defaultValue={email}
        error={code === "empty" ? t("forgot.empty") : undefined}
        autoFocus
      />
      <Button type="submit" kind="primary" className="max-phone:h-11" busy={busy}>
        {t("forgot.submit")}
      </Button>
      {back}
    </form>
  );
}
