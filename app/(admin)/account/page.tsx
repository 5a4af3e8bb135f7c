// Owns /account (spec 8): an admin's own password, single sign-on, sessions and language. Any admin. Called by Next, from the menu of the photo.
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Notice } from "@/app/_components/notice";
import { PageHead, Sheet } from "@/app/_components/sheet";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { requireAdmin } from "@/lib/auth";
import { openSessionsOf } from "@/lib/auth/account";
import { issuerHost, mayLink, ownLink } from "@/lib/single-sign-on";
import { ssoFailure } from "../../sign-in/sso-failure";
import { ChangePassword } from "./change-password";
import { ChooseLanguage } from "./choose-language";
import { Sessions } from "./sessions";
import { SingleSignOn } from "./single-sign-on";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("title") };
}

export default async function Account({ searchParams }: PageProps<"/account">) {
  const admin = await requireAdmin();
  const [t, sso, sessions, link, { sso: asked }] = await Promise.all([
    getTranslations("account"),
    getTranslations("single-sign-on"),
    openSessionsOf(admin),
    ownLink(admin),
    searchParams,
  ]);
  const why = ssoFailure(asked);
  return (
    <Sheet>
      <PageHead
        title={t("title")}
        lead={t("lead", {
          name: admin.name,
          email: admin.email,
          role: t(admin.role),
          organization: admin.organizationName,
        })}
      />
      <ClientMessages nouns={["account", "single-sign-on"]}>
        <div className="pad grid grid-cols-[minmax(0,1fr)] content-start gap-8 pb-8">
          <section aria-labelledby="password">
            <div className="subhead">
              <h2 id="password">{t("password.title")}</h2>
            </div>
            {link?.required || link?.hasPassword === false ? (
              <p className="soft mt-1 max-w-[76ch]">
                {sso(link.required ? "account.passwordRequired" : "account.passwordNone")}
              </p>
            ) : (
              <>
                <p className="soft mt-1 mb-4 max-w-[76ch]">{t("password.text")}</p>
                <ChangePassword email={admin.email} />
              </>
            )}
          </section>
          {link ? (
            <section aria-labelledby="single-sign-on">
              <div className="subhead">
                <h2 id="single-sign-on">{sso("account.title")}</h2>
              </div>
              <p className="soft mt-1 mb-4 max-w-[76ch]">{sso("account.text", { provider: issuerHost() })}</p>
              {why || (asked === "linked" && link.linkedAt) ? (
                <div className="mb-4 max-w-[560px]">
                  <Notice
                    tone={why ? "danger" : "info"}
                    alert
                    title={why ? sso(`failures.${why}.title`) : sso("account.doneTitle")}
                  >
                    {why ? sso(`failures.${why}.text`) : sso("account.done")}
                  </Notice>
                </div>
              ) : null}
              <SingleSignOn link={link} mayLink={mayLink(admin, link)} />
            </section>
          ) : null}
          <section aria-labelledby="sessions">
            <div className="subhead">
              <h2 id="sessions">{t("sessions.title")}</h2>
            </div>
            <p className="soft mt-1 mb-4 max-w-[76ch]">{t("sessions.text")}</p>
            <Sessions sessions={sessions} current={admin.sessionId} />
          </section>
          <section aria-labelledby="language">
            <div className="subhead">
              <h2 id="language">{t("language.title")}</h2>
            </div>
            <p className="soft mt-1 mb-4 max-w-[76ch]">{t("language.text")}</p>
            <ChooseLanguage kept={admin.language} />
          </section>
        </div>
      </ClientMessages>
    </Sheet>
  );
}
