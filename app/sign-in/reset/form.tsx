"use client";
// The new password, twice. A plain form where scripts have not arrived yet. Used by the page beside it.
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "../../_components/button";
import { NewPassword } from "../../_components/new-password";
import { Notice } from "../../_components/notice";
import { type ResetState, resetPassword } from "./actions";

export function ResetForm({ link }: { link: string }) {
  const t = useTranslations("sign-in.reset");
  const start: ResetState = { tries: 0 };
  const [{ tries, code }, submit, busy] = useActionState(resetPassword, start);
  return (
    <form action={submit} className="form">
      {code === "closed" ? (
        <Notice key={tries} tone="danger" alert title={t("closedTitle")}>
          {t("closed")}
        </Notice>
      ) : null}
      <input type="hidden" name="link" value={link} />
      <NewPassword problem={code === "closed" ? undefined : code} tries={tries} />
      <Button type="submit" kind="primary" className="max-phone:h-11" busy={busy}>
        {t("submit")}
      </Button>
    </form>
  );
}
