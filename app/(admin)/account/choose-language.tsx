"use client";
// The language of pages and mails. Used by the page beside it.
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Check } from "@/app/_components/field";
import { Notice } from "@/app/_components/notice";
import { keepLanguage } from "@/app/_i18n/keep-language";
import { LANGUAGES, type Language } from "@/app/_i18n/languages";
import { chooseLanguage } from "./actions";

/** `kept`: what mails speak; null while nothing was chosen. */
export function ChooseLanguage({ kept }: { kept: Language | null }) {
  const t = useTranslations("account.language");
  const names = useTranslations("frame");
  const router = useRouter();
  const [chosen, setChosen] = useState(kept);
  const [failed, setFailed] = useState(false);

  const choose = async (language: Language) => {
    setFailed(false);
    setChosen(language);
    keepLanguage(language);
    try {
      await chooseLanguage(language);
    } catch {
      setFailed(true);
    }
    router.refresh();
  };

  return (
    <fieldset className="grid justify-items-start gap-1">
      <legend className="sr">{t("title")}</legend>
      {LANGUAGES.map((language) => (
        <Check
          key={language}
          type="radio"
          name="language"
          value={language}
          checked={chosen === language}
          onChange={() => choose(language)}
          label={<span lang={language}>{names(language)}</span>}
        />
      ))}
      {chosen === null ? <p className="help">{t("notChosen")}</p> : null}
      {failed ? (
        <Notice tone="danger" alert title={t("failedTitle")}>
          {t("failed")}
        </Notice>
      ) : null}
    </fieldset>
  );
}
