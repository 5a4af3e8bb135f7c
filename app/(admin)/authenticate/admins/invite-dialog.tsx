"use client";
// Name, address, role, language of an invitation (spec 8). Loaded by invite-button.tsx.
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useRef, useState } from "react";
import { Button } from "@/app/_components/button";
import { Dialog } from "@/app/_components/dialog";
import { Check, Field, Select } from "@/app/_components/field";
import { Notice } from "@/app/_components/notice";
import { usePasswordAgain } from "@/app/_components/password-again";
import { useToast } from "@/app/_components/toast";
import { LANGUAGES, type Language } from "@/app/_i18n/languages";
import { askPageAgain, leadsAway } from "../automate-user-management/user-deletion/dialog/failures";
import { inviteAdmin } from "./actions";
import { PROBLEMS, type Problem } from "./problems";

/** What stands under the address; everything else stands at the top. */
const OF_ADDRESS = ["invalid_email", "already_admin", "already_invited"] as const;
type OfAddress = (typeof OF_ADDRESS)[number];
type Refusal = { ofAddress: OfAddress } | { ofName: true } | { code: Problem; minutes: number };

export function InviteDialog({ language, onClose }: { language: Language; onClose: () => void }) {
  const t = useTranslations("admins");
  const frame = useTranslations("frame");
  const router = useRouter();
  const say = useToast();
  const again = usePasswordAgain();
  const form = useId();
  const address = useRef<HTMLInputElement>(null);
  const first = useRef<HTMLInputElement>(null);
  const [values, setValues] = useState({ name: "", email: "", role: "sub_admin", language: language as string });
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const set = (name: keyof typeof values) => (event: { target: { value: string } }) =>
    setValues({ ...values, [name]: event.target.value });

  const refuse = (code: string | undefined, minutes = 60) => {
    const ofAddress = OF_ADDRESS.find((known) => known === code);
    if (ofAddress) {
      setRefusal({ ofAddress });
      address.current?.focus();
    } else setRefusal({ code: PROBLEMS.find((known) => known === code) ?? "unknown", minutes });
  };

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || again.missing) return;
    setRefusal(null);
    if (!values.name.trim()) {
      setRefusal({ ofName: true });
      first.current?.focus();
      return;
    }
    setBusy(true);
    try {
      const answer = await inviteAdmin({ ...values, password: again.password });
      if (again.asks(answer)) return;
      if (!answer.ok) return refuse(answer.code, "minutes" in answer ? answer.minutes : undefined);
      say(t("invited", { email: values.email.trim() }));
      onClose();
      router.refresh();
    } catch (error) {
      if (leadsAway(error)) askPageAgain(error);
      else refuse("unknown");
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      guarded={values.name !== "" || values.email !== ""}
      onClose={busy ? () => {} : onClose}
      title={t("invite")}
      width={520}
      initialFocus={first}
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            {t("cancel")}
          </Button>
          <Button kind="primary" type="submit" form={form} busy={busy} disabled={again.missing}>
            {t("send")}
          </Button>
        </>
      }
    >
      <form id={form} className="form" onSubmit={send} noValidate>
        {refusal && "code" in refusal ? (
          <Notice tone="danger" title={t(`problems.${refusal.code}.title`)} alert>
            {t(`problems.${refusal.code}.text`, { minutes: refusal.minutes })}
          </Notice>
        ) : null}
        {again.field}
        <Field
          ref={first}
          label={t("name")}
          value={values.name}
          onChange={set("name")}
          error={refusal && "ofName" in refusal ? t("noName") : undefined}
          autoComplete="off"
          maxLength={200}
        />
        <Field
          ref={address}
          label={t("email")}
          value={values.email}
          onChange={set("email")}
          error={refusal && "ofAddress" in refusal ? t(`refused.${refusal.ofAddress}`) : undefined}
          inputMode="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={320}
        />
        <fieldset className="grid gap-2">
          <legend className="lab">{t("role")}</legend>
          {(["sub_admin", "full_admin"] as const).map((role) => (
            <Check
              key={role}
              type="radio"
              name="role"
              value={role}
              checked={values.role === role}
              onChange={set("role")}
              label={t(role)}
              help={t(`may.${role}`)}
            />
          ))}
        </fieldset>
        <Select label={t("language")} value={values.language} onChange={set("language")}>
          {LANGUAGES.map((each) => (
            <option key={each} value={each} lang={each}>
              {frame(each)}
            </option>
          ))}
        </Select>
        <p className="help">{t("inviteHelp")}</p>
      </form>
    </Dialog>
  );
}
