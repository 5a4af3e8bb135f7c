// Whether the learner is on hold, for full admins: put on hold, or lift it. The reason is shown under Safeguards alone (spec 8).
// The rail of the page.
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { INTL_LOCALE } from "@/app/_i18n/languages";
import type { LearnerRecord } from "@/lib/learners";
import { LiftHold } from "../../authenticate/automate-user-management/safeguards/holds/lift-hold";
import { PutOnHold } from "../../authenticate/automate-user-management/safeguards/holds/put-on-hold";

export function Hold({ learner }: { learner: LearnerRecord }) {
  const t = useTranslations("holds");
  const locale = INTL_LOCALE[useLocale()];
  const { id, name, hold } = learner;
  const day =
    hold?.lastDay &&
    new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(
      new Date(`${hold.lastDay}T00:00:00Z`),
    );
  return (
    <section className="rail" aria-labelledby="learner-hold">
      <h2 id="learner-hold">{t("ofLearner")}</h2>
      <div className="grid justify-items-start gap-2">
        <p className="soft">
          {hold ? (day ? t("heldUntil", { day }) : t("held")) : t("notHeld")}{" "}
          {hold ? (
            <Link className="link" href="/authenticate/automate-user-management#safeguards">
              {t("seeReason")}
            </Link>
          ) : null}
        </p>
        {hold ? <LiftHold learnerId={id} name={name} small /> : <PutOnHold learnerId={id} name={name} />}
      </div>
    </section>
  );
}
