// Automate user management (spec 2, step 2): the sections about adding and deleting learners, User Deletion last. Full admins only.
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Section, Sections } from "@/app/_components/section";
import { PageHead } from "@/app/_components/sheet";
import { requireFullAdmin } from "@/lib/auth";
import { AuthenticateSwitch } from "../../_frame/links";
import { Lead } from "./user-deletion/lead";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("deletion"))("pageTitle") };
}

export default async function AutomateUserManagement() {
  await requireFullAdmin();
  const t = await getTranslations("deletion");
  return (
    <>
      <PageHead above={<AuthenticateSwitch />} title={t("pageTitle")} lead={t("pageLead")} />
      <Sections>
        <Section id="user-deletion" title={t("title")} what={t("what")}>
          <Lead />
        </Section>
      </Sections>
    </>
  );
}
