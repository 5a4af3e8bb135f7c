// Automate user management (spec 2, step 2): the sections about adding and deleting learners, User Deletion last. Full admins only.
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Sections } from "@/app/_components/section";
import { PageHead } from "@/app/_components/sheet";
import { requireFullAdmin } from "@/lib/auth";
import { AuthenticateSwitch } from "../../_frame/links";
import { AddUsers } from "./add-users/section";
import { ApiAccess } from "./api-access/section";
import { FindDeletedUsers } from "./find-deleted-users/section";
import { Notifications } from "./notifications/section";
import { Safeguards } from "./safeguards/section";
import { UserDeletion } from "./user-deletion/section";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("deletion"))("pageTitle") };
}

/** Seconds: a run started by a deed here goes on for 45. */
export const maxDuration = 60;

type Props = { searchParams: Promise<{ holds?: string | string[] }> };

export default async function AutomateUserManagement({ searchParams }: Props) {
  const admin = await requireFullAdmin();
  const { holds } = await searchParams;
  const page = typeof holds === "string" && /^[1-9]\d{0,6}$/.test(holds) ? Number(holds) : 1;
  const t = await getTranslations("deletion");
  return (
    <>
      <PageHead above={<AuthenticateSwitch />} title={t("pageTitle")} lead={t("pageLead")} />
      <Sections>
        <AddUsers admin={admin} />
        <FindDeletedUsers admin={admin} />
        <Notifications admin={admin} />
        <Safeguards admin={admin} page={page} />
        <ApiAccess admin={admin} />
        <UserDeletion admin={admin} />
      </Sections>
    </>
  );
}
