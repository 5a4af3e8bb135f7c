"use client";
// The password, asked for again in place: a field above the deed that wants it (spec 8); a new sign-in at the provider where single
// sign-on began the session. Used by every dialog and form whose action calls requireFreshPassword.
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { PasswordRefusal } from "@/lib/auth";
import { Field } from "./field";
import { SignInAgain } from "./sign-in-again";

export type PasswordAgain = {
  /** To be put above the deed; null while nobody asks. */
  readonly field: ReactNode;
  /** To be sent with the deed. */
  readonly password: string | undefined;
  /** It is asked for and not given yet: the deed's button is disabled. */
  readonly missing: boolean;
  /** Takes an action's answer. True: the password is wanted, and the field says so; there is nothing else to show. */
  readonly asks: (answer: { ok?: unknown; code?: unknown } | undefined) => boolean;
};

/**
 *     const again = usePasswordAgain();
 *     const answer = await doIt({ …, password: again.password });
 *     if (again.asks(answer)) return;
 *     …
 *     {again.field} … <Button disabled={again.missing}>
 */
export function usePasswordAgain(): PasswordAgain {
  const t = useTranslations("components.passwordAgain");
  const [refusal, setRefusal] = useState<PasswordRefusal | null>(null);
  const [typed, setTyped] = useState("");
  const [tried, setTried] = useState(false);
  const [times, setTimes] = useState(0);
  const field = useRef<HTMLInputElement & HTMLAnchorElement>(null);

  // A refusal is an answer of its own, and the keyboard goes where it is asked.
  useEffect(() => {
    if (refusal) field.current?.focus();
  }, [refusal]);

  const asks = (answer: { ok?: unknown; code?: unknown } | undefined) => {
    const asked = answer?.code === "password";
    setTyped("");
    setTried(false);
    setTimes((before) => before + 1);
    setRefusal(asked ? (answer as PasswordRefusal) : null);
    return asked;
  };
  if (refusal?.by === "oidc")
    return {
      asks,
      password: undefined,
      // Once they have been there the deed may be tried: the server knows whether they signed in, and asks again if not.
      missing: !tried,
      field: <SignInAgain key={times} ref={field} onTried={() => setTried(true)} />,
    };
  const error =
    refusal?.why === "wrong"
      ? t("wrong")
      : refusal?.why === "too_many"
        ? t("tooMany", { minutes: refusal.minutes ?? 15 })
        : undefined;
  return {
    asks,
    password: refusal ? typed : undefined,
    missing: refusal !== null && typed === "",
    field: refusal ? (
      <Field
        ref={field}
        label={t("password")}
        type="password"
        autoComplete="current-password"
        maxLength={1000}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        help={refusal.why === "asked" ? t("asked") : undefined}
        error={error}
      />
    ) : null,
  };
}
