// Admins (spec 8): who signs in here, with which role and how; invitations on their way. Full admins only. Called by Next.
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { PageHead } from "@/app/_components/sheet";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { listAdmins, listInvitations } from "@/lib/admins";
import { requireFullAdmin } from "@/lib/auth";
import { openRequests } from "@/lib/safeguards";
import { issuerHost, linkedAdmins, standing } from "@/lib/single-sign-on";
import { AuthenticateSwitch } from "../../_frame/links";
import { AdminTable } from "./admin-table";
import { InvitationTable } from "./invitation-table";
import { InviteButton } from "./invite-button";
import { SingleSignOn } from "./single-sign-on";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admins"))("title") };
}

/** Seconds: a run started by a deed here sends its mail. */
export const maxDuration = 60;

export default async function Admins() {
  const admin = await requireFullAdmin();
  const [t, language, admins, invitations, requests, sso, linked] = await Promise.all([
    getTranslations("admins"),
    getLocale(),
    listAdmins(admin),
    listInvitations(admin),
    openRequests(admin),
    standing(admin),
    linkedAdmins(admin),
  ]);
  const waiting = requests.flatMap((request) => (request.admin ? [request.admin.adminId] : []));
  return (
    <ClientMessages nouns={["admins", "single-sign-on"]}>
      <PageHead
        above={<AuthenticateSwitch />}
        title={t("title")}
        lead={t("lead")}
        actions={<InviteButton language={language} />}
      />
      <div className="pad grid grid-cols-[minmax(0,1fr)] content-start gap-3 pb-6">
        <AdminTable
          admins={admins}
          me={admin.adminId}
          waiting={waiting}
          linked={sso && sso.linked > 0 ? linked : null}
        />
        {invitations.length > 0 ? (
          <>
            <div className="subhead">
              <h2>{t("invitations")}</h2>
            </div>
            <InvitationTable invitations={invitations} />
          </>
        ) : null}
        {sso ? <SingleSignOn standing={sso} provider={issuerHost()} /> : null}
      </div>
    </ClientMessages>
  );
}
