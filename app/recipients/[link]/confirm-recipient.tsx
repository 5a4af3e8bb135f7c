"use client";
// Asks, and says what became of it. A plain form where scripts have not arrived yet. Used by the page beside it.
import { useTranslations } from "next-intl";
import { useActionState, useEffect, useRef } from "react";
import { Button } from "@/app/_components/button";
import { confirmRecipient, type Standing } from "./actions";

export function ConfirmRecipient({ link, start }: { link: string; start: Standing }) {
  const t = useTranslations("notifications.page");
  const [standing, submit, busy] = useActionState(confirmRecipient, start);
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(standing.at);

  useEffect(() => {
    if (standing.at !== shown.current) heading.current?.focus();
    shown.current = standing.at;
  }, [standing.at]);

  const title =
    standing.at === "over" ? t("overTitle") : standing.at === "confirmed" ? t("doneTitle") : t("asks", standing);
  return (
    <>
      <h1 ref={heading} tabIndex={-1} className="mb-2 outline-none [font:var(--t-20)] tracking-[-0.017em]">
        {title}
      </h1>
      {standing.at === "asked" ? (
        <form action={submit} className="form">
          <input type="hidden" name="link" value={link} />
          <p className="text-ink-2 [overflow-wrap:anywhere]">{t("what", standing)}</p>
          <p className="text-ink-2">{t("otherwise")}</p>
          <Button type="submit" kind="primary" busy={busy} className="max-phone:h-11">
            {t("confirm")}
          </Button>
        </form>
      ) : (
        <p className="text-ink-2 [overflow-wrap:anywhere]">
          {standing.at === "confirmed" ? t("done", standing) : t("over")}
        </p>
      )}
    </>
  );
}
