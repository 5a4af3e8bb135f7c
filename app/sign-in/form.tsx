"use client";
// Email, Password, Sign in (spec 10). A plain form where scripts have not arrived yet. Used by the page beside it.
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useActionState, useEffect, useRef } from "react";
import { Button } from "../_components/button";
import { Field } from "../_components/field";
import { Notice } from "../_components/notice";
import { type SignInState, signIn } from "./actions";

/** `set`: what somebody has just done who comes here to sign in. */
export function SignInForm({
  then,
  failed,
  singleSignOn,
  set,
}: {
  then: string;
  failed: boolean;
  /** There is another way in, which some organizations require. */
  singleSignOn: boolean;
  set: "password" | "sessions" | "invitation" | undefined;
}) {
  const t = useTranslations("sign-in");
  const sso = useTranslations("single-sign-on");
  const start: SignInState = failed ? { tries: 0, refused: "failed", email: "" } : { tries: 0, email: "" };
  const [{ tries, refused, minutes, email, go }, submit, busy] = useActionState(signIn, start);
  const password = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (tries > 0) password.current?.focus();
  }, [tries]);

  useEffect(() => {
    if (go) window.location.replace(go);
  }, [go]);

  // A file does not replace the page it was asked for from.
  if (go && /\.\w+(?:\?|$)/.test(go))
    return (
      <Notice tone="plain" alert title={t("signedIn")}>
        {t("fileComes")}{" "}
        <Link className="link" href={"/users" as Route}>
          {t("toUsers")}
        </Link>
      </Notice>
    );

  return (
    <form action={submit} className="form">
      {refused === "too_many" ? (
        <Notice key={tries} tone="danger" alert title={t("tooMany", { minutes: minutes ?? 15 })} />
      ) : refused ? (
        <Notice key={tries} tone="danger" alert title={t(refused)}>
          {t(`${refused}Next`)}
          {singleSignOn && refused === "wrong" ? ` ${sso("wrongHint")}` : null}
        </Notice>
      ) : set ? (
        <Notice tone="info" title={t(`set.${set}`)}>
          {t(`set.${set}Next`)}
        </Notice>
      ) : null}
      <input type="hidden" name="then" value={then} />
      {/* Not type="email": that refuses addresses beyond ASCII. */}
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
        autoFocus={tries === 0}
      />
      <Field
        label={t("password")}
        name="password"
        type="password"
        autoComplete="current-password"
        required
        maxLength={1000}
        ref={password}
        autoFocus={tries > 0}
      />
      <Button type="submit" kind="primary" className="max-phone:h-11" busy={busy || go !== undefined}>
        {t("submit")}
      </Button>
      <Link className="link justify-self-start" href={"/sign-in/forgot" as Route}>
        {t("forgot.link")}
      </Link>
    </form>
  );
}
