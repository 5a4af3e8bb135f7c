"use client";
// The words of a page that failed, with the reference that the server's log has too. Used by the error pages.
import { useTranslations } from "next-intl";
import { Button, ButtonLink } from "./button";
import { Message } from "./message";

export function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations("errors");
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : undefined;
  return (
    <Message
      title={t("failedTitle")}
      actions={
        <>
          <Button kind="primary" onClick={() => retry()}>
            {t("retry")}
          </Button>
          <ButtonLink href="/users">{t("toUsers")}</ButtonLink>
          {digest ? <span className="muted">{t("reference", { digest })}</span> : null}
        </>
      }
    >
      {t("failedText")}
    </Message>
  );
}
