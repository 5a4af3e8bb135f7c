"use client";
// Whether a second full admin must approve (spec 8), turning it on and asking to turn it off; and what waits for a second admin's
// answer. Used by section.tsx.
import { Check, UserRoundCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/_components/button";
import { Notice } from "@/app/_components/notice";
import { State } from "@/app/_components/state";
import { Time } from "@/app/_components/time";
import type { SecondAdminRequest } from "@/lib/safeguards";
import { answerRequest, switchApproval } from "./actions";
import { Asked, type Deed } from "./asked";

export function Approval({
  on,
  fullAdmins,
  requests,
  adminId,
}: {
  on: boolean;
  fullAdmins: number;
  requests: SecondAdminRequest[];
  adminId: number;
}) {
  const t = useTranslations("safeguards.approval");
  const [deed, setDeed] = useState<Deed | null>(null);
  const asked = requests.some(({ matter }) => matter === "approval_off");
  const alone = fullAdmins < 2;
  const ask = (name: Deed["name"], act: Deed["act"], who = "") => setDeed({ name, act, who });
  return (
    <div className="mt-2 grid max-w-[860px] gap-3">
      <p className="soft max-w-[76ch]">{t("text")}</p>
      {requests.map((request) => {
        const { id, matter, admin, requestedBy } = request;
        const own = requestedBy.adminId === adminId;
        // Who is to become a full admin is none yet, and sees nothing of this.
        const names = { name: requestedBy.name, admin: admin?.name ?? "" };
        const answer = (given: "agreed" | "declined" | "withdrawn") => (password: string | undefined) =>
          answerRequest({ requestId: id, answer: given, password });
        return (
          <Notice
            key={id}
            tone="info"
            icon={<UserRoundCheck className="i" />}
            title={t(own ? `own.${matter}` : `asks.${matter}`, names)}
          >
            <p>{t.rich(own ? "ownText" : "asksText", { at: () => <Time at={request.lapsesAt} within /> })}</p>
            <div className="mt-2 flex flex-wrap gap-2">
              {own ? (
                <Button small onClick={() => ask("withdrawn", answer("withdrawn"))}>
                  {t("do.withdrawn")}
                </Button>
              ) : (
                <>
                  <Button small onClick={() => ask(`agreed_${matter}`, answer("agreed"), admin?.name)}>
                    {t("do.agree")}
                  </Button>
                  <Button small onClick={() => ask("declined", answer("declined"))}>
                    {t("do.declined")}
                  </Button>
                </>
              )}
            </div>
          </Notice>
        );
      })}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <State kind={on ? "done" : "off"}>{t(on ? "on" : "off")}</State>
        {on ? (
          asked ? null : (
            <Button onClick={() => ask("off", (password) => switchApproval({ on: false, password }))}>
              {t("do.off")}
            </Button>
          )
        ) : (
          <Button disabled={alone} onClick={() => ask("on", (password) => switchApproval({ on: true, password }))}>
            <Check className="i" />
            {t("do.on")}
          </Button>
        )}
        {!on && alone ? <span className="soft">{t("alone")}</span> : null}
      </div>
      {deed ? <Asked key={deed.name} deed={deed} onClose={() => setDeed(null)} /> : null}
    </div>
  );
}
