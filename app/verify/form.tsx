"use client";
// A certificate in, genuine or not out. A plain form where scripts have not arrived yet. Used by the page beside it.
import { CircleCheck, CircleX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "../_components/button";
import { Field, TextField } from "../_components/field";
import { Notice } from "../_components/notice";
import { type VerifyState, verify } from "./actions";

/** MAX_CERTIFICATE_BYTES of lib/certificate, which a client component must not import. */
const LONGEST = 65_536;

export function VerifyForm() {
  const t = useTranslations("verify");
  const start: VerifyState = { tries: 0, text: "" };
  const [{ tries, answer, minutes, text }, submit, busy] = useActionState(verify, start);
  return (
    <form action={submit} className="form">
      {answer === "genuine" ? (
        <Notice key={tries} tone="info" alert icon={<CircleCheck className="i" />} title={t("genuine")}>
          {t("genuineText")}
        </Notice>
      ) : answer === "not_genuine" ? (
        <Notice key={tries} tone="danger" alert icon={<CircleX className="i" />} title={t("notGenuine")}>
          {t("notGenuineText")}
        </Notice>
      ) : answer ? (
        <Notice key={tries} tone="amber" alert title={answer === "nothing" ? t("nothing") : t("tooMany")}>
          {answer === "nothing" ? t("nothingNext") : t("tooManyNext", { minutes: minutes ?? 15 })}
        </Notice>
      ) : null}
      <Field
        label={t("file")}
        help={t("fileHelp")}
        type="file"
        name="file"
        className="self-center file:mr-2 file:font-medium file:text-accent-ink"
        accept=".json,application/json"
        // What is far too large would not even arrive; the server decides all the same.
        onChange={({ target }) => {
          const large = (target.files?.[0]?.size ?? 0) > LONGEST;
          target.setCustomValidity(large ? t("tooLarge") : "");
        }}
      />
      <TextField
        label={t("text")}
        name="text"
        rows={8}
        defaultValue={text}
        className="mono"
        spellCheck={false}
        autoComplete="off"
        maxLength={LONGEST}
      />
      <Button type="submit" kind="primary" className="max-phone:h-11" busy={busy}>
        {t("submit")}
      </Button>
    </form>
  );
}
