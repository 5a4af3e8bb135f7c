// Audit log (spec 8): who did what, when, from where; by filters that stand in the address; as files; and whether the chain still
// holds. Full admins only. Called by Next.
import { Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/app/_components/button";
import { Empty } from "@/app/_components/empty";
import { Pager } from "@/app/_components/pager";
import { PageHead } from "@/app/_components/sheet";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { auditChoices, listEntries } from "@/lib/audit";
import { requireFullAdmin } from "@/lib/auth";
import { AuthenticateSwitch } from "../../_frame/links";
import { AUDIT_LOG, addressOf, readAddress } from "./address";
import { Entries } from "./entries";
import { Filters } from "./filters";
import { VerifyChain } from "./verify-chain";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("audit-log"))("title") };
}

export default async function AuditLog({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const admin = await requireFullAdmin();
  const t = await getTranslations("audit-log");
  const { asked, filter, place } = readAddress(await searchParams);
  const [{ entries, next, previous }, choices] = await Promise.all([
    listEntries(admin, filter, place),
    auditChoices(admin),
  ]);
  // A place that is none any more leads to the first page.
  if (place && entries.length === 0) redirect(addressOf(asked));
  return (
    <>
      <PageHead
        above={<AuthenticateSwitch />}
        title={t("title")}
        lead={t("lead")}
        actions={
          <>
            <ButtonLink href={addressOf(asked, undefined, `${AUDIT_LOG}/entries.csv`)} download>
              <Download className="i" />
              {t("csv")}
            </ButtonLink>
            <ButtonLink href={addressOf(asked, undefined, `${AUDIT_LOG}/entries.jsonl`)} download>
              <Download className="i" />
              {t("jsonl")}
            </ButtonLink>
          </>
        }
      />
      <div className="pad grid grid-cols-[minmax(0,1fr)] content-start gap-3 pb-6">
        <section aria-label={t("verify.title")}>
          <ClientMessages nouns={["audit-log"]}>
            <VerifyChain path={`${AUDIT_LOG}/verify`} />
          </ClientMessages>
        </section>
        <Filters asked={asked} {...choices} />
        {entries.length > 0 ? (
          <Entries entries={entries} admins={choices.admins} />
        ) : (
          <Empty
            action={
              <Link className="link" href={AUDIT_LOG}>
                {t("clear")}
              </Link>
            }
          >
            {t("none")}
          </Empty>
        )}
      </div>
      {next || previous ? (
        <div className="foot justify-end">
          <Pager
            {...(previous ? { back: addressOf(asked, previous) } : {})}
            {...(next ? { on: addressOf(asked, next) } : {})}
          />
        </div>
      ) : null}
    </>
  );
}
