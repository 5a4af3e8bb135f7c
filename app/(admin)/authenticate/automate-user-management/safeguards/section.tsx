// The section Safeguards (spec 8): delay, threshold, brake, how long tombstones are kept; approval; holds. Used by the page,
// between Notifications and API access.
import { getTranslations } from "next-intl/server";
import { Section } from "@/app/_components/section";
import { ClientMessages } from "@/app/_i18n/client-messages";
import type { FullAdmin } from "@/lib/auth";
import { HOLDS_A_PAGE, listHolds } from "@/lib/holds";
import { openRequests, readSafeguards, SETTINGS, type Safeguards as Standing } from "@/lib/safeguards";
import { Approval } from "./approval";
import { Holds } from "./holds/holds";
import { SettingsForm } from "./settings-form";

/** `page` of the list of holds, from 1. */
export async function Safeguards({ admin, page }: { admin: FullAdmin; page: number }) {
  const [t, standing, requests, held] = await Promise.all([
    getTranslations("safeguards"),
    readSafeguards(admin),
    openRequests(admin),
    listHolds(admin, page),
  ]);
  const { approvalRequired, fullAdmins, holds, ...settings } = standing;
  const waiting = requests.filter((request) => request.requestedBy.adminId !== admin.adminId).length;
  return (
    <Section id="safeguards" title={t("title")} what={t("what")} now={await standsNow(standing, waiting)}>
      <ClientMessages nouns={["safeguards", "holds", "uploads"]}>
        <h3 className="font-semibold text-[13px]/5">{t("before")}</h3>
        <SettingsForm key={JSON.stringify(settings)} saved={settings} limits={SETTINGS} />
        <div className="subhead">
          <h3>{t("approval.title")}</h3>
        </div>
        <Approval on={approvalRequired} fullAdmins={fullAdmins} requests={requests} adminId={admin.adminId} />
        <Holds holds={held.holds} total={held.total} page={page} size={HOLDS_A_PAGE} />
      </ClientMessages>
    </Section>
  );
}

/** `24 h delay · Approval on · 12 holds`; what waits for this admin comes first. */
async function standsNow({ startDelayHours, approvalRequired, holds }: Standing, waiting: number): Promise<string> {
  const t = await getTranslations("safeguards.now");
  return [
    ...(waiting > 0 ? [t("waiting", { count: waiting })] : []),
    t("delay", { hours: startDelayHours }),
    t(approvalRequired ? "approvalOn" : "approvalOff"),
    t("holds", { count: holds }),
  ].join(" · ");
}
