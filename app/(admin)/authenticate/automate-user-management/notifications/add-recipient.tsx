"use client";
// The form that adds a further recipient, who is then asked by mail. Used by the section.
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/app/_components/button";
import { Field, Select } from "@/app/_components/field";
import { useToast } from "@/app/_components/toast";
import { askPageAgain, leadsAway } from "../user-deletion/dialog/failures";
import { addRecipient } from "./actions";

export function AddRecipient({ full, most }: { full: boolean; most: number }) {
  const t = useTranslations("notifications");
  const say = useToast();
  const locale = useLocale();
  const [email, setEmail] = useState("");
  const [language, setLanguage] = useState(locale);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      const answer = await addRecipient({ email, language });
      if (answer.ok) {
        say(t("added", { email: email.trim() }));
        setEmail("");
      } else if (answer.code === "too_many") setError(t("problems.too_many", { minutes: answer.minutes }));
      else if (answer.code === "too_many_recipients") setError(t("problems.too_many_recipients", { most }));
      else setError(t(`problems.${answer.code === "invalid" || answer.code === "exists" ? answer.code : "unknown"}`));
    } catch (failure) {
      if (leadsAway(failure)) return askPageAgain(failure);
      setError(t("problems.unknown"));
    } finally {
      setBusy(false);
      input.current?.focus();
    }
  };

  return (
    <form className="flex flex-wrap items-start gap-2" onSubmit={add} noValidate>
      <div className="min-w-0 max-w-[420px] grow basis-[260px]">
        <Field
          label={t("email")}
          ref={input}
          value={email}
          onChange={(event) => {
            setEmail(event.currentTarget.value);
            setError(undefined);
          }}
          error={error ?? (full ? t("problems.too_many_recipients", { most }) : undefined)}
          disabled={full}
          inputMode="email"
          maxLength={320}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      </div>
      <Select
        label={t("languageOf")}
        value={language}
        onChange={(event) => setLanguage(event.currentTarget.value === "id" ? "id" : "en")}
        disabled={full}
      >
        <option value="en">English</option>
        <option value="id">Bahasa Indonesia</option>
      </Select>
      <Button
        type="submit"
        busy={busy}
        disabled={full}
        className="mt-[26px] max-phone:mt-0 max-phone:h-11 max-phone:w-full"
      >
        {t("add")}
      </Button>
    </form>
  );
}
