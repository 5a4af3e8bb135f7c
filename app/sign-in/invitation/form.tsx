"use client";
// A password of one's own, twice, and Accept; or Accept at the provider, where the organization requires that. Plain forms where
// scripts have not arrived yet. Used by the page beside it.
import { useTranslations } from "next-intl";
import { useActionState, useEffect } from "react";
import { Button } from "../../_components/button";
import { NewPassword } from "../../_components/new-password";
import { Notice } from "../../_components/notice";
import { type AcceptState, accept, acceptAtProvider, type WayState } from "./actions";

export function AcceptForm({ link, email }: { link: string; email: string }) {
  const t = useTranslations("sign-in.invitation");
  const start: AcceptState = { tries: 0 };
  const [{ tries, code }, submit, busy] = useActionState(accept, start);
  const closed = code === "closed" || code === "elsewhere" || code === "otherWay";
  return (
    <form action={submit} className="form">
      {closed ? (
        <Notice key={tries} tone="danger" alert title={t(`${code}Title`)}>
          {t(code)}
        </Notice>
      ) : null}
      <input type="hidden" name="link" value={link} />
      <input type="hidden" name="username" autoComplete="username" value={email} />
      <NewPassword problem={closed ? undefined : code} tries={tries} />
      <Button type="submit" kind="primary" className="max-phone:h-11" busy={busy}>
        {t("submit")}
      </Button>
    </form>
  );
}

export function AcceptAtProvider({ link }: { link: string }) {
  const t = useTranslations("sign-in.invitation");
  const start: WayState = { tries: 0 };
  const [{ tries, closed, go }, submit, busy] = useActionState(acceptAtProvider, start);
  // The browser goes there itself: a form may lead nowhere but to us.
  useEffect(() => {
    if (go) window.location.assign(go);
  }, [go]);
  return (
    <form action={submit} className="form">
      {closed ? (
        <Notice key={tries} tone="danger" alert title={t("closedTitle")}>
          {t("closed")}
        </Notice>
      ) : null}
      <input type="hidden" name="link" value={link} />
      {go ? (
        <a className="btn primary justify-center max-phone:h-11" href={go}>
          {t("atProvider")}
        </a>
      ) : (
        <Button type="submit" kind="primary" className="max-phone:h-11" busy={busy}>
          {t("atProvider")}
        </Button>
      )}
    </form>
  );
}
