// One list of people to find (spec 7): how many of them were deleted, each row with when, by which batch and on whose order, and
// what can be done. Full admins only; another organization's is not there.

import { Download, OctagonX } from "lucide-react";
import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { cache } from "react";
import { z } from "zod";
import { ButtonLink } from "@/app/_components/button";
import { Chip, Chips } from "@/app/_components/chip";
import { Empty } from "@/app/_components/empty";
import { Figure } from "@/app/_components/figure";
import { LiveText } from "@/app/_components/live-text";
import { Notice } from "@/app/_components/notice";
import { Pager } from "@/app/_components/pager";
import { ProgressBar } from "@/app/_components/progress-bar";
import { PageHead } from "@/app/_components/sheet";
import { shownName } from "@/app/_components/shown-name";
import { Time } from "@/app/_components/time";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { currentAdmin, type FullAdmin, isFullAdmin, requireFullAdmin } from "@/lib/auth";
import { explainRefusal, type FileRefusalCode } from "@/lib/explanations";
import { explainFound, explainReason, type FoundRow, foundRows } from "@/lib/finding";
import { type List, readList } from "@/lib/lists";
import { AUTOMATE } from "../../batches/batch-paths";
import { FIND, listPath } from "../list-paths";
import { ListState } from "../list-state";
import { DropList } from "./drop-list";
import { FollowList } from "./follow-list";
import { FOUND_OUTCOMES, type FoundOutcome, type RowQuery, readRowQuery, rowsPath } from "./row-query";
import { RowTable, type ShownRow } from "./row-table";
import { SWATCHES } from "./swatches";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const A_PAGE = 50;

/** Once a request, for the title and the page. */
const listOf = cache(async (admin: FullAdmin, id: string) =>
  z.uuid().safeParse(id).success ? readList(admin, "find_deleted_users", id) : undefined,
);

/** The guard is the page's; whoever may not see the list does not learn its name from the title either. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const admin = await currentAdmin();
  const list = admin && isFullAdmin(admin) ? await listOf(admin, (await params).id) : undefined;
  return list ? { title: shownName(list.fileName) } : {};
}

/** Seconds: a run started by a deed here goes on for 45. */
export const maxDuration = 60;

export default async function FoundList({ params, searchParams }: Props) {
  const admin = await requireFullAdmin();
  const list = await listOf(admin, (await params).id);
  if (!list) notFound();
  const [t, query] = await Promise.all([getTranslations("find-deleted-users"), searchParams]);
  const own = list.uploadedBy.adminId === admin.adminId;
  const there = list.state === "ready" || list.state === "processing";
  return (
    <>
      <PageHead
        crumbs={[
          { label: t("page.automate"), href: AUTOMATE },
          { label: t("title"), href: FIND },
        ]}
        title={shownName(list.fileName)}
        state={<ListState list={list} />}
        actions={
          there ? (
            <ClientMessages nouns={["find-deleted-users"]}>
              <ButtonLink href={`${listPath(list.id)}/results.csv` as never} download>
                <Download className="i" />
                {t("page.download")}
              </ButtonLink>
              {own || list.state === "processing" ? (
                <DropList listId={list.id} processing={list.state === "processing"} />
              ) : null}
            </ClientMessages>
          ) : null
        }
      />
      <LiveText>{t("page.said", { file: shownName(list.fileName), state: t(`states.${list.state}`) })}</LiveText>
      <FollowList listId={list.id} live={list.state === "checking" || list.state === "processing"} />
      <div className="pad grid grid-cols-[minmax(0,1fr)] content-start gap-3 pb-6">
        {there ? <Found admin={admin} list={list} own={own} asked={readRowQuery(query)} /> : <NotThere list={list} />}
      </div>
    </>
  );
}

async function Found({ admin, list, own, asked }: { admin: FullAdmin; list: List; own: boolean; asked: RowQuery }) {
  const [t, language, rows] = await Promise.all([
    getTranslations("find-deleted-users"),
    getLocale(),
    foundRows(admin, list.id, asked.outcome, asked.place, A_PAGE),
  ]);
  // A place that is none any more leads to the first page.
  if (rows.length === 0 && asked.place !== 0) redirect(rowsPath(list.id, asked.outcome));
  const countOf = (outcome: FoundOutcome | undefined) =>
    outcome ? (list.counts[outcome] ?? 0) : Object.values(list.counts).reduce((sum, count) => sum + count, 0);
  const deleted = countOf("deleted");
  const shown = rows.map((row) => shownRow(row, language));
  const pager = <RowPager list={list} asked={asked} rows={rows} total={countOf(asked.outcome)} />;
  return (
    <>
      <section className="prog" aria-label={t("page.found")}>
        <div className="row1">
          <b>
            <Figure value={deleted + countOf("restored") + countOf("reusable")} />
          </b>
          <span className="of">{t("page.deletedOf", { total: list.rows ?? 0 })}</span>
        </div>
      </section>
      {list.state === "processing" ? <Processing list={list} /> : <Waits list={list} own={own} />}
      <div className="[&>fieldset]:min-w-0">
        <Chips label={t("page.filter")}>
          <Chip
            on={asked.outcome === undefined}
            href={rowsPath(list.id, undefined)}
            label={t("page.all")}
            count={<Figure value={countOf(undefined)} />}
          />
          {FOUND_OUTCOMES.filter((name) => countOf(name) > 0 || name === asked.outcome).map((name) => (
            <Chip
              key={name}
              on={asked.outcome === name}
              href={rowsPath(list.id, name)}
              label={t(`outcomes.${name}`)}
              swatch={SWATCHES[name]}
              count={<Figure value={countOf(name)} />}
            />
          ))}
        </Chips>
      </div>
      {rows.length > 0 ? (
        <ClientMessages nouns={["find-deleted-users"]}>
          <RowTable
            // Another page's rows are chosen anew.
            key={`${asked.outcome} ${JSON.stringify(asked.place)}`}
            listId={list.id}
            rows={shown}
            deleted={deleted}
            mayOrder={own && list.state === "ready"}
            pager={pager}
          />
        </ClientMessages>
      ) : (
        <Empty>{t("page.none")}</Empty>
      )}
    </>
  );
}

