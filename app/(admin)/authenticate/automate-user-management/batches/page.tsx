// All batches (spec 6): newest first, by date, state, admin and reference; what is asked stands in the address. Full admins only.
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_components/button";
import { Empty } from "@/app/_components/empty";
import { Pager } from "@/app/_components/pager";
import { PageHead } from "@/app/_components/sheet";
import { requireFullAdmin } from "@/lib/auth";
import { batchAdmins, listBatches } from "@/lib/batches";
import { Follow } from "../user-deletion/follow";
import { BatchFilters } from "./_components/batch-filters";
import { AUTOMATE, BATCHES, USER_DELETION, withQuery } from "./batch-paths";
import { type Asked, readQuery, type SearchParams } from "./batch-query";
import { BatchTable } from "./batch-table";
import { followed } from "./followed";

const A_PAGE = 25;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("batches.list"))("title") };
}

/** Seconds: a run started by a deed here goes on for 45. */
export const maxDuration = 60;

export default async function Batches({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const admin = await requireFullAdmin();
  const t = await getTranslations("batches.list");
  const { asked, filter, cursor } = readQuery(await searchParams);
  const [{ batches, next, previous }, admins] = await Promise.all([
    listBatches(admin, A_PAGE, filter, cursor),
    batchAdmins(admin),
  ]);
  // A place that is none any more leads to the first page.
  if (cursor && batches.length === 0) redirect(withQuery(BATCHES, asked));
  const page = (at: typeof next) =>
    at ? withQuery(BATCHES, { ...asked, [at.back ? "before" : "after"]: at.id }) : undefined;
  const [back, on] = [page(previous), page(next)];
  const filtered = Object.keys(asked).length > 0;
  return (
    <>
      <PageHead
        crumbs={[
          { label: t("automate"), href: AUTOMATE },
          { label: t("section"), href: USER_DELETION },
        ]}
        title={t("title")}
        lead={t("lead")}
      />
      <div className="pad pb-6">
        {admins.length > 0 ? <BatchFilters asked={asked} admins={admins} /> : null}
        <Follow {...followed(batches)} />
        {batches.length > 0 ? (
          <BatchTable batches={batches} adminId={admin.adminId} caption={t("caption")} />
        ) : filtered ? (
          <NothingFound asked={asked} />
        ) : (
          <Empty action={<ButtonLink href={USER_DELETION}>{t("delete")}</ButtonLink>}>{t("empty")}</Empty>
        )}
      </div>
      {back || on ? (
        <div className="foot justify-end">
          <Pager {...(back ? { back } : {})} {...(on ? { on } : {})} />
        </div>
      ) : null}
    </>
  );
}

async function NothingFound({ asked }: { asked: Asked }) {
  const t = await getTranslations("batches.list");
  return (
    <Empty
      action={
        <Link className="link" href={BATCHES}>
          {t("clear")}
        </Link>
      }
    >
      {asked.reference ? t("noneReference", { reference: asked.reference }) : t("none")}
    </Empty>
  );
}
