"use client";
// A page outside the frame, or the frame itself, failed. Used by Next around every route.
import { useTranslations } from "next-intl";
import { Failed } from "./_components/failed";
import { Alone } from "./_components/message";

export default function ErrorAlone({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations("frame");
  return (
    <Alone brand={t("product")} wide>
      <Failed error={error} retry={retry} />
    </Alone>
  );
}
