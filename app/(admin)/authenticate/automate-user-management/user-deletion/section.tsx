// The section User Deletion (spec 2, step 3): what it is for, the button, the recent batches. Used by the page, last of its sections.
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Empty } from "@/app/_components/empty";
import { Section } from "@/app/_components/section";
import { ClientMessages } from "@/app/_i18n/client-messages";
import type { FullAdmin } from "@/lib/auth";
import { awaitingApprovalOf, type Batch, countBatches, listBatches } from "@/lib/batches";
import { undelivered } from "@/lib/notifications";
import { BATCHES } from "../batches/batch-paths";
import { BatchTable } from "../batches/batch-table";
import { UndeliveredNotice } from "../notifications/undelivered-notice";
import { DeleteUsers } from "./delete-users";
import { Follow } from "./follow";
import { Lead } from "./lead";
import { WaitsForYou } from "./waits-for-you";

const RECENT = 5;
/** An upload that has not moved for so long was left; nothing is to be followed any more. */
const LEFT_MS = 3_600_000;

export async function UserDeletion({ admin }: { admin: FullAdmin }) {
  const [t, { batches }, counts, back, waiting] = await Promise.all([
    getTranslations("deletion"),
    listBatches(admin, RECENT),
    countBatches(admin),
    undelivered(admin),
    awaitingApprovalOf(admin),
  ]);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const state = (["processing", "awaiting_approval", "scheduled", "ready"] as const).find((name) => counts[name]);
  const now = state ? t(`now.${state}`, { count: counts[state] ?? 0 }) : total > 0 ? t("now.batches", { total }) : null;
  const scheduled = batches
    .filter((batch) => batch.state === "scheduled" && !batch.due)
    .map(({ startsAt }) => startsAt);
  return (
    <Section id="user-deletion" title={t("title")} what={t("what")} now={now}>
      <ClientMessages nouns={["deletion", "batches", "uploads"]}>
        <WaitsForYou waiting={waiting} />
        <UndeliveredNotice undelivered={back} leads />
        <Lead>
          <DeleteUsers organization={admin.organizationName} />
        </Lead>
        <Follow live={batches.filter(isLive).map(({ id }) => id)} startsAt={earliest(scheduled)} />
        <div className="subhead">
          <h3>{t("recent")}</h3>
          {total > 0 ? (
            <Link className="link more" href={BATCHES}>
              {t("showAll")}
            </Link>
          ) : null}
        </div>
        {total > 0 ? (
          <BatchTable batches={batches} adminId={admin.adminId} caption={t("recent")} />
        ) : (
          <Empty>{t("empty")}</Empty>
        )}
      </ClientMessages>
    </Section>
  );
}

function isLive({ state, due, createdAt }: Batch): boolean {
  if (state === "uploading") return Date.now() - createdAt.getTime() < LEFT_MS;
  return state === "checking" || state === "processing" || due;
}

function earliest(moments: (Date | null)[]): string | null {
  const times = moments.filter((moment) => moment !== null).map((moment) => moment.getTime());
  return times.length > 0 ? new Date(Math.min(...times)).toISOString() : null;
}
