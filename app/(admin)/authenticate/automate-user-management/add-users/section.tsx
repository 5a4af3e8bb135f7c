// The section Add users (spec 8): one by form, many by CSV, and the files of the last day. Used by the page, first of its sections.
import { CopyCheck, UserRoundPlus, UserRoundX } from "lucide-react";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Empty } from "@/app/_components/empty";
import { Section } from "@/app/_components/section";
import { ClientMessages } from "@/app/_i18n/client-messages";
import type { FullAdmin } from "@/lib/auth";
import { defaultGroupName } from "@/lib/groups";
import { recentLists } from "@/lib/lists";
import { AddUsersButtons } from "./buttons";
import { FollowLists } from "./follow-lists";
import { ListTable } from "./list-table";

const RECENT = 5;

export async function AddUsers({ admin }: { admin: FullAdmin }) {
  const [t, lists, group] = await Promise.all([
    getTranslations("add-users"),
    recentLists(admin, "add_users", RECENT),
    defaultGroupName(admin),
  ]);
  const count = (state: string) => lists.filter((list) => list.state === state).length;
  const state = (["processing", "ready"] as const).find((name) => count(name) > 0);
  const bold = { b: (words: ReactNode) => <b>{words}</b> };
  return (
    <Section
      id="add-users"
      title={t("title")}
      what={t("what")}
      now={state ? t(`now.${state}`, { count: count(state) }) : null}
    >
      <ClientMessages nouns={["add-users", "uploads"]}>
        <div className="lead">
          <ul>
            <li>
              <UserRoundPlus className="i" />
              <span>{t.rich("does", bold)}</span>
            </li>
            <li>
              <UserRoundX className="i" />
              <span>
                {t.rich("deleted", {
                  ...bold,
                  link: (words) => (
                    <a className="link" href="#find-deleted-users">
                      {words}
                    </a>
                  ),
                })}
              </span>
            </li>
            <li>
              <CopyCheck className="i" />
              <span>{t.rich("kept", bold)}</span>
            </li>
          </ul>
          <AddUsersButtons group={group} />
        </div>
        <FollowLists
          live={lists.filter(({ state }) => state === "processing" || state === "checking").map(({ id }) => id)}
        />
        <div className="subhead">
          <h3>{t("recent")}</h3>
        </div>
        {lists.length > 0 ? <ListTable lists={lists} adminId={admin.adminId} /> : <Empty>{t("empty")}</Empty>}
      </ClientMessages>
    </Section>
  );
}
