// The section Find deleted users (spec 7, 8): one address or ID, or a list. Used by the page, between Add users and User Deletion.
import { DatabaseZap, FileClock, SearchCheck } from "lucide-react";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Section } from "@/app/_components/section";
import { ClientMessages } from "@/app/_i18n/client-messages";
import type { FullAdmin } from "@/lib/auth";
import { recentLists } from "@/lib/lists";
import { ListTable } from "./list-table";
import { LookUp } from "./look-up";
import { UploadButton } from "./upload/upload-button";

const SHOWN = 10;

export async function FindDeletedUsers({ admin }: { admin: FullAdmin }) {
  const [t, lists] = await Promise.all([
    getTranslations("find-deleted-users"),
    recentLists(admin, "find_deleted_users", SHOWN),
  ]);
  const bold = { b: (words: ReactNode) => <b>{words}</b> };
  return (
    <Section
      id="find-deleted-users"
      title={t("title")}
      what={t("what")}
      now={lists.length > 0 ? t("now", { count: lists.length }) : null}
    >
      <ClientMessages nouns={["find-deleted-users", "uploads"]}>
        <div className="lead">
          <ul>
            <li>
              <SearchCheck className="i" />
              <span>{t.rich("does", bold)}</span>
            </li>
            <li>
              <DatabaseZap className="i" />
              <span>{t.rich("gone", bold)}</span>
            </li>
            <li>
              <FileClock className="i" />
              <span>{t.rich("kept", bold)}</span>
            </li>
          </ul>
          <UploadButton />
        </div>
        <div className="mt-5">
          <LookUp organization={admin.organizationName} />
        </div>
        {lists.length > 0 ? (
          <>
            <div className="subhead">
              <h3>{t("lists")}</h3>
            </div>
            <ListTable lists={lists} caption={t("lists")} />
          </>
        ) : null}
      </ClientMessages>
    </Section>
  );
}
