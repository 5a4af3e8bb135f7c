"use client";
// The present password, then the new one twice (spec 8). Used by the page beside it.
import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/app/_components/button";
import { Field } from "@/app/_components/field";
import { NewPassword, type NewPasswordProblem } from "@/app/_components/new-password";
import { Notice } from "@/app/_components/notice";
import { useToast } from "@/app/_components/toast";
import { changePassword } from "./actions";

type Problem = { new: NewPasswordProblem } | { present: "wrong" | "too_many"; minutes: number } | "unknown";

export function ChangePassword({ email }: { email: string }) {
  const t = useTranslations("account.password");
  const say = useToast();
  const form = useRef<HTMLFormElement>(null);
  const present = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tries, setTries] = useState(0);
  const [busy, setBusy] = useState(false);

  const refuse = (why: Problem) => {
    setProblem(why);
    setTries((before) => before + 1);
    if (why !== "unknown" && "present" in why) {
      if (present.current) present.current.value = "";
      present.current?.focus();
    }
  };

  const change = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const typed = new FormData(event.currentTarget);
    const text = (name: string) => String(typed.get(name) ?? "");
    if (text("password") !== text("again")) return refuse({ new: "differ" });
    setBusy(true);
    try {
      const answer = await changePassword({ present: text("present"), password: text("password") });
      if (answer.ok) {
        setProblem(null);
        form.current?.reset();
        say(t("changed"));
      } else if (answer.code === "password")
        refuse({ present: answer.why === "too_many" ? "too_many" : "wrong", minutes: answer.minutes ?? 15 });
      else refuse(answer.code === "malformed" || answer.code === "sso_required" ? "unknown" : { new: answer.code });
    } catch {
      refuse("unknown");
    } finally {
      setBusy(false);
    }
  };

  const ofPresent = problem && problem !== "unknown" && "present" in problem ? problem : null;
  return (
    <form ref={form} className="form max-w-[400px]" onSubmit={change}>
      {problem === "unknown" ? (
        <Notice key={tries} tone="danger" alert title={t("unknownTitle")}>
          {t("unknown")}
        </Notice>
      ) : null}
      {/* For password managers, which file a password under its name. */}
      <input type="hidden" name="username" autoComplete="username" value={email} />
      <Field
        ref={present}
        name="present"
        label={t("present")}
        type="password"
        autoComplete="current-password"
        required
        maxLength={1000}
        error={
          ofPresent
            ? ofPresent.present === "wrong"
              ? t("wrong")
              : t("tooMany", { minutes: ofPresent.minutes })
            : undefined
        }
      />
      <NewPassword
        problem={problem && problem !== "unknown" && "new" in problem ? problem.new : undefined}
        tries={tries}
      />
      <Button type="submit" kind="primary" className="justify-self-start max-phone:h-11 max-phone:w-full" busy={busy}>
        {t("submit")}
      </Button>
    </form>
  );
}
