"use client";
// The numbers of Safeguards, each explained in one sentence; saved together, with the password where it is wanted again. Used by
// section.tsx.
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useId, useState } from "react";
import { Button } from "@/app/_components/button";
import { Field } from "@/app/_components/field";
import { Notice } from "@/app/_components/notice";
import { usePasswordAgain } from "@/app/_components/password-again";
import { useToast } from "@/app/_components/toast";
import { askPageAgain, leadsAway } from "../user-deletion/dialog/failures";
import { changeSettings } from "./actions";

const NAMES = ["startDelayHours", "brakePercent", "thresholdUsers", "thresholdPercent", "tombstoneDays"] as const;
type Name = (typeof NAMES)[number];
type Limits = Record<Name, { least: number; most: number }>;

export function SettingsForm({ saved, limits }: { saved: Record<Name, number>; limits: Limits }) {
  const t = useTranslations("safeguards");
  const router = useRouter();
  const done = useToast();
  const again = usePasswordAgain();
  const formId = useId();
  const [typed, setTyped] = useState(() => asTyped(saved));
  /** Said only once somebody wanted to save, or while the field is left alone. */
  const [judged, setJudged] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<"not_saved" | "no_answer">();
  const wrong = NAMES.filter((name) => numberOf(typed[name], limits[name]) === undefined);
  const changed = NAMES.some((name) => typed[name].trim() !== String(saved[name]));
  const shorter = (numberOf(typed.tombstoneDays, limits.tombstoneDays) ?? saved.tombstoneDays) < saved.tombstoneDays;

  async function save(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    setJudged(true);
    setProblem(undefined);
    if (wrong.length > 0) return;
    setBusy(true);
    try {
      const settings = Object.fromEntries(NAMES.map((name) => [name, numberOf(typed[name], limits[name])]));
      const answer = await changeSettings({ settings, password: again.password });
      if (!answer.ok) return again.asks(answer) ? undefined : setProblem("not_saved");
      done(t("saved"));
      router.refresh();
    } catch (error) {
      if (leadsAway(error)) return askPageAgain(error);
      setProblem("no_answer");
    } finally {
      setBusy(false);
    }
  }

  // The keyboard goes to the first field that is wrong, which is read out with its reason.
  useEffect(() => {
    if (judged) document.getElementById(formId)?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [judged, formId]);

  return (
    <form id={formId} onSubmit={save} noValidate className="mt-3 grid max-w-[860px] gap-5">
      {problem ? (
        <Notice tone="danger" alert title={t(`problems.${problem}.title`)}>
          {t(`problems.${problem}.text`)}
        </Notice>
      ) : null}
      <div className="grid phone:grid-cols-2 gap-x-8 gap-y-5">
        {NAMES.map((name) => (
          <Field
            key={name}
            label={t(`settings.${name}.label`)}
            help={t(`settings.${name}.help`)}
            end={<span className="muted nowrap">{t(`settings.${name}.unit`)}</span>}
            error={judged && wrong.includes(name) ? t("outOfRange", limits[name]) : undefined}
            value={typed[name]}
            onChange={(event) => {
              setTyped({ ...typed, [name]: event.target.value });
              setJudged(false);
            }}
            readOnly={busy}
            inputMode="numeric"
            autoComplete="off"
            maxLength={12}
          />
        ))}
      </div>
      {shorter ? (
        <Notice tone="amber" title={t("shorterTitle")}>
          {t("shorterText")}
        </Notice>
      ) : null}
      {again.field ? <div className="phone:max-w-[400px]">{again.field}</div> : null}
      <div>
        <Button type="submit" busy={busy} disabled={!changed || again.missing}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

const asTyped = (saved: Record<Name, number>): Record<Name, string> =>
  Object.fromEntries(NAMES.map((name) => [name, String(saved[name])])) as Record<Name, string>;

/** Undefined where it is no whole number within the limits. */
function numberOf(typed: string, { least, most }: { least: number; most: number }): number | undefined {
  const text = typed.trim();
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}
