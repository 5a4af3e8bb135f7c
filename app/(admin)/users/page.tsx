// Owns /users: the organization's learners, to search, filter, sort and page through (spec 9). For any admin. Called by Next.
import { ChevronsLeft, ChevronsRight, Download } from "lucide-react";
import type { Metadata, Route } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ButtonLink } from "@/app/_components/button";
import { Empty } from "@/app/_components/empty";
import { Pager, Range } from "@/app/_components/pager";
import { PageHead, Sheet } from "@/app/_components/sheet";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { isFullAdmin, requireAdmin } from "@/lib/auth";
import { type Group, learnerCountOf, listGroups } from "@/lib/groups";
import { type LearnerPage, listLearners } from "@/lib/learners";
import { ACTIVITY, addressOf, type ListState, orderAfter, readAddress, SORT } from "./address";
import { Filters } from "./filters";
import { Learners } from "./rows";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("users"))("title") };
}

export default async function UsersPage({ searchParams }: PageProps<"/users">) {
  const admin = await requireAdmin();
  const [t, asked, groups, count] = await Promise.all([
    getTranslations("users"),
    searchParams,
    listGroups(admin),
    learnerCountOf(admin, undefined),
  ]);
  const read = readAddress(asked);
  const group = groups.find(({ id }) => id === read.groupId);
  const state: ListState = { ...read, groupId: group?.id };
  const page = await listLearners(admin, state, state.order, state.place);

  return (
    <Sheet>
      <PageHead
        title={t("title")}
        lead={t("lead", { count })}
        actions={
          isFullAdmin(admin) ? (
            <ButtonLink href={addressOf(state, {}, "/users/export.csv")} download>
              <Download className="i" />
              {t("export")}
            </ButtonLink>
          ) : null
        }
      />
      <div className="pad">
        <ClientMessages nouns={["users"]}>
          <Filters
            search={state.search}
            groupId={state.groupId}
            groups={groups}
            words={{
              activity: ACTIVITY,
              chosen: state.activity ? ACTIVITY[state.activity] : "",
              sort: SORT,
              sorted: SORT[state.order],
            }}
          />
          {page.learners.length > 0 ? (
            <Learners
              learners={page.learners}
              order={state.order}
              sortBy={{
                name: addressOf(state, { order: orderAfter(state.order, "name") }),
                activity: addressOf(state, { order: orderAfter(state.order, "activity") }),
              }}
            />
          ) : (
            <Nobody state={state} group={group} />
          )}
        </ClientMessages>
      </div>
      {page.learners.length > 0 ? <Foot page={page} state={state} /> : null}
    </Sheet>
  );
}

async function Nobody({ state, group }: { state: ListState; group: Group | undefined }) {
  const t = await getTranslations("users");
  const { search, activity } = state;
  if (!search && !group && !activity) return <Empty>{t("empty")}</Empty>;
  const everybody: Partial<ListState> = { groupId: undefined, activity: undefined };
  return (
    <Empty
      action={
        <Link className="link" href={addressOf(state, search ? { search: "" } : everybody)}>
          {t(search ? "clearSearch" : "showEverybody")}
        </Link>
      }
    >
      {search && group
        ? t("nothingFoundInGroup", { search, group: group.name })
        : search
          ? t("nothingFound", { search })
          : activity
            ? t("nothingLeft")
            : t("nothingInGroup", { group: group?.name ?? "" })}
    </Empty>
  );
}

async function Foot({ page, state }: { page: LearnerPage; state: ListState }) {
  const t = await getTranslations("users");
  const { from, total, previous, next } = page;
  const to = from + page.learners.length - 1;
  const end = (href: Route | undefined, label: string, icon: ReactNode) =>
    href ? (
      <Link className="btn sm" href={href} aria-label={label}>
        {icon}
      </Link>
    ) : (
      <button type="button" className="btn sm" aria-label={label} disabled>
        {icon}
      </button>
    );
  return (
    <div className="foot">
      {page.totalIsMore ? (
        <span className="pager">{t("rangeMore", { from, to, total })}</span>
      ) : (
        <Range from={from} to={to} total={total} />
      )}
      <div className="pager ml-auto">
        {end(
          previous && addressOf(state, { place: { page: "first" } }),
          t("firstPage"),
          <ChevronsLeft className="i" />,
        )}
        <Pager
          {...(previous ? { back: addressOf(state, { place: previous }) } : {})}
          {...(next ? { on: addressOf(state, { place: next }) } : {})}
        />
        {end(next && addressOf(state, { place: { page: "last" } }), t("lastPage"), <ChevronsRight className="i" />)}
      </div>
    </div>
  );
}
