"use client";
// A new password, twice, since nobody sees what is typed. Used by /account and by the pages that set one by a link.
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Field } from "./field";

/** What is wrong with it: `differ` is said of the second field, the others of the first. */
export type NewPasswordProblem = "too_short" | "too_long" | "differ";

/** Fields `password` and `again` of the form around them. `tries` grows with every refusal: the keyboard goes to the field. */
export function NewPassword({ problem, tries = 0 }: { problem?: NewPasswordProblem | undefined; tries?: number }) {
  const t = useTranslations("components.newPassword");
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (tries > 0 && problem) (problem === "differ" ? second : first).current?.focus();
  }, [tries, problem]);
  const common = { type: "password", autoComplete: "new-password", required: true, maxLength: 1000 } as const;
  return (
    <>
      <Field
        {...common}
        ref={first}
        name="password"
        label={t("password")}
        help={t("help")}
        error={problem && problem !== "differ" ? t(problem) : undefined}
      />
      <Field
        {...common}
        ref={second}
        name="again"
        label={t("again")}
        error={problem === "differ" ? t("differ") : undefined}
      />
    </>
  );
}
