"use client";
// Linking the own account to the provider of single sign-on, and taking the link away (spec 8 and 9). Used by the page beside it.
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/_components/button";
import { Notice } from "@/app/_components/notice";
import { usePasswordAgain } from "@/app/_components/password-again";
import { State } from "@/app/_components/state";
import { Time } from "@/app/_components/time";
import { useToast } from "@/app/_components/toast";
import type { OwnLink } from "@/lib/single-sign-on";
import { linkSingleSignOn, unlinkSingleSignOn } from "./actions";

const PROBLEMS = ["sso_required", "no_password", "not_linked", "unknown"] as const;
type Problem = (typeof PROBLEMS)[number];

/** `mayLink`: a full admin, or the organization has one who linked. */
export function SingleSignOn({ link, mayLink }: { link: OwnLink; mayLink: boolean }) {
  const t = useTranslations("single-sign-on.account");
  const router = useRouter();
  const say = useToast();
  const again = usePasswordAgain();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const does = async (act: typeof linkSingleSignOn | typeof unlinkSingleSignOn) => {
    setBusy(true);
    setProblem(null);
    try {
      const answer = await act({ password: again.password });
      if (again.asks(answer)) return;
      if (!answer.ok) return setProblem(PROBLEMS.find((known) => known === answer.code) ?? "unknown");
      if ("go" in answer) return window.location.assign(answer.go);
      say(t("unlinked"));
      router.refresh();
    } catch {
      setProblem("unknown");
    } finally {
      setBusy(false);
    }
  };

  const { linkedAt } = link;
  return (
    <div className="grid max-w-[560px] justify-items-start gap-4">
      {problem ? (
        <Notice tone="danger" alert title={t(`problems.${problem}.title`)}>
          {t(`problems.${problem}.text`)}
        </Notice>
      ) : null}
      <State kind={linkedAt ? "done" : "off"}>
        {linkedAt ? <span>{t.rich("linked", { at: () => <Time at={linkedAt} within /> })}</span> : t("notLinked")}
      </State>
      {linkedAt ? (
        link.required ? (
          <p className="soft">{t("required")}</p>
        ) : null
      ) : mayLink ? (
        link.on ? null : (
          <p className="soft">{t("first")}</p>
        )
      ) : (
        <p className="soft">{t("off")}</p>
      )}
      {again.field ? <div className="w-full">{again.field}</div> : null}
      {mayLink ? (
        <Button
          className="max-phone:h-11 max-phone:w-full"
          busy={busy}
          disabled={again.missing}
          onClick={() => does(linkSingleSignOn)}
        >
          {t("link")}
        </Button>
      ) : null}
      {linkedAt && !link.required ? (
        <Button
          kind="danger-quiet"
          className="max-phone:h-11 max-phone:w-full"
          busy={busy}
          disabled={again.missing}
          onClick={() => does(unlinkSingleSignOn)}
        >
          {t("unlink")}
        </Button>
      ) : null}
    </div>
  );
}
