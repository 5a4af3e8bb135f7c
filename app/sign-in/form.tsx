"use client";
// Email, Password, Sign in (spec 10). A plain form where scripts have not arrived yet. Used by the page beside it.
import { useTranslations } from "next-intl";
import { useActionState, useEffect, useRef } from "react";
import { Button } from "../_components/button";
import { Field } from "../_components/field";
import { Notice } from "../_components/notice";
import { type SignInState, signIn } from "./actions";

export function SignInForm({ then, failed }: { then: string; failed: boolean }) {
  const t = useTranslations("sign-in");
  const start: SignInState = failed ? { tries: 0, refused: "failed", email: "" } : { tries: 0, email: "" };
  const [{ tries, refused, minutes, email }, submit, busy] = useActionState(signIn, start);
  const password = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (tries > 0) password.current?.focus();
  }, [tries]);

  return (
    <form action={submit} className="form">
      {refused ? (
        <Notice
          key={tries}
          tone="danger"
          alert
          title={refused === "too_many" ? t("tooMany", { minutes: minutes ?? 15 }) : t(refused)}
        />
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
      <Button type="submit" kind="primary" busy={busy}>
        {t("submit")}
      </Button>
    </form>
  );
}
