// Owns /account (spec 8): an admin's own password, sessions and language. Any admin. Called by Next, from the menu of the photo.
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageHead, Sheet } from "@/app/_components/sheet";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { requireAdmin } from "@/lib/auth";
import { openSessionsOf } from "@/lib/auth/account";
import { ChangePassword } from "./change-password";
import { ChooseLanguage } from "./choose-language";
import { Sessions } from "./sessions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("title") };
}

export default async function Account() {
  const admin = await requireAdmin();
  const [t, sessions] = await Promise.all([getTranslations("account"), openSessionsOf(admin)]);
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
      <ClientMessages nouns={["account"]}>
        <div className="pad grid grid-cols-[minmax(0,1fr)] content-start gap-8 pb-8">
          <section aria-labelledby="password">
            <div className="subhead">
              <h2 id="password">{t("password.title")}</h2>
            </div>
            <p className="soft mt-1 mb-4 max-w-[76ch]">{t("password.text")}</p>
            <ChangePassword email={admin.email} />
          </section>
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
            <ChooseLanguage />
          </section>
        </div>
      </ClientMessages>
    </Sheet>
  );
}