/** Plain data with its words in the reader's language, for the table in the browser. */
function shownRow(row: FoundRow, language: "en" | "id"): ShownRow {
  const outcome = FOUND_OUTCOMES.find((name) => name === row.outcome) ?? "not_deleted";
  return {
    rowNumber: row.rowNumber,
    values: row.values,
    outcome,
    why: outcome === "deleted" ? explainReason(language, row.reason) : explainFound(language, row),
    deletedAt: outcome === "invalid" ? null : (row.earlierDeletedAt?.toISOString() ?? null),
    batch:
      row.earlierBatchId && row.batchFileName !== null
        ? { id: row.earlierBatchId, fileName: shownName(row.batchFileName) }
        : null,
    orderedBy: row.orderedBy,
  };
}

async function Processing({ list }: { list: List }) {
  const t = await getTranslations("find-deleted-users.page");
  const deed = (list.ordered as { deed?: string } | null)?.deed === "reuse" ? "reuse" : "restore";
  const text = t(`${deed}Running`, { share: list.done });
  return (
    <div className="grid gap-2">
      <ProgressBar label={t(`${deed}Label`)} percent={list.done * 100} text={text} />
      <p className="soft">{text}</p>
    </div>
  );
}

async function Waits({ list, own }: { list: List; own: boolean }) {
  const t = await getTranslations("find-deleted-users.page");
  const until = list.readyAt && new Date(list.readyAt.getTime() + 86_400_000);
  return (
    <Notice title={t("goneTitle")}>
      {own ? null : `${t("notOwn", { name: list.uploadedBy.name })} `}
      {t.rich("keptUntil", { at: () => (until ? <Time at={until} within /> : null) })}
    </Notice>
  );
}

/** On its way, refused, or gone. */
async function NotThere({ list }: { list: List }) {
  const [t, language] = await Promise.all([getTranslations("find-deleted-users.page"), getLocale()]);
  if (list.state === "checking") {
    const text = t("checked", { share: list.checked });
    return (
      <div className="grid gap-2">
        <ProgressBar label={t("checking")} percent={list.checked * 100} text={text} />
        <p className="soft">{text}</p>
      </div>
    );
  }
  if (list.state === "uploading") return <p className="soft">{t("uploading")}</p>;
  const reasons = (list.refusals ?? []).map((refusal) =>
    explainRefusal(language, { ...refusal, code: refusal.code as FileRefusalCode }),
  );
  return (
    <section className="grid max-w-[76ch] justify-items-start gap-3">
      <h2 className="flex items-center gap-2 font-semibold text-[17px]/6">
        {reasons.length > 0 ? <OctagonX className="i text-danger-ink" /> : null}
        {t(reasons.length > 0 ? "nothing" : "gone")}
      </h2>
      {reasons.length > 0 ? (
        <ul className="grid list-disc gap-1.5 pl-5">
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      ) : (
        <p className="soft">{t("goneText")}</p>
      )}
      <ButtonLink href={FIND}>{t("back")}</ButtonLink>
    </section>
  );
}

async function RowPager({
  list,
  asked,
  rows,
  total,
}: {
  list: List;
  asked: RowQuery;
  rows: FoundRow[];
  total: number;
}) {
  const c = await getTranslations("components");
  const [first, last] = [rows[0]?.rowNumber, rows.at(-1)?.rowNumber];
  if (first === undefined || last === undefined) return null;
  // Rows go back to the file's first; however the address counts, the first page begins with 1.
  const from = typeof asked.place === "object" && rows.length < A_PAGE ? 1 : asked.from;
  const to = from + rows.length - 1;
  const { id } = list;
  const back = from > 1 ? rowsPath(id, asked.outcome, { before: first, at: Math.max(1, from - A_PAGE) }) : undefined;
  const on =
    rows.length === A_PAGE && to < total ? rowsPath(id, asked.outcome, { after: last, at: to + 1 }) : undefined;
  return (
    <Pager {...(back ? { back } : {})} {...(on ? { on } : {})}>
      {c("range", { from, to, total: Math.max(total, to) })}
    </Pager>
  );
}
