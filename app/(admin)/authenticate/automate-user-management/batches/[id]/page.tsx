// One batch (spec 6): how it stands, its rows, its history, its files. Full admins only; another organization's is not there.

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache, type ReactNode } from "react";
import { ButtonLink } from "@/app/_components/button";
import { LiveText } from "@/app/_components/live-text";
import { PageHead } from "@/app/_components/sheet";
import { shownName } from "@/app/_components/shown-name";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { currentAdmin, type FullAdmin, isFullAdmin, requireFullAdmin } from "@/lib/auth";
import { type Batch, readBatch } from "@/lib/batches";
import { mailsOfBatch } from "@/lib/mails";
import { AUTOMATE, BATCHES, continuePath, USER_DELETION } from "../batch-paths";
import { progressOf } from "../batch-progress";
import type { SearchParams } from "../batch-query";
import { BatchState } from "../batch-state";
import { ApproveBatch } from "./approve-batch";
import { CancelBatch } from "./cancel-batch";
import { Files } from "./files";
import { FollowBatch } from "./follow-batch";
import { followEvery } from "./follow-every";
import { History } from "./history";
import { Now } from "./now";
import { Rows } from "./rows";
import { Source } from "./source";
import { StopBatch } from "./stop-batch";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Once a request, for the title and the page. */
const batchOf = cache(async (admin: FullAdmin, id: string) => (UUID.test(id) ? readBatch(admin, id) : undefined));

/** The guard is the page's; whoever may not see the batch does not learn its name from the title either. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const admin = await currentAdmin();
  const batch = admin && isFullAdmin(admin) ? await batchOf(admin, (await params).id) : undefined;
  return batch ? { title: shownName(batch.fileName) } : {};
}

/** Seconds: a run started by a deed here goes on for 45. */
export const maxDuration = 60;

export default async function BatchPage({ params, searchParams }: Props) {
  const admin = await requireFullAdmin();
  const batch = await batchOf(admin, (await params).id);
  if (!batch) notFound();
  const [t, query, mails] = await Promise.all([
    getTranslations("batches"),
    searchParams,
    mailsOfBatch(admin, batch.id),
  ]);
  return (
    <>
      <PageHead
        crumbs={[
          { label: t("list.automate"), href: AUTOMATE },
          { label: t("list.section"), href: USER_DELETION },
          { label: t("list.title"), href: BATCHES },
        ]}
        title={shownName(batch.fileName)}
        state={<BatchState batch={batch} />}
        actions={await actionsFor(batch, admin)}
      />
      <LiveText>{await said(batch)}</LiveText>
      <FollowBatch batchId={batch.id} every={followEvery(batch, mails)} />
      <div className="cols">
        <div>
          <Now batch={batch} adminId={admin.adminId} />
          <Rows admin={admin} batch={batch} query={query} />
        </div>
        <aside>
          <History batch={batch} mails={mails} />
          <Files batch={batch} />
          <Source batch={batch} />
        </aside>
      </div>
    </>
  );
}

/** What can be done now: stop what runs, cancel what has not begun, go on with one's own preview. */
async function actionsFor(batch: Batch, admin: FullAdmin): Promise<ReactNode> {
  const t = await getTranslations("batches.page");
  const own = batch.uploadedBy.adminId === admin.adminId;
  const { total, done } = progressOf(batch);
  switch (batch.state) {
    case "processing":
      return (
        <ClientMessages nouns={["batches"]}>
          <StopBatch
            batchId={batch.id}
            stopping={batch.stopRequestedAt !== null}
            deleted={batch.counts.deleted ?? 0}
            left={total - done}
          />
        </ClientMessages>
      );
    case "awaiting_approval":
      return (
        <ClientMessages nouns={["batches", "deletion", "approval"]}>
          <CancelBatch batchId={batch.id} ordered />
          {batch.confirmedBy?.adminId === admin.adminId ? null : <ApproveBatch batchId={batch.id} />}
        </ClientMessages>
      );
    case "scheduled":
      return (
        <ClientMessages nouns={["batches"]}>
          <CancelBatch batchId={batch.id} ordered />
        </ClientMessages>
      );
    case "uploading":
    case "checking":
    case "ready":
      return own ? (
        <ClientMessages nouns={["batches"]}>
          <CancelBatch batchId={batch.id} />
          {batch.state === "ready" && batch.preview?.counts.deleted ? (
            <ButtonLink kind="primary" href={continuePath(batch.id)}>
              {t("continue")}
            </ButtonLink>
          ) : null}
        </ClientMessages>
      ) : null;
    default:
      return null;
  }
}

/** What a screen reader is told when the batch changes its state. */
async function said(batch: Batch): Promise<string> {
  const t = await getTranslations("batches");
  const state = t(`states.${batch.state === "processing" && batch.stopRequestedAt ? "stopping" : batch.state}`);
  const deleted = batch.counts.deleted;
  const ended = batch.endedAt && deleted !== undefined ? `, ${t("brief.deleted", { count: deleted })}` : "";
  return t("page.saidState", { file: shownName(batch.fileName), state: `${state}${ended}` });
}
